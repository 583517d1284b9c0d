"""Voice leading: how each chord lies under the hands so that voices move little and keep clear of the singer.

All ways to lay a chord's tones into a register are weighed: how far voices move from the chord before (the nearest
voice of it), what is left out, muddy seconds and thirds in the low register, and the singer: tones within two
semitones of what she sings mask her, tones a semitone away in any octave clash. Rule of nearest motion: Piston,
"Harmony", chapter 2; root-fixed chords in a register, as accompaniment styles of arranger keyboards keep them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise, product

import numpy as np
import numpy.typing as npt

from tutti.compose.singer import PITCHES, Singer
from tutti.music.harmony import INTERVALS, Chord, ChordSpan

FloatArray = npt.NDArray[np.float64]
Voicing = tuple[int, ...]

WIDEST_SEMITONES = 17
_BELOW_SINGER = 3  # a window under the voice ends so many semitones below its median,
_ABOVE_SINGER = 5  # one above starts so many above
_LEAST_WINDOW = 11
_MUD_MIDI = 48  # below this, neighbours lie at least
_MUD_SEMITONES = 4  # so far apart (low interval limits, after Adler, "The Study of Orchestration")
_MASK_SEMITONES = 2
_MASK_COST = 14.0
_CLASH_COST = 7.0
_MOTION_COST = 5.0  # a semitone of mean motion
_SHIFT_COST = 0.35
_CENTRE_COST = 0.04
_WIDE_COST = 0.05
_NEAR_BEATS = 2.0  # the singing so close around a chord is heard with it
# Cost of leaving a tone out, by interval above the root; the bass has the root.
_OMISSION = {0: 0.5, 3: 2.0, 4: 2.0, 5: 2.0, 2: 1.0, 7: 0.2, 6: 1.0, 8: 0.6, 9: 0.8, 10: 0.6, 11: 0.7, 14: 0.5}


def clear_window(low_midi: int, high_midi: int, singer: Singer) -> tuple[int, int]:
    """The part of a register that keeps clear of the singer's middle: below her where there is room, else above."""
    below = min(high_midi, int(singer.median_midi) - _BELOW_SINGER)
    if below - low_midi >= _LEAST_WINDOW:
        return low_midi, below
    above = max(low_midi, int(singer.median_midi) + _ABOVE_SINGER)
    if high_midi - above >= _LEAST_WINDOW:
        return above, high_midi
    return low_midi, high_midi


def lead_voices(
    chords: Sequence[ChordSpan], singer: Singer, window: tuple[int, int], voices: int, *, centre: float | None = None
) -> tuple[Voicing, ...]:
    """A voicing for every span, each led from the one before; empty where no chord sounds."""
    result: list[Voicing] = []
    previous: Voicing | None = None
    home = (window[0] + window[1]) / 2 if centre is None else centre
    for span in chords:
        if span.chord is None:
            result.append(())
            continue
        cost = singer_cost(singer, span.start_beats, span.end_beats)
        previous = best_voicing(span.chord, previous, cost, window, voices, home)
        result.append(previous)
    return tuple(result)


def power_chords(chords: Sequence[ChordSpan], low_midi: int, voices: int) -> tuple[Voicing, ...]:
    """Root, fifth and octave (of two voices no octave) in the octave above a pitch; empty where no chord sounds."""
    result: list[Voicing] = []
    for span in chords:
        if span.chord is None:
            result.append(())
            continue
        root = low_midi + (span.chord.root - low_midi) % 12
        fifth = next((step for step in INTERVALS[span.chord.quality] if step in (6, 7, 8)), 7)
        result.append((root, root + fifth, root + 12)[: max(2, voices)])
    return tuple(result)


def best_voicing(
    chord: Chord, previous: Voicing | None, cost: FloatArray, window: tuple[int, int], voices: int, centre: float
) -> Voicing:
    """The cheapest way to lay a chord; `cost` is what each pitch costs by itself, shaped (128,)."""
    best: tuple[float, Voicing] | None = None
    for pitches, omission in _layouts(chord.root, INTERVALS[chord.quality], window, voices):
        total = omission + sum(float(cost[pitch]) for pitch in pitches)
        middle = sum(pitches) / len(pitches)
        total += _CENTRE_COST * abs(middle - centre) + _WIDE_COST * (pitches[-1] - pitches[0]) / 2
        if previous:
            total += sum(min(abs(pitch - old) for old in previous) for pitch in pitches) / len(pitches) * _MOTION_COST
            total += _SHIFT_COST * abs(middle - sum(previous) / len(previous))
        if best is None or total < best[0]:
            best = (total, pitches)
    assert best is not None, f"no voicing of {chord} lies in {window}"
    return best[1]


def singer_cost(singer: Singer, start_beats: float, end_beats: float) -> FloatArray:
    """What each pitch costs against the singing of a span, shaped (128,)."""
    heard = singer.presence(start_beats, end_beats)
    near = singer.presence(start_beats - _NEAR_BEATS, end_beats + _NEAR_BEATS)
    presence = 0.8 * heard + 0.2 * near
    cost = np.zeros(PITCHES)
    for pitch in np.flatnonzero(presence):
        for shift in range(-_MASK_SEMITONES, _MASK_SEMITONES + 1):
            if shift and 0 <= pitch + shift < PITCHES:
                cost[pitch + shift] += _MASK_COST * presence[pitch]
    for pitch in np.flatnonzero(heard):
        for side in (-1, 1):
            cost[(pitch + side) % 12 :: 12] += _CLASH_COST * heard[pitch]
    return cost


@lru_cache(maxsize=4096)
def _layouts(
    root: int, intervals: tuple[int, ...], window: tuple[int, int], voices: int
) -> tuple[tuple[Voicing, float], ...]:
    """All ways to lay the tones, each with the cost of what it leaves out."""
    low, high = window
    result = []
    least = min(len(intervals), voices, 3)
    for count in range(least, min(len(intervals), voices) + 1):
        for kept in combinations(intervals, count):
            omission = sum(_OMISSION.get(step, 0.5) for step in intervals if step not in kept)
            places = [range(low + (root + step - low) % 12, high + 1, 12) for step in kept]
            for pitches in product(*places):
                ordered = tuple(sorted(pitches))
                if _is_clear(ordered):
                    result.append((ordered, omission))
    if not result:  # a window too narrow for the rules: the plain close position
        ordered = tuple(sorted(low + (root + step - low) % 12 for step in intervals[:voices]))
        result.append((ordered, 0.0))
    return tuple(sorted(set(result)))


def _is_clear(pitches: Voicing) -> bool:
    if pitches[-1] - pitches[0] > WIDEST_SEMITONES:
        return False
    return all(upper - lower >= (_MUD_SEMITONES if lower < _MUD_MIDI else 1) for lower, upper in pairwise(pitches))
