"""What moods and images ask of the music, as six qualities that run from -1 to 1, 0 being the style's own way.

The numbers of each mood stand in `moods.toml`. Energy and valence are the two dimensions of Russell, "A circumplex
model of affect" (1980); the other four say where they are heard. The tempo is the singer's and is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from enum import StrEnum

import numpy as np

from tutti.compose.pattern import Intensity
from tutti.music.form import Section

_CLASS_EDGE = 0.16  # from here on a quality is heard as more than the style's own
_SLOW_BELOW_BPM, _FAST_ABOVE_BPM = 88.0, 126.0
_CALMER, _FULLER = 0.6, 0.35  # of what a section has beyond a gentle one, at -1; of what it lacks to the fullest, at 1
_GENTLE_ENERGY = 0.45  # gentler sections keep their patterns, else a band thins out to nothing
_TOUCH = 0.14  # of the velocity, at energy 1
_DRIVE = 0.22  # of a bar's energy, at groove 1: how much busier drums and bass choose their pattern
_BRIGHTNESS_DB = 2.5
_LEAN = 0.22  # share of a register by which chords lie higher at brightness 1
_VALENCE_NATS = 0.8
_FEWEST_PLAYERS, _PLAYERS_A_DENSITY = 3, 3.5
_ENTRY = 0.12  # by how much sooner players enter at density 1


class Outlook(StrEnum):
    """How a feel looks upon the world."""

    BRIGHT = "bright"
    EVEN = "even"
    DARK = "dark"


class Pace(StrEnum):
    """How fast the beat is felt."""

    SLOW = "slow"
    MEDIUM = "medium"
    FAST = "fast"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feel:
    """Six qualities, -1 to 1.

    Attributes:
        energy: how full and loud the sections are.
        valence: whether harmony leans to major or to minor chords.
        density: how many play, and how soon they come in.
        brightness: how high chords lie and how bright the band sounds.
        colour: whether chords are left plain or made richer.
        groove: how busily drums, percussion and bass play.
    """

    energy: float = 0.0
    valence: float = 0.0
    density: float = 0.0
    brightness: float = 0.0
    colour: float = 0.0
    groove: float = 0.0

    def felt(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        """Sections with their energies bent; their order by energy stays."""
        if self.energy == 0.0:
            return sections
        return tuple(replace(section, energy=self.bent(section.energy)) for section in sections)

    def bent(self, energy: float) -> float:
        """A section's energy as it is felt; entries of players are bent alike, so that the same ones play."""
        if self.energy < 0.0:
            return energy + _CALMER * self.energy * max(0.0, energy - _GENTLE_ENERGY)
        return energy + _FULLER * self.energy * (1.0 - energy)

    @property
    def touch(self) -> float:
        """How much harder everything is struck, as a share of the velocity."""
        return _TOUCH * self.energy

    @property
    def drive(self) -> float:
        """What drums, percussion and bass add to a bar's energy when they choose how busily to play."""
        return _DRIVE * self.groove

    @property
    def brightness_db(self) -> float:
        """What the band gains above 4 kHz."""
        return _BRIGHTNESS_DB * self.brightness

    @property
    def lean(self) -> float:
        """By which share of its register a hand lies higher."""
        return _LEAN * self.brightness

    @property
    def minor_nats(self) -> float:
        """How much more willingly minor chords are taken, in nats; major chords by as much less."""
        return -_VALENCE_NATS * self.valence

    @property
    def later(self) -> float:
        """By how much energy players enter later."""
        return -_ENTRY * self.density

    def most_players(self, usual: int) -> int:
        """How many may play where usually so many do."""
        return max(_FEWEST_PLAYERS, round(usual + min(0.0, self.density) * _PLAYERS_A_DENSITY))


NEUTRAL = Feel()


def summed(parts: Iterable[tuple[Feel, float]]) -> Feel:
    """Feels with their weights, added and kept within -1 and 1."""
    totals = dict.fromkeys((field.name for field in fields(Feel)), 0.0)
    for feel, weight in parts:
        for name in totals:
            totals[name] += weight * getattr(feel, name)
    return Feel(**{name: float(np.clip(total, -1.0, 1.0)) for name, total in totals.items()})


def intensity_of(energy: float) -> Intensity:
    """Low, mid or high, in the words people use of a whole song."""
    if energy > _CLASS_EDGE:
        return Intensity.HIGH
    return Intensity.LOW if energy < -_CLASS_EDGE else Intensity.MID


def pace_of(tempo_bpm: float) -> Pace:
    """Slow, medium or fast, by felt beats a minute."""
    if tempo_bpm < _SLOW_BELOW_BPM:
        return Pace.SLOW
    return Pace.FAST if tempo_bpm > _FAST_ABOVE_BPM else Pace.MEDIUM


def outlook_of(valence: float) -> Outlook:
    """Bright, even or dark."""
    if valence > _CLASS_EDGE:
        return Outlook.BRIGHT
    return Outlook.DARK if valence < -_CLASS_EDGE else Outlook.EVEN
