"""The curves that all beat grids of a recording are judged on.

Onsets low, middle and high in the spectrum; where bass tones and chord tones rise, which drums do not; where the
harmony changes; and after which time the onsets come back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from tutti.listen.band_spectrum import BINS_PER_SEMITONE, FRAMES_PER_SECOND, LOWEST_MIDI, BandSpectrum
from tutti.listen.tuning import COMPRESSION

FloatArray = npt.NDArray[np.float64]

LEAST_VARIANCE = 0.02  # of the flux, summed over bands: music has 0.4, the ripple of a steady tone 0.003
FLUX_GROUPS = (slice(0, 2), slice(2, 3), slice(3, 5))
GROUPS = ("low", "mid", "high", "bass", "tone", "change")
BASS_MIDI, TONE_MIDI = (28, 52), (52, 84)
RISE_LAG_FRAMES = 4  # half the window the tones are seen through
RISE_MEAN_FRAMES = 50


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """What all candidates of a recording are judged on.

    Attributes:
        strength: by GROUPS, local maxima relative to the mean, shaped (frames, groups).
        repetition: autocorrelation of the flux by lag in frames, 1 at lag 0.
        level_db: how loud each frame is.
    """

    strength: FloatArray
    repetition: FloatArray
    level_db: npt.NDArray[np.float32]


def curves(spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32]) -> Curves:
    """Prepare a recording for judging candidates."""
    peaks = maximum_filter1d(spectrum.flux.astype(np.float64), 3, axis=0)
    columns = [peaks[:, bands].mean(axis=1) for bands in FLUX_GROUPS]
    columns += [maximum_filter1d(_rises(spectrum, *span), 3) for span in (BASS_MIDI, TONE_MIDI)]
    columns.append(maximum_filter1d(harmonic_change.astype(np.float64), 5))
    strength = np.stack(columns, axis=1)
    return Curves(
        strength=strength / (strength.mean(axis=0) + 1e-3),
        repetition=_repetition(spectrum.flux.astype(np.float64)),
        level_db=spectrum.level_db,
    )


def _rises(spectrum: BandSpectrum, low_midi: int, high_midi: int) -> FloatArray:
    """Where the tones of a register grow, local mean removed."""
    bins = slice((low_midi - LOWEST_MIDI) * BINS_PER_SEMITONE, (high_midi - LOWEST_MIDI) * BINS_PER_SEMITONE)
    loud = np.log1p(COMPRESSION * spectrum.log_frequency[:, bins].astype(np.float32))
    tonal = np.maximum(loud - uniform_filter1d(loud, 4 * BINS_PER_SEMITONE + 1, axis=1), 0.0)
    padded = np.pad(tonal, ((RISE_LAG_FRAMES, RISE_LAG_FRAMES), (0, 0)), mode="edge")
    rise = np.maximum(padded[2 * RISE_LAG_FRAMES :] - padded[: -2 * RISE_LAG_FRAMES], 0.0).mean(axis=1)
    rise = rise.astype(np.float64)
    return np.asarray(np.maximum(rise - uniform_filter1d(rise, RISE_MEAN_FRAMES), 0.0), dtype=np.float64)


def at_lag(repetition: FloatArray, lag: float) -> float:
    """The greatest autocorrelation within a frame of a lag."""
    low = int(np.floor(lag)) - 1
    near = repetition[max(low, 1) : low + 4]
    return float(near.max()) if len(near) > 0 else 0.0


def _repetition(flux: FloatArray) -> FloatArray:
    """Autocorrelation, summed over bands, for lags up to 12 s."""
    centred = flux - flux.mean(axis=0)
    size = 2 ** int(np.ceil(np.log2(2 * max(len(flux), 2))))
    spectrum = np.fft.rfft(centred, size, axis=0)
    correlation = np.fft.irfft(np.square(np.abs(spectrum)), size, axis=0).sum(axis=1)
    lags = min(len(flux), 12 * FRAMES_PER_SECOND)
    overlap = np.maximum(len(flux) - np.arange(lags), 0.5 * len(flux))  # little overlap proves little
    unbiased = correlation[:lags] * len(flux) / overlap
    return np.asarray(unbiased / (unbiased[0] + LEAST_VARIANCE * len(flux)), dtype=np.float64)
