"""The voice's sound from its frames: pulses through a filter that changes with every pulse, and shaped noise.

Each period of the pitch starts a pulse: the minimum-phase response of the envelope of its moment, its open phase
turned around in time as glottal flow has it (Doval, d'Alessandro and Henrich, Acta Acustica 92, 2006), and slightly
dispersed in the treble. Log spectra, and with them minimum phases, are linear in the log envelope, so phases are
computed once a frame and read in between. Noise swells and falls with the pulses. Sounds at 44.1 kHz, mono.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy import fft

from tutti.perform.voice.frames import (
    BINS,
    BINS_HZ,
    FRAME_SECONDS,
    SAMPLE_RATE_HZ,
    TRANSFORM,
    FloatArray,
    FrameArray,
    VoiceFrames,
    read_frames,
)

_BATCH = 256  # pulses or blocks computed together; bounds the memory
_PRE_SAMPLES = 160  # a pulse's response starts so long before it: dispersed and turned parts
_TAIL_SAMPLES = 120  # its end is faded
_JITTER, _SHIMMER_DB = 0.0018, 0.15
_DISPERSION_SECONDS = 0.35e-3
_DISPERSION_FROM_HZ, _DISPERSION_FULL_HZ = 1500.0, 5000.0
_GLOTTAL_RATIO, _GLOTTAL_RANGE_HZ, _GLOTTAL_WIDTH = 1.1, (90.0, 500.0), 0.9
_NOISE_WINDOW, _NOISE_HOP, _NOISE_TRANSFORM = 512, 128, 1024
_NOISE_SWELL = 0.6  # depth of the noise's modulation by the pulses
_LOW_CUT_HZ = 60.0  # a throat lets nothing slower out; an envelope says nothing there, and a pulse is all of one sign
_SEPARATE_POWER = 1e-6  # least share of power left to pulses

Complex = np.complex64


def synthesise(
    frames: VoiceFrames, pitch_hz: FloatArray, gain_db: FloatArray, samples: int, random: np.random.Generator
) -> FrameArray:
    """The sound of frames at a pitch, so many samples long; frame 0 lies at sample 0."""
    at = np.arange(samples) / (SAMPLE_RATE_HZ * FRAME_SECONDS)
    pitch = np.interp(at, np.arange(len(pitch_hz)), pitch_hz)
    phase = np.cumsum(pitch) / SAMPLE_RATE_HZ
    sound = _pulses(frames, pitch_hz, phase, random) + _noise(frames, phase, at, random)
    gain = np.interp(at, np.arange(len(gain_db)), gain_db)
    return np.asarray(sound * 10.0 ** (gain / 20.0), dtype=np.float32)


def _pulses(frames: VoiceFrames, pitch_hz: FloatArray, phase: FloatArray, random: np.random.Generator) -> FloatArray:
    samples = len(phase)
    count = np.arange(1, int(phase[-1]) + 1)
    times = np.interp(count, phase, np.arange(samples))
    places = times / (SAMPLE_RATE_HZ * FRAME_SECONDS)
    period = SAMPLE_RATE_HZ / np.interp(places, np.arange(len(pitch_hz)), pitch_hz)
    times = times + period * _JITTER * random.standard_normal(len(times))
    shimmer = 10.0 ** (_SHIMMER_DB * random.standard_normal(len(times)) / 20.0)
    voicing = np.interp(places, np.arange(len(pitch_hz)), frames.voicing)
    strength = np.sqrt(period) * voicing * shimmer
    dispersion = _dispersion(random)
    low_cut = _low_cut()
    sound = np.zeros(samples + TRANSFORM + _PRE_SAMPLES)
    heard = np.flatnonzero(voicing > 0.02)
    for first in range(0, len(heard), _BATCH):
        batch = heard[first : first + _BATCH]
        low, high = int(places[batch[0]]), min(int(places[batch[-1]]) + 2, len(pitch_hz))
        log_magnitude, angle = _responses(frames, pitch_hz, slice(low, high))
        local = places[batch] - low
        starts = np.floor(times[batch]).astype(np.int64)
        fraction = (times[batch] - starts + _PRE_SAMPLES).astype(np.float32)
        delay = fraction[:, None] * (-2 * np.pi / SAMPLE_RATE_HZ * BINS_HZ).astype(np.float32)[None, :]
        turned = read_frames(angle, local) + delay + dispersion
        spectra = np.empty((len(batch), BINS), dtype=Complex)
        magnitude = np.exp(read_frames(log_magnitude, local)) * strength[batch].astype(np.float32)[:, None] * low_cut
        spectra.real = magnitude * np.cos(turned)
        spectra.imag = magnitude * np.sin(turned)
        responses = fft.irfft(spectra, TRANSFORM, axis=1)
        responses[:, -_TAIL_SAMPLES:] *= np.linspace(1, 0, _TAIL_SAMPLES, dtype=np.float32)
        _add(sound, responses, starts)
    return sound[_PRE_SAMPLES : _PRE_SAMPLES + samples]


def _responses(frames: VoiceFrames, pitch_hz: FloatArray, part: slice) -> tuple[FrameArray, FrameArray]:
    """Log magnitude and phase of the harmonic part of some frames."""
    noise = frames.noise[part]
    log_magnitude = frames.log_amplitude[part] + 0.5 * np.log(np.maximum(1 - noise * noise, _SEPARATE_POWER))
    cepstrum = fft.irfft(log_magnitude, TRANSFORM, axis=1)
    half = TRANSFORM // 2
    cepstrum[:, 1:half] *= 2
    cepstrum[:, half + 1 :] = 0
    minimum_phase = fft.rfft(cepstrum, axis=1).imag
    centre = np.clip(_GLOTTAL_RATIO * pitch_hz[part], *_GLOTTAL_RANGE_HZ)[:, None]
    # A resonance's phase is the negative of its denominator's: adding that twice turns it from causal to anticausal.
    open_phase = 2 * np.arctan2(_GLOTTAL_WIDTH * centre * BINS_HZ[None, :], centre**2 - BINS_HZ[None, :] ** 2)
    return log_magnitude.astype(np.float32), (minimum_phase + open_phase).astype(np.float32)


def _low_cut() -> FrameArray:
    """The gain of each bin below which nothing is sung: 24 dB an octave."""
    return np.asarray((BINS_HZ**2 / (BINS_HZ**2 + _LOW_CUT_HZ**2)) ** 2, dtype=np.float32)


def _dispersion(random: np.random.Generator) -> FrameArray:
    """A fixed all-pass phase: random smooth delays in the treble take the click out of the pulse."""
    kernel = np.hanning(41)
    delays = np.convolve(random.standard_normal(BINS), kernel / kernel.sum(), "same")
    delays /= delays.std()
    span = _DISPERSION_FULL_HZ - _DISPERSION_FROM_HZ
    delays *= _DISPERSION_SECONDS * np.clip((BINS_HZ - _DISPERSION_FROM_HZ) / span, 0.0, 1.0)
    return np.asarray(-2 * np.pi * np.cumsum(delays) * BINS_HZ[1], dtype=np.float32)


@njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _add(sound: FloatArray, responses: FrameArray, starts: npt.NDArray[np.int64]) -> None:
    """Add each response to the sound at its start."""
    for index in range(len(starts)):
        start = starts[index]
        length = min(responses.shape[1], len(sound) - start)
        for offset in range(length):
            sound[start + offset] += responses[index, offset]


def _noise(frames: VoiceFrames, phase: FloatArray, at: FloatArray, random: np.random.Generator) -> FloatArray:
    samples = len(phase)
    swell = _NOISE_SWELL * np.interp(at, np.arange(len(frames.voicing)), frames.voicing)
    white = random.standard_normal(samples) * (1 + swell * np.cos(2 * np.pi * phase)) / np.sqrt(1 + 0.5 * swell**2)
    blocks = samples // _NOISE_HOP + _NOISE_WINDOW // _NOISE_HOP
    lead = _NOISE_WINDOW - _NOISE_HOP  # every sample lies in as many blocks
    padded = np.zeros(blocks * _NOISE_HOP + _NOISE_WINDOW, dtype=np.float32)
    padded[lead : lead + samples] = white[: len(padded) - lead]
    window = np.hanning(_NOISE_WINDOW + 1)[:_NOISE_WINDOW].astype(np.float32)
    cut = np.lib.stride_tricks.sliding_window_view(padded, _NOISE_WINDOW)[::_NOISE_HOP][:blocks]
    margin = (_NOISE_TRANSFORM - _NOISE_WINDOW) // 2  # the filter is of zero phase: it rings to both sides
    sound = np.zeros(margin + len(padded) + _NOISE_TRANSFORM)
    every = TRANSFORM // _NOISE_TRANSFORM
    for first in range(0, blocks, _BATCH):
        index = np.arange(first, min(first + _BATCH, blocks))
        centre = (index * _NOISE_HOP + _NOISE_WINDOW / 2 - lead) / (SAMPLE_RATE_HZ * FRAME_SECONDS)
        low = min(max(0, int(centre[0])), len(frames.voicing) - 1)  # the last block may begin after the last frame
        part = slice(low, int(centre[-1]) + 2)
        voicing = frames.voicing[part, None]
        share = np.sqrt(voicing * frames.noise[part, ::every] ** 2 + (1 - voicing))
        magnitude = np.exp(frames.log_amplitude[part, ::every]) * share * _low_cut()[::every]
        spectra = fft.rfft(cut[index] * window, _NOISE_TRANSFORM, axis=1) * read_frames(
            magnitude, np.asarray(centre - low)
        )
        rung = np.roll(fft.irfft(spectra, _NOISE_TRANSFORM, axis=1), margin, axis=1)
        _add(sound, rung, index * _NOISE_HOP)
    gain = 2 * _NOISE_HOP / _NOISE_WINDOW  # the windows add up to its inverse
    return np.asarray(sound[margin + lead : margin + lead + samples] * gain)
