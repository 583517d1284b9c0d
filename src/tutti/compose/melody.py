"""The pitches of one sung line: the best path over the chords, within the voice, near a shape and an earlier line.

Second-order dynamic programming over (pitch before, pitch) weighs harmony, the size of intervals, the resolution of
leaps, the aim of the contour, the tones of the words and the echo of a line that came before. Interval statistics of
song after Huron, "Sweet Anticipation" (2006), ch. 5: steps prevail, leaps are followed by a step back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from tutti.compose.melody_harmony import pitch_costs
from tutti.compose.melody_range import VocalRange
from tutti.compose.melody_tones import tone_costs
from tutti.compose.prosody import SetSyllable
from tutti.music.harmony import ChordSpan, chord_at
from tutti.music.pitch import Key
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

# Cost of an interval by its size in semitones, 0 to 12.
_INTERVAL_COST = (0.55, 0.1, 0.0, 0.5, 0.6, 0.85, 4.0, 1.2, 3.0, 3.5, 6.0, 8.0, 5.0)
_WIDER_COST = 12.0
_SKIP_SEMITONES, _LEAP_SEMITONES = 3, 5
_SKIPS_IN_A_ROW_COST = 0.5
_UNRESOLVED_COST, _SAME_WAY_COST, _THIRD_REPEAT_COST = 1.2, 1.8, 1.1
_AIM_COST = 0.045  # per squared semitone off the contour
_STRAIN_COST = 0.9  # per semitone outside the comfortable range
_ECHO_COST, _ECHO_LIMIT_SEMITONES = 0.45, 4
_HOOK_ECHO_COST = 1.6
_FINAL_FOREIGN_COST = 3.0
_HOME_REWARD = 1.2
_JOIN_COST = 0.12  # per semitone beyond a fifth between lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmony:
    """What sounds under the line."""

    timeline: Timeline
    key: Key
    chords: tuple[ChordSpan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWish:
    """What a line of melody aims at.

    Attributes:
        aims_midi: for each note the pitch the contour aims at.
        echo_midi: for each note the pitch of an earlier line at its place, NaN where there is none.
        is_return: whether the words were sung before, so that the earlier melody shall come back.
        closes: whether the line ends the section, so that it comes home.
        before_midi: the last pitch of the line before, if any.
        whims: random costs that make choices differ, shape (notes, pitches of the range).
    """

    aims_midi: FloatArray
    echo_midi: FloatArray
    is_return: bool
    closes: bool
    before_midi: int | None
    whims: FloatArray


def write_pitches(notes: Sequence[SetSyllable], harmony: Harmony, voice: VocalRange, wish: LineWish) -> tuple[int, ...]:
    """The pitch of each note of a line."""
    pitches = np.arange(voice.lowest_midi, voice.highest_midi + 1)
    costs = _note_costs(notes, pitches, harmony, voice, wish)
    if wish.before_midi is not None:
        costs[0] += _JOIN_COST * np.maximum(np.abs(pitches - wish.before_midi) - 7, 0)
    path = _best_path(costs, tone_costs(notes, len(pitches)))
    return tuple(int(pitches[index]) for index in path)


def _note_costs(
    notes: Sequence[SetSyllable], pitches: IntArray, harmony: Harmony, voice: VocalRange, wish: LineWish
) -> FloatArray:
    """Shape (notes, pitches): all that does not depend on neighbours."""
    costs = np.array(
        [
            pitch_costs(
                pitches, harmony.chords, harmony.key, harmony.timeline, n.start_beats, n.start_beats + n.duration_beats
            )
            for n in notes
        ]
    )
    costs += _AIM_COST * (pitches[None, :] - wish.aims_midi[:, None]) ** 2
    outside = np.maximum(voice.comfortable_low_midi - pitches, pitches - voice.comfortable_high_midi)
    costs += _STRAIN_COST * np.maximum(outside, 0)
    distance = np.abs(pitches[None, :] - wish.echo_midi[:, None])
    weight = _HOOK_ECHO_COST if wish.is_return else _ECHO_COST
    costs += weight * np.nan_to_num(np.minimum(distance, _ECHO_LIMIT_SEMITONES), nan=0.0)
    costs += wish.whims
    costs[-1] += _ending_cost(notes[-1], pitches, harmony, wish.closes)
    return costs


def _ending_cost(note: SetSyllable, pitches: IntArray, harmony: Harmony, closes: bool) -> FloatArray:
    chord = chord_at(harmony.chords, note.start_beats)
    cost = np.zeros(len(pitches))
    if chord is not None:
        cost += np.where([chord.has(int(pitch)) for pitch in pitches], 0.0, _FINAL_FOREIGN_COST)
    is_home = pitches % 12 == harmony.key.tonic
    return np.asarray(cost + np.where(is_home, -_HOME_REWARD if closes else 0.4, 0.0))


def _best_path(costs: FloatArray, tones: Sequence[FloatArray]) -> list[int]:
    """Indices of the cheapest path; ties go to the lower pitch."""
    count, size = costs.shape
    if count == 1:
        return [int(np.argmin(costs[0]))]
    intervals, triples = _transitions(size)
    total = costs[0][:, None] + costs[1][None, :] + intervals + tones[0]  # (before, now)
    came: list[IntArray] = []
    for index in range(2, count):
        through = total[:, :, None] + triples
        came.append(np.argmin(through, axis=0))
        total = np.min(through, axis=0) + intervals + tones[index - 1] + costs[index][None, :]
    before, now = np.unravel_index(int(np.argmin(total)), total.shape)
    path = [int(now), int(before)]
    for origin in reversed(came):
        path.append(int(origin[path[-1], path[-2]]))
    return path[::-1]


@cache
def _transitions(size: int) -> tuple[FloatArray, FloatArray]:
    """Interval costs (before, now), and costs of three pitches in a row (first, second, third)."""
    place = np.arange(size)
    step = place[None, :] - place[:, None]
    table = np.array([*_INTERVAL_COST, *([_WIDER_COST] * size)])
    intervals = table[np.abs(step)]
    first, second = step[:, :, None], step[None, :, :]
    leaps = np.abs(first) >= _LEAP_SEMITONES
    steps_back = (np.abs(second) <= 2) & (np.sign(second) == -np.sign(first))
    same_way = (np.sign(second) == np.sign(first)) & (np.abs(second) > 2)
    triples = np.where(leaps & ~steps_back, _UNRESOLVED_COST, 0.0)
    triples = triples + np.where(leaps & same_way, _SAME_WAY_COST, 0.0)
    triples = triples + np.where((first == 0) & (second == 0), _THIRD_REPEAT_COST, 0.0)
    skips = (np.abs(first) >= _SKIP_SEMITONES) & (np.abs(second) >= _SKIP_SEMITONES)
    triples = triples + np.where(skips, _SKIPS_IN_A_ROW_COST, 0.0)
    return intervals, np.asarray(triples)
