"""How loud a note is written: its accent, the energy of its section, and the swell into the next one."""

from __future__ import annotations

import numpy as np

from tutti.compose.chart import Bar

# Velocities of the letters of patterns: accent, normal, soft, ghost.
ACCENT, NORMAL, SOFT, GHOST = 104, 84, 62, 40
LETTER_VELOCITIES = {"X": ACCENT, "x": NORMAL, "o": SOFT, "g": GHOST}
_QUIETEST_FACTOR = 0.68  # at energy 0
_ENERGY_FACTOR = 0.40  # so much more at energy 1
_SWELL = 0.10  # by how much the last bar before a fuller section grows
_SWELL_FROM_ENERGY = 0.08  # the next section must be so much fuller
_SPREAD = 2.5  # standard deviation between equal notes


def velocity(base: float, bar: Bar, beat: float, random: np.random.Generator) -> int:
    """The velocity of a note of a base loudness at a beat of a bar."""
    value = base * (_QUIETEST_FACTOR + _ENERGY_FACTOR * bar.energy) * (1.0 + bar.swell)
    if bar.is_last and bar.next_energy is not None and bar.next_energy > bar.energy + _SWELL_FROM_ENERGY:
        value *= 1.0 + _SWELL * (beat - bar.start_beats) / (bar.end_beats - bar.start_beats)
    return int(np.clip(round(value + _SPREAD * float(random.standard_normal())), 1, 127))
