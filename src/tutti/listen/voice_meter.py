"""The metres a voice may be in: where in the bar notes start, and how long they last.

A profile says how likely a note starts on each slot of the bar (sixteenths; in swing the eighths alone), as counted
over songs: strong beats carry most, sixteenths hardly any (Temperley, "The Cognition of Basic Musical Structures",
2001, and "Music and Probability", 2007, chapter 3, count such tables). Long notes start on strong slots: the table of
durations gives the classes of inter-onset interval for each strength of slot. Positions are in beats of the bar.
An onset pays the log odds of its slot and every slot that passes without one pays too: that keeps fast grids honest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
import numpy.typing as npt

from tutti.music.time import Meter

FloatArray = npt.NDArray[np.float64]


class Strength(StrEnum):
    """How strong a slot of the bar is, the strongest first."""

    BAR = "bar"
    BEAT = "beat"
    EIGHTH = "eighth"
    SIXTEENTH = "sixteenth"


STRENGTHS = tuple(Strength)

# Upper edges of the classes of inter-onset interval, in beats; the last class is open.
INTERVAL_EDGES_BEATS = (0.4, 0.8, 1.25, 1.75, 2.6)
_SIMPLE_INTERVALS = (
    (0.05, 0.20, 0.33, 0.14, 0.14, 0.14),
    (0.06, 0.30, 0.38, 0.08, 0.10, 0.08),
    (0.14, 0.52, 0.18, 0.06, 0.06, 0.04),
    (0.55, 0.30, 0.06, 0.04, 0.03, 0.02),
)
_COMPOUND_INTERVALS = (
    (0.20, 0.22, 0.26, 0.08, 0.14, 0.10),
    (0.22, 0.24, 0.28, 0.06, 0.12, 0.08),
    (0.40, 0.38, 0.12, 0.03, 0.05, 0.02),
    (0.70, 0.20, 0.05, 0.02, 0.02, 0.01),
)
_RARE_ONSET = 0.03
SWING_SHARE = 0.64  # of the beat, taken by its first eighth
_ONSET_DEVIATION_SECONDS = 0.028
_STRAY_ONSETS_PER_BEAT = 0.02
_LIKELIEST_SLOT = 0.93


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Slots:
    """What the model says of some places in the bar.

    Attributes:
        onset_log_odds: of an onset there, per second, in nats.
        passing_rate: what it costs to pass there, in nats a second.
        strength: index into `STRENGTHS` of the nearest slot.
    """

    onset_log_odds: FloatArray
    passing_rate: FloatArray
    strength: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnsetProfile:
    """One way of being in time.

    Attributes:
        name: "4/4", "3/4", "6/8" or "4/4 swing".
        meter: the time signature.
        slot_beats: where the slots of a bar lie, ascending.
        onset_probability: of each slot.
        slot_strength: index into `STRENGTHS`, of each slot.
        interval_log_probability: shaped (strengths, interval classes).
        tempo_bands_bpm: overlapping ranges, each searched for itself.
    """

    name: str
    meter: Meter
    slot_beats: FloatArray
    onset_probability: FloatArray
    slot_strength: npt.NDArray[np.int64]
    interval_log_probability: FloatArray
    tempo_bands_bpm: tuple[tuple[float, float], ...]

    @property
    def is_swung(self) -> bool:
        """Whether the second eighth comes late."""
        return self.name.endswith("swing")

    @property
    def beats_per_bar(self) -> int:
        """Felt beats in a bar."""
        return self.meter.beats_per_bar

    def slots(self, beats: FloatArray, period_seconds: float) -> Slots:
        """What the profile says of places in the bar, in beats, when a beat lasts so many seconds."""
        away = np.abs(beats[:, None] - self.slot_beats)
        away = np.minimum(away, self.beats_per_bar - away)
        z = away * period_seconds / _ONSET_DEVIATION_SECONDS
        density = np.exp(-0.5 * z**2) / (_ONSET_DEVIATION_SECONDS * np.sqrt(2.0 * np.pi))
        likely = np.minimum(self.onset_probability, _LIKELIEST_SLOT)
        stray = _STRAY_ONSETS_PER_BEAT / period_seconds
        return Slots(
            onset_log_odds=np.log(density @ (likely / (1.0 - likely)) + stray),
            passing_rate=density @ -np.log(1.0 - likely) + stray,
            strength=self.slot_strength[np.argmin(away, axis=1)],
        )


def _probabilities(slots: int, likely: Mapping[int, float]) -> FloatArray:
    return np.array([likely.get(slot, _RARE_ONSET) for slot in range(slots)])


def _strengths(
    slots: int, bar: tuple[int, ...], beat: tuple[int, ...], eighth: tuple[int, ...]
) -> npt.NDArray[np.int64]:
    kinds = [0 if slot in bar else 1 if slot in beat else 2 if slot in eighth else 3 for slot in range(slots)]
    return np.array(kinds, dtype=np.int64)


_SIMPLE_LOG = np.log(np.array(_SIMPLE_INTERVALS))
_COMPOUND_LOG = np.log(np.array(_COMPOUND_INTERVALS))

PROFILES = (
    OnsetProfile(
        name="4/4",
        meter=Meter(4, 4),
        slot_beats=np.arange(16) / 4,
        onset_probability=_probabilities(
            16,
            {
                0: 0.78,
                4: 0.58,
                8: 0.66,
                12: 0.60,
                2: 0.30,
                6: 0.34,
                10: 0.32,
                14: 0.34,
                3: 0.05,
                7: 0.06,
                11: 0.05,
                15: 0.06,
            },
        ),
        slot_strength=_strengths(16, (0, 8), (4, 12), (2, 6, 10, 14)),
        interval_log_probability=_SIMPLE_LOG,
        tempo_bands_bpm=((56.0, 92.0), (84.0, 136.0), (124.0, 190.0)),
    ),
    OnsetProfile(
        name="3/4",
        meter=Meter(3, 4),
        slot_beats=np.arange(12) / 4,
        onset_probability=_probabilities(12, {0: 0.88, 4: 0.55, 8: 0.62, 2: 0.14, 6: 0.28, 10: 0.26}),
        slot_strength=_strengths(12, (0,), (4, 8), (2, 6, 10)),
        interval_log_probability=_SIMPLE_LOG,
        tempo_bands_bpm=((60.0, 100.0), (90.0, 150.0), (136.0, 200.0)),
    ),
    OnsetProfile(
        name="6/8",
        meter=Meter(6, 8),
        slot_beats=np.arange(12) / 6,
        onset_probability=_probabilities(
            12, {0: 0.90, 2: 0.42, 4: 0.55, 6: 0.72, 8: 0.42, 10: 0.55, 3: 0.06, 5: 0.06, 9: 0.08, 11: 0.06}
        ),
        slot_strength=_strengths(12, (0,), (6,), (2, 4, 8, 10)),
        interval_log_probability=_COMPOUND_LOG,
        tempo_bands_bpm=((34.0, 58.0), (52.0, 84.0), (76.0, 112.0)),
    ),
    OnsetProfile(
        name="4/4 swing",
        meter=Meter(4, 4),
        slot_beats=np.sort(np.concatenate([np.arange(4), np.arange(4) + SWING_SHARE])),
        onset_probability=np.array([0.78, 0.30, 0.58, 0.34, 0.66, 0.32, 0.60, 0.34]),
        slot_strength=np.array([0, 2, 1, 2, 0, 2, 1, 2]),
        interval_log_probability=_SIMPLE_LOG,
        tempo_bands_bpm=((70.0, 120.0), (110.0, 190.0)),
    ),
)


# A metre that was told and is not in the table: probabilities of the first beat, the middle of the bar, other beats,
# and of the places between beats, for beats that divide into four (two where they are eighths) and into six.
_FIRST, _MIDDLE, _OTHER = 0.80, 0.66, 0.58
_BETWEEN = {4: (0.05, 0.32, 0.06), 2: (0.30,), 6: (0.03, 0.42, 0.06, 0.55, 0.06)}
_BETWEEN_STRENGTH = {4: (3, 2, 3), 2: (3,), 6: (3, 2, 3, 2, 3)}
_QUARTER_BANDS_BPM = ((56.0, 92.0), (84.0, 136.0), (124.0, 190.0))
_COMPOUND_BANDS_BPM = ((34.0, 58.0), (52.0, 84.0), (76.0, 112.0))
_EIGHTH_BANDS_BPM = ((112.0, 184.0), (168.0, 272.0), (248.0, 380.0))


@cache
def profiles_of(meter: Meter | None) -> tuple[OnsetProfile, ...]:
    """The profiles of a time signature that was told, one is made where the table has none; all where none was told."""
    known = tuple(profile for profile in PROFILES if meter in (None, profile.meter))
    if known or meter is None:
        return known
    division = 6 if meter.is_compound else 2 if meter.denominator >= 8 else 4
    beats = meter.beats_per_bar
    is_middle = [beats >= 4 and 2 * beat == beats for beat in range(beats)]
    beat_odds = [_FIRST if beat == 0 else _MIDDLE if is_middle[beat] else _OTHER for beat in range(beats)]
    slow = meter.is_compound or meter.denominator <= 2
    return (
        OnsetProfile(
            name=str(meter),
            meter=meter,
            slot_beats=np.arange(beats * division) / division,
            onset_probability=np.array([odds for first in beat_odds for odds in (first, *_BETWEEN[division])]),
            slot_strength=np.array(
                [
                    strength
                    for beat in range(beats)
                    for strength in (0 if beat == 0 or is_middle[beat] else 1, *_BETWEEN_STRENGTH[division])
                ]
            ),
            interval_log_probability=_COMPOUND_LOG if meter.is_compound else _SIMPLE_LOG,
            tempo_bands_bpm=_COMPOUND_BANDS_BPM if slow else _EIGHTH_BANDS_BPM if division == 2 else _QUARTER_BANDS_BPM,
        ),
    )
