"""A room or a plate: a feedback delay network.

Sixteen delay lines of incommensurable lengths mixed by a Householder matrix (Jot and Chaigne, "Digital delay networks
for designing artificial reverberators", AES 90th convention, 1991). Each line's gain makes the sound fall by 60 dB in
the decay time; a one-pole low-pass in each makes the highs die sooner. Even lines are heard on the left, odd on the
right. The wet sound has the energy of the dry.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numba
import numpy as np
import numpy.typing as npt
from scipy import fft

from tutti.sound.audio import Samples

LINES = 16
_BLOCKS_PER_ANSWER = 4  # a transform is so many times as long as the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What surrounds a sound.

    Attributes:
        decay_seconds: until it has fallen by 60 dB.
        pre_delay_seconds: before it is heard at all.
        shortest_seconds: of the delay lines; the shorter, the denser, as in a plate.
        longest_seconds: of the delay lines.
        high_share: decay time at the top of the spectrum as a share of that at the bottom.
    """

    decay_seconds: float
    pre_delay_seconds: float = 0.018
    shortest_seconds: float = 0.021
    longest_seconds: float = 0.079
    high_share: float = 0.45


def plate(decay_seconds: float) -> Room:
    """A steel plate: dense from the start, bright, and a moment behind the voice."""
    return Room(
        decay_seconds=decay_seconds,
        pre_delay_seconds=0.03,
        shortest_seconds=0.008,
        longest_seconds=0.034,
        high_share=0.65,
    )


def reverberate(samples: Samples, room: Room, sample_rate_hz: int) -> Samples:
    """The wet sound alone, stereo, as long as the dry."""
    mono = np.ascontiguousarray(samples.mean(axis=0), dtype=np.float32)
    return _convolved(mono, _answer(room, sample_rate_hz))


def _convolved(mono: npt.NDArray[np.float32], answer: Samples) -> Samples:
    """Overlap-add in blocks: memory stays that of one block, and the dry block is transformed once for both sides."""
    size = fft.next_fast_len(_BLOCKS_PER_ANSWER * answer.shape[1], real=True)
    step = size - answer.shape[1] + 1
    spectra = fft.rfft(answer, size, axis=1)
    wet = np.zeros((2, len(mono) + size), dtype=np.float32)
    for start in range(0, len(mono), step):
        block = fft.rfft(mono[start : start + step], size)
        wet[:, start : start + size] += fft.irfft(block * spectra, size, axis=1)
    return wet[:, : len(mono)]


def _design(
    room: Room, sample_rate_hz: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Line lengths (primes, so that no echoes coincide), gains and low-pass coefficients."""
    seconds = np.geomspace(room.shortest_seconds, room.longest_seconds, LINES)
    lengths = np.array([_next_prime(int(s * sample_rate_hz)) for s in seconds], dtype=np.int64)
    low_db = -60.0 * lengths / (room.decay_seconds * sample_rate_hz)
    high_db = low_db / room.high_share
    gains = 10.0 ** (low_db / 20.0)
    ratio = 10.0 ** (high_db / 20.0) / gains  # of the low-pass at half the rate: (1 - d) / (1 + d)
    return lengths, gains.astype(np.float32), ((1.0 - ratio) / (1.0 + ratio)).astype(np.float32)


@lru_cache(maxsize=8)
def _answer(room: Room, sample_rate_hz: int) -> Samples:
    """The room's answer to an impulse, of unit energy; to convolve with it is cheaper than to run the network."""
    lengths, gains, damping = _design(room, sample_rate_hz)
    delay = round(room.pre_delay_seconds * sample_rate_hz)
    impulse = np.zeros(delay + int(1.1 * room.decay_seconds * sample_rate_hz), dtype=np.float32)
    impulse[0] = 1.0
    answer = _network(impulse, delay, lengths, gains, damping)
    return np.asarray(answer / np.sqrt(np.sum(np.square(answer, dtype=np.float64)) / 2.0), dtype=np.float32)


@numba.njit(cache=True, nogil=True)
def _network(
    mono: npt.NDArray[np.float32],
    delay: int,
    lengths: npt.NDArray[np.int64],
    gains: npt.NDArray[np.float32],
    damping: npt.NDArray[np.float32],
) -> Samples:  # pragma: no cover
    lines = len(lengths)
    buffers = np.zeros((lines, lengths.max()), dtype=np.float32)
    positions = np.zeros(lines, dtype=np.int64)
    lows = np.zeros(lines, dtype=np.float32)
    out = np.zeros((2, len(mono)), dtype=np.float32)
    taps = np.zeros(lines, dtype=np.float32)
    for frame in range(len(mono)):
        total = np.float32(0.0)
        for line in range(lines):
            value = buffers[line, positions[line]] * gains[line]
            low = value * (np.float32(1.0) - damping[line]) + lows[line] * damping[line]
            if abs(low) < np.float32(1e-15):
                low = np.float32(0.0)  # denormal numbers are slow
            lows[line] = low
            taps[line] = low
            total += low
        fed = mono[frame - delay] if frame >= delay else np.float32(0.0)
        mixed = total * np.float32(2.0 / lines)
        left = np.float32(0.0)
        right = np.float32(0.0)
        for line in range(lines):
            sign = np.float32(1.0) if (line // 2) % 2 == 0 else np.float32(-1.0)
            if line % 2 == 0:
                left += taps[line] * sign
            else:
                right += taps[line] * sign
            buffers[line, positions[line]] = taps[line] - mixed + fed * sign
            positions[line] += 1
            if positions[line] == lengths[line]:
                positions[line] = 0
        out[0, frame] = left
        out[1, frame] = right
    return out


def _next_prime(number: int) -> int:
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number
