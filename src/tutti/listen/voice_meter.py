"""The metres a voice may be in: where in the bar notes start, and how long they last.

A profile says how likely a note starts on each slot of the bar (sixteenths; in swing the eighths alone), as counted
over songs: strong beats carry most, sixteenths hardly any (Temperley, "The Cognition of Basic Musical Structures",
2001, and "Music and Probability", 2007, chapter 3, count such tables). Long notes start on strong slots: the table of
durations gives the classes of inter-onset interval for each strength of slot. Positions are in beats of the bar.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
