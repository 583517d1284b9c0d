"""What the ear of the band listener works from: band fluxes, a log-frequency map and levels, 50 frames a second.

The recording is mixed to mono at 22.05 kHz, brought to a peak of 1 and read by blocks, so that memory does not grow
with the spectra: a short window (46 ms) for rhythm, a long one (186 ms) for harmony. Frames are centred: frame i lies
at i / 50 s.

Band flux: log-compressed magnitude minus the three-bin maximum two frames before, positive part (vibrato suppression
after Boeck & Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013), local mean removed.
Log-frequency map: three bins a semitone over seven octaves from MIDI 24, after Mauch & Dixon, "Approximate note
transcription for the improved identification of difficult chords", ISMIR 2010.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import soxr
from scipy.fft import rfft
from scipy.ndimage import maximum_filter1d, uniform_filter1d
from scipy.sparse import csr_array

from tutti.music.pitch import midi_to_hz
from tutti.sound.audio import Audio

Float32Array = npt.NDArray[np.float32]

SAMPLE_RATE_HZ = 22_050
HOP = 441
FRAMES_PER_SECOND = SAMPLE_RATE_HZ // HOP
RHYTHM_WINDOW = 1024
HARMONY_WINDOW = 4096
BLOCK_FRAMES = 1024

FLUX_BANDS_HZ = ((25, 130), (130, 500), (500, 2000), (2000, 5000), (5000, 10_500))
FLUX_COMPRESSION = 1000.0  # gain before log(1 + x); a -60 dB partial still counts
FLUX_LAG_FRAMES = 2
FLUX_MEAN_FRAMES = 25  # half a second
FLUX_MEAN_SHARE = 0.6
FLUX_FULL_PERCENTILE = 98.0
FLUX_CEILING = 2.0
# Bands without onsets stay low: a steady tone rises by 0.006, the bands of music by 0.05 to 1.4.
FLUX_LEAST, FLUX_LEAST_SHARE = 0.02, 0.02

BINS_PER_SEMITONE = 3
LOWEST_MIDI = 24
OCTAVES = 7
LOG_BINS = OCTAVES * 12 * BINS_PER_SEMITONE
SILENT_PEAK = 1e-5  # -100 dB: nothing to bring up
SILENCE_DB = -100.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BandSpectrum:
    """The features of a recording, one row a frame.

    Attributes:
        flux: onset strength in five bands, 0 to 2, shaped (frames, 5), low to high.
        log_frequency: magnitude by third of a semitone, shaped (frames, 252); bins 1, 4, 7 … are the notes in tune.
        level_db: level of the short window, dB; a full-scale sine would read 0 if the recording peaked at 1.
    """

    flux: Float32Array
    log_frequency: Float32Array
    level_db: Float32Array

    @property
    def frames(self) -> int:
        """How many frames."""
        return len(self.flux)


def band_spectrum(audio: Audio) -> BandSpectrum:
    """Read a recording into its features."""
    samples = np.nan_to_num(audio.mono())
    peak = float(np.abs(samples).max(initial=0.0))
    if peak > SILENT_PEAK:
        samples = samples / np.float32(peak)
    if audio.sample_rate_hz != SAMPLE_RATE_HZ:
        samples = soxr.resample(samples, audio.sample_rate_hz, SAMPLE_RATE_HZ, quality="MQ")
    frames = 1 + len(samples) // HOP
    padded = np.pad(samples, (HARMONY_WINDOW // 2, HARMONY_WINDOW // 2 + HOP))
    flux = np.zeros((frames, len(FLUX_BANDS_HZ)), dtype=np.float32)
    level_db = np.zeros(frames, dtype=np.float32)
    log_frequency = np.zeros((frames, LOG_BINS), dtype=np.float32)
    last = np.zeros((FLUX_LAG_FRAMES, RHYTHM_WINDOW // 2 + 1), dtype=np.float32)
    for start in range(0, frames, BLOCK_FRAMES):
        block = slice(start, min(start + BLOCK_FRAMES, frames))
        rhythm = _magnitudes(padded, block, RHYTHM_WINDOW)
        power = np.square(rhythm).sum(axis=1)
        level_db[block] = 10.0 * np.log10(power + 10.0 ** (SILENCE_DB / 10.0))
        loud = np.concatenate([last, np.log1p(FLUX_COMPRESSION * rhythm)])
        if start == 0:
            loud[:FLUX_LAG_FRAMES] = loud[FLUX_LAG_FRAMES]
        flux[block] = _rises(loud)
        last = loud[-FLUX_LAG_FRAMES:]
        log_frequency[block] = (_log_frequency_matrix() @ _magnitudes(padded, block, HARMONY_WINDOW).T).T
    return BandSpectrum(flux=_level_out(flux), log_frequency=log_frequency, level_db=level_db)


def _magnitudes(padded: Float32Array, block: slice, window: int) -> Float32Array:
    """Hann magnitudes of the frames of a block; a full-scale sine reads 1."""
    offset = (HARMONY_WINDOW - window) // 2
    views = np.lib.stride_tricks.sliding_window_view(padded, window)[offset::HOP][block]
    taper = np.hanning(window).astype(np.float32)
    return np.asarray(np.abs(rfft(views * taper, axis=1)) * (4.0 / window), dtype=np.float32)


def _rises(loud: Float32Array) -> Float32Array:
    """Mean rise by band of log magnitudes that start FLUX_LAG_FRAMES before the block."""
    frequency_hz = np.arange(loud.shape[1]) * SAMPLE_RATE_HZ / RHYTHM_WINDOW
    columns = []
    for low_hz, high_hz in FLUX_BANDS_HZ:
        band = loud[:, (frequency_hz >= low_hz) & (frequency_hz < high_hz)]
        before = maximum_filter1d(band[:-FLUX_LAG_FRAMES], 3, axis=1)
        columns.append(np.maximum(band[FLUX_LAG_FRAMES:] - before, 0.0).mean(axis=1))
    return np.stack(columns, axis=1)


def _level_out(flux: Float32Array) -> Float32Array:
    """Take off the local mean and scale each band to its own strong onsets."""
    peaks = np.maximum(flux - FLUX_MEAN_SHARE * uniform_filter1d(flux, FLUX_MEAN_FRAMES, axis=0), 0.0)
    full = np.percentile(peaks, FLUX_FULL_PERCENTILE, axis=0)
    least = FLUX_LEAST + FLUX_LEAST_SHARE * full.max()
    return np.asarray(np.minimum(peaks / (full + least), FLUX_CEILING), dtype=np.float32)


@cache
def _log_frequency_matrix() -> csr_array:
    """Triangles a third of a semitone wide (never narrower than the window resolves), shaped (LOG_BINS, bins)."""
    frequency_hz = np.arange(HARMONY_WINDOW // 2 + 1) * SAMPLE_RATE_HZ / HARMONY_WINDOW
    centres_hz = midi_to_hz(LOWEST_MIDI + (np.arange(LOG_BINS) - 1) / BINS_PER_SEMITONE)
    width_hz = np.maximum(centres_hz * (2 ** (1 / (12 * BINS_PER_SEMITONE)) - 1), 0.9 * SAMPLE_RATE_HZ / HARMONY_WINDOW)
    distance = np.abs(frequency_hz - centres_hz[:, None]) / (1.5 * width_hz[:, None])
    weights = np.maximum(1.0 - distance, 0.0)
    weights /= weights.sum(axis=1, keepdims=True) + 1e-9
    return csr_array(weights.astype(np.float32))
