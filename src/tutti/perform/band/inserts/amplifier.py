"""A guitar amplifier and its loudspeaker: the part saturates as a whole, so that its strings beat with each other.

A speaker in a cabinet passes about 80 Hz to 5 kHz, with a rise where its cone begins to break up. Placed after a font's
own recordings it joins power chords that were sampled one string at a time.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import butter, sosfilt

from tutti.perform.band.synth.drive import saturate
from tutti.sound.audio import Samples

LOW_HZ, HIGH_HZ = 75.0, 5200.0
BREAK_UP_HZ, BREAK_UP_DB, BREAK_UP_Q = 2600.0, 3.5, 0.9
DRIVE_DB = 9.0  # over the level a loud passage is brought to
_LOUD_SHARE = 0.5  # of the highest of the passages, what counts as loud
_PASSAGE_SECONDS = 0.4
_PIECE_FRAMES = 4096
_SILENT = 1e-6
_DRIVEN_FRAMES, _NEIGHBOURS = 1 << 18, 64


def amplify(samples: Samples, sample_rate_hz: int) -> None:
    """Play a stem through the amplifier, in place; its loudness stays about what it was."""
    before = _loud_level(samples, sample_rate_hz)
    if before <= 0.0:
        return
    mono = samples[0] + samples[1]
    mono *= np.float32(0.5 / before)
    sides = np.sqrt([np.sum(channel * channel, dtype=np.float64) for channel in samples])
    _drive(mono, samples[0])
    samples[:] = _through_cabinet(samples[0], sample_rate_hz)
    samples *= (sides / max(float(np.hypot(*sides)), 1e-12) * np.sqrt(2.0)).astype(np.float32)[:, np.newaxis]
    samples *= np.float32(before / max(_loud_level(samples, sample_rate_hz), 1e-12))


def _loud_level(samples: Samples, sample_rate_hz: int) -> float:
    """The root mean square of the louder passages."""
    length = round(_PASSAGE_SECONDS * sample_rate_hz)
    passages = samples[:, : samples.shape[1] // length * length].reshape(2, -1, length)
    if not passages.size:
        return 0.0
    levels = np.sqrt(np.einsum("cpf,cpf->p", passages, passages) / (2 * length))
    return float(np.mean(levels[levels >= _LOUD_SHARE * levels.max()]))


def _drive(mono: npt.NDArray[np.float32], out: npt.NDArray[np.float32]) -> None:
    """Saturate, piece by piece with its neighbours around it: the same as at once, in less memory."""
    for first in range(0, len(mono), _DRIVEN_FRAMES):
        begin = max(first - _NEIGHBOURS, 0)
        piece = mono[begin : first + _DRIVEN_FRAMES + _NEIGHBOURS].copy()
        saturate(piece, DRIVE_DB)
        out[first : first + _DRIVEN_FRAMES] = piece[first - begin :][:_DRIVEN_FRAMES]


def _through_cabinet(mono: npt.NDArray[np.float32], sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """The loudspeaker, piece by piece; where nothing sounds nothing is worked out."""
    sections = _cabinet(sample_rate_hz)
    silence = np.zeros((len(sections), 2))
    state = silence
    for first in range(0, len(mono), _PIECE_FRAMES):
        piece = mono[first : first + _PIECE_FRAMES]
        if np.abs(piece).max() < _SILENT and not np.abs(state).max() > _SILENT:
            state = silence
            piece[:] = 0.0
            continue
        heard, state = sosfilt(sections, piece, zi=state)
        piece[:] = heard
    return mono


def _cabinet(sample_rate_hz: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    low = butter(2, LOW_HZ, "highpass", fs=sample_rate_hz, output="sos")
    high = butter(4, HIGH_HZ, "lowpass", fs=sample_rate_hz, output="sos")
    # A peaking filter after R. Bristow-Johnson's cookbook.
    angle = 2.0 * np.pi * BREAK_UP_HZ / sample_rate_hz
    alpha, amplitude = np.sin(angle) / (2.0 * BREAK_UP_Q), 10.0 ** (BREAK_UP_DB / 40.0)
    cosine = -2.0 * np.cos(angle)
    above = [1.0 + alpha * amplitude, cosine, 1.0 - alpha * amplitude]
    below = [1.0 + alpha / amplitude, cosine, 1.0 - alpha / amplitude]
    peak = np.array([[*above, *below]])
    return np.concatenate([low, high, peak / peak[0, 3]])
