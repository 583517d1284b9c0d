"""Touch: what is played softly is darker, what is played hard is brighter, also where the font has one recording.

Most presets were recorded at one velocity and only turned up and down. Each sound is therefore mixed with itself after
one low-pass pole a little over its pitch, by a share that follows the velocity without steps: a shelf of 1 - share. At
the pivot nothing is changed; a negative share brightens. Depths are by General MIDI program, less where the font's
own layers do some of it (pianos) and none where the touch of a key makes no difference (organs).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tutti.music.time import FloatArray

PIVOT_VELOCITY = 80.0
SOFTEST_SHARE, HARDEST_SHARE = 0.75, -0.6  # 12 dB darker, 4 dB brighter
KEYS_OVER_PITCH = 12  # the pole lies so many keys over the note
LOWEST_POLE_HZ = 250.0
DRUM_POLE_HZ = 1200.0
DRUM_DEPTH = 0.8

_UNHEARD_SHARE = 0.06  # half a dB

# First program and depth; each row reaches to the next.
_DEPTHS: tuple[tuple[int, float], ...] = (
    (0, 0.0),  # pianos
    (4, 1.0),  # electric pianos
    (6, 0.0),  # harpsichord
    (7, 0.7),  # clavinet
    (8, 0.6),  # mallets
    (16, 0.0),  # organs
    (21, 0.4),  # accordion, harmonica
    (24, 0.8),  # acoustic guitars
    (26, 0.3),  # jazz guitar: the font closes a filter
    (27, 0.9),  # clean and muted guitars
    (29, 0.35),  # overdriven guitars: the amplifier levels them
    (31, 0.8),
    (32, 1.0),  # basses
    (38, 0.7),
    (40, 0.7),  # strings
    (44, 0.0),  # string sections: many bows, long notes
    (45, 0.7),
    (48, 0.0),
    (52, 0.0),  # choirs
    (56, 0.8),  # brass
    (59, 0.0),  # muted trumpet: the font closes a filter
    (60, 0.9),
    (64, 0.6),  # reeds
    (71, 0.2),
    (72, 0.5),  # pipes
    (80, 0.0),  # synthesizers: their filters are their own
    (104, 0.8),  # plucked world instruments
    (109, 0.4),
)


def depth_of(program: int, *, is_drums: bool) -> float:
    """How much the velocity colours an instrument, 0 to 1."""
    if is_drums:
        return DRUM_DEPTH
    return next(depth for first, depth in reversed(_DEPTHS) if program >= first)


def dark_shares(velocities: FloatArray, depth: float) -> FloatArray:
    """The share of the darkened sound in each note."""
    shares = depth * (1.0 - velocities / PIVOT_VELOCITY)
    shares = np.clip(shares, HARDEST_SHARE, SOFTEST_SHARE)
    return np.where(np.abs(shares) < _UNHEARD_SHARE, 0.0, shares)


def darkening(
    sound: npt.NDArray[np.float32], *, key: float, is_drums: bool, sample_rate_hz: int
) -> npt.NDArray[np.float32]:
    """What one low-pass pole adds to a sound: what it leaves of it, less the sound itself."""
    pole_hz = DRUM_POLE_HZ if is_drums else max(440.0 * 2.0 ** ((key + KEYS_OVER_PITCH - 69) / 12.0), LOWEST_POLE_HZ)
    out = np.empty_like(sound)
    _one_pole(sound, math.tan(math.pi * min(pole_hz / sample_rate_hz, 0.4)), out)
    return out


@njit(cache=True, nogil=True)
def _one_pole(sound: npt.NDArray[np.float32], slope: float, out: npt.NDArray[np.float32]) -> None:
    share = np.float32(slope / (1.0 + slope))
    kept, taken = np.float32(1.0) - share - share, share + share
    state = np.float32(0.0)
    for frame in range(sound.shape[0]):
        rest = state - sound[frame]
        out[frame] = rest - share * rest
        state = kept * state + taken * sound[frame]
