"""Voice leading: how each chord lies under the hands so that voices move little and keep clear of the singer.

All ways to lay a chord's tones into a register are weighed: how far voices move from the chord before (the nearest
voice of it), what is left out, muddy seconds and thirds in the low register, and the singer: tones within two
semitones of what she sings mask her, tones a semitone away in any octave clash. Rule of nearest motion: Piston,
"Harmony", chapter 2; root-fixed chords in a register, as accompaniment styles of arranger keyboards keep them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import combinations, pairwise, product

import numpy as np
import numpy.typing as npt

from tutti.compose.singer import PITCHES, Singer
from tutti.music.harmony import INTERVALS, Chord, ChordSpan, Quality

FloatArray = npt.NDArray[np.float64]
Voicing = tuple[int, ...]

WIDEST_SEMITONES = 17
_NINTH = 2
_BELOW_SINGER = 3  # a window under the voice ends so many semitones below its median,
_ABOVE_SINGER = 5  # one above starts so many above
_LEAST_WINDOW = 11  # what chords need
_LEAST_LINE = 7  # what a single line needs
_MUD_MIDI = 48  # below this, neighbours lie at least
_MUD_SEMITONES = 4  # so far apart (low interval limits, after Adler, "The Study of Orchestration")
_MASK_SEMITONES = 2
_MASK_COST = 14.0
_CLASH_COST = 7.0
_MOTION_COST = 5.0  # a semitone of mean motion
_SHIFT_COST = 0.35
_CENTRE_COST = 0.04
_WIDE_COST = 0.05
_CANDIDATES = 24  # layouts of a chord that are weighed against those of its neighbours
_LIFTED_COST = 0.25  # a semitone by which a power chord lies over the low octave
_FAR = 99.0  # semitones; farther than any two voices
_NEAR_BEATS = 2.0  # the singing so close around a chord is heard with it
# Cost of leaving a tone out, by interval above the root; the bass has the root.
_OMISSION = {0: 0.5, 3: 2.0, 4: 2.0, 5: 2.0, 2: 1.0, 7: 0.2, 6: 1.0, 8: 0.6, 9: 0.8, 10: 0.6, 11: 0.7, 14: 0.5}


def clear_window(low_midi: int, high_midi: int, singer: Singer, voices: int = 3) -> tuple[int, int]:
    """The part of a register that keeps clear of the singer's middle: below her where there is room, else above."""
    least = _LEAST_WINDOW if voices > 1 else _LEAST_LINE
    below = min(high_midi, int(singer.median_midi) - _BELOW_SINGER)
    if below - low_midi >= least:
        return low_midi, below
    above = max(low_midi, int(singer.median_midi) + _ABOVE_SINGER)
    if high_midi - above >= least:
        return above, high_midi
    return low_midi, high_midi


def lead_voices(
    chords: Sequence[ChordSpan],
    singer: Singer,
    window: tuple[int, int],
    voices: int,
    *,
    centre: float | None = None,
    added: Collection[int] = (),
) -> tuple[Voicing, ...]:
    """A voicing for every span, empty where no chord sounds: the way through all of them that costs least.

    The way is found over the whole song (Viterbi) among the cheapest layouts of every chord, so that a voicing also
    looks ahead to where it can go. Triads may take a ninth where it is among the added pitch classes: it can stay while
    the others move by step.
    """
    home = (window[0] + window[1]) / 2 if centre is None else centre
    sounding = [(index, span.chord) for index, span in enumerate(chords) if span.chord is not None]
    ways: list[tuple[Voicing, ...]] = []
    totals: FloatArray = np.zeros(0)
    back: list[npt.NDArray[np.intp]] = []
    for index, chord in sounding:
        cost = singer_cost(singer, chords[index].start_beats, chords[index].end_beats)
        layouts, costs = _cheapest(chord.root, _tones(chord, added), cost, window, voices, home)
        if ways:
            through = totals[:, None] + _motion(ways[-1], layouts)
            back.append(np.argmin(through, axis=0))
            costs = costs + np.min(through, axis=0)
        ways.append(layouts)
        totals = costs
    result: list[Voicing] = [()] * len(chords)
    place = int(np.argmin(totals)) if ways else 0
    for turn in range(len(ways) - 1, -1, -1):
        result[sounding[turn][0]] = ways[turn][place]
        place = int(back[turn - 1][place]) if turn else 0
    return tuple(result)


def _tones(chord: Chord, added: Collection[int]) -> tuple[int, ...]:
    """The intervals of a chord above its root, with a ninth where a triad may take one."""
    takes_ninth = chord.quality in (Quality.MAJOR, Quality.MINOR) and (chord.root + _NINTH) % 12 in added
    return (*INTERVALS[chord.quality], _NINTH) if takes_ninth else INTERVALS[chord.quality]


def _cheapest(
    root: int, intervals: tuple[int, ...], cost: FloatArray, window: tuple[int, int], voices: int, centre: float
) -> tuple[tuple[Voicing, ...], FloatArray]:
    """The cheapest layouts of a chord by themselves, and what they cost."""
    layouts = _layouts(root, intervals, window, voices)
    costs = np.array([_own_cost(pitches, omission, cost, centre) for pitches, omission in layouts])
    kept = np.argsort(costs, kind="stable")[:_CANDIDATES]
    return tuple(layouts[place][0] for place in kept), costs[kept]


def _own_cost(pitches: Voicing, omission: float, cost: FloatArray, centre: float) -> float:
    middle = sum(pitches) / len(pitches)
    total = omission + sum(float(cost[pitch]) for pitch in pitches)
    return total + _CENTRE_COST * abs(middle - centre) + _WIDE_COST * (pitches[-1] - pitches[0]) / 2


def _motion(before: Sequence[Voicing], after: Sequence[Voicing]) -> FloatArray:
    """What it costs to move from each of some voicings to each of others, shaped (before, after)."""
    old, new = (_padded(voicings) for voicings in (before, after))
    distances = np.abs(new[None, :, :, None] - old[:, None, None, :])  # before, after, voice, old voice
    nearest = np.nanmean(np.min(np.where(np.isnan(old)[:, None, None, :], _FAR, distances), axis=3), axis=2)
    shift = np.abs(np.nanmean(new, axis=1)[None, :] - np.nanmean(old, axis=1)[:, None])
    return np.asarray(_MOTION_COST * nearest + _SHIFT_COST * shift)


def _padded(voicings: Sequence[Voicing]) -> FloatArray:
    table = np.full((len(voicings), max(map(len, voicings))), np.nan)
    for row, voicing in zip(table, voicings, strict=True):
        row[: len(voicing)] = voicing
    return table


def power_chords(
    chords: Sequence[ChordSpan], singer: Singer, window: tuple[int, int], voices: int
) -> tuple[Voicing, ...]:
    """Root, fifth and octave (of two voices no octave), in the low octave of a register unless the singer is there."""
    low, high = window
    result: list[Voicing] = []
    for span in chords:
        if span.chord is None:
            result.append(())
            continue
        fifth = next((step for step in INTERVALS[span.chord.quality] if step in (6, 7, 8)), 7)
        root = low + (span.chord.root - low) % 12
        cost = singer_cost(singer, span.start_beats, span.end_beats)
        places = [tuple(r + step for step in (0, fifth, 12)[: max(2, voices)]) for r in (root, root + 12)]
        possible = [place for place in places if place[1] <= high] or places[:1]
        result.append(min(possible, key=lambda place: float(sum(cost[list(place)])) + _LIFTED_COST * place[0]))
    return tuple(result)


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
