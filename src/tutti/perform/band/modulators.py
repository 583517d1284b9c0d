"""Modulators of a SoundFont: how key, velocity and controllers move generators, evaluated for whole columns of notes.

A source is a 16-bit word: controller number (bits 0-6), whether that is a MIDI controller (7), falling (8),
bipolar (9), curve (10-15). Source: SoundFont 2.04, sections 8.2 to 8.4. The default "velocity to filter cutoff" is
left out, as FluidSynth 2 does: fonts of today are voiced without it. Controllers rest where a mixing desk leaves them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutti.music.time import FloatArray

_NO_CONTROLLER, _VELOCITY, _KEY, _PITCH_WHEEL = 0, 2, 3, 14
_IS_MIDI_CONTROLLER, _IS_FALLING, _IS_BIPOLAR = 0x80, 0x100, 0x200
_LINEAR, _CONCAVE, _CONVEX, _SWITCH = 0, 1, 2, 3
_ABSOLUTE_VALUE = 2  # the one transform other than the identity
_CURVE_DEPTH = 40.0 / 96.0  # concave: -40 log10(1 - x) dB over a full scale of 96 dB
_RESTING_CONTROLLERS = {7: 127, 10: 64, 11: 127}  # volume and expression open, pan in the middle; the others at 0


@dataclass(frozen=True, slots=True)
class Modulator:
    """One modulator; two are the same one if all but the amount agree.

    Attributes:
        source: what moves the generator.
        destination: the number of the generator moved.
        amount_source: what scales the amount.
        transform: 0 for none, 2 for the absolute value.
        amount: how far, in the unit of the generator.
    """

    source: int
    destination: int
    amount_source: int
    transform: int
    amount: int

    @property
    def identity(self) -> tuple[int, int, int, int]:
        """What makes two modulators the same one."""
        return (self.source, self.destination, self.amount_source, self.transform)

    def offset(self, key: FloatArray, velocity: FloatArray) -> FloatArray:
        """What is added to the generator, for each note."""
        amount = self.amount * _source_value(self.amount_source, key, velocity)
        result = amount * _source_value(self.source, key, velocity)
        return np.abs(result) if self.transform == _ABSOLUTE_VALUE else result


VELOCITY_TO_ATTENUATION = Modulator(
    source=_VELOCITY | _IS_FALLING | (_CONCAVE << 10), destination=48, amount_source=0, transform=0, amount=960
)
DEFAULT_MODULATORS = (VELOCITY_TO_ATTENUATION,)


def _source_value(source: int, key: FloatArray, velocity: FloatArray) -> FloatArray:
    number = source & 0x7F
    if source & _IS_MIDI_CONTROLLER:
        position = np.full_like(key, _RESTING_CONTROLLERS.get(number, 0) / 127.0)
    elif number == _NO_CONTROLLER:
        return np.ones_like(key)
    elif number == _VELOCITY:
        position = velocity / 127.0
    elif number == _KEY:
        position = key / 127.0
    else:
        position = np.full_like(key, 0.5 if number == _PITCH_WHEEL else 0.0)
    if source & _IS_FALLING:
        position = 1.0 - position
    if source & _IS_BIPOLAR:
        swing = 2.0 * position - 1.0
        if source >> 10 == _SWITCH:
            return np.where(swing >= 0.0, 1.0, -1.0)
        return np.sign(swing) * _curve(source >> 10, np.abs(swing))
    return _curve(source >> 10, position)


def _curve(shape: int, position: FloatArray) -> FloatArray:
    if shape == _CONCAVE:
        return np.minimum(-_CURVE_DEPTH * np.log10(np.maximum(1.0 - position, 1e-6)), 1.0)
    if shape == _CONVEX:
        return np.maximum(1.0 + _CURVE_DEPTH * np.log10(np.maximum(position, 1e-6)), 0.0)
    if shape == _SWITCH:
        return np.where(position >= 0.5, 1.0, 0.0)
    return position
