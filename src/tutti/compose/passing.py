"""Passing chords: the last beat of a bar is taken by a chord that leads into the next.

Up a whole tone the diminished seventh between the two roots leads (IV, #IV diminished, V), and it follows a dominant
that is there already; elsewhere the dominant seventh of the coming chord leads. A take may keep to dominants alone.
A bar that answers another gets one, where what is sung on that beat belongs to the passing chord. Practice of gospel
and soul keyboard players.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from tutti.compose.singer import PITCHES, Singer
from tutti.compose.style_table import Harmony
from tutti.music.harmony import Chord, ChordSpan, Quality

_PASSING_BEATS = 1.0
_LEAST_BEATS = 2.0  # a chord shorter than this has no room for another
_FOREIGN_SHARE = 0.05  # of the beat: a longer sung note outside the passing chord forbids it
_WHOLE_TONE = 2


def with_passing(
    chords: Sequence[ChordSpan], singer: Singer, harmony: Harmony, *, take: int, beats_per_bar: int
) -> tuple[ChordSpan, ...]:
    """The chord sheet with passing chords, where the style has them."""
    if not harmony.passing:
        return tuple(chords)
    quality = harmony.passing[(take - 1) % len(harmony.passing)]
    result: list[ChordSpan] = []
    for span, following in pairwise(chords):
        lead = _lead(span, following, quality)
        start = span.end_beats - _PASSING_BEATS
        is_answered = round(following.start_beats) % (2 * beats_per_bar) == 0
        if lead is None or not is_answered or not _is_sung_in(lead, singer, start, span.end_beats):
            result.append(span)
            continue
        result += [
            replace(span, end_beats=start),
            ChordSpan(start_beats=start, end_beats=span.end_beats, chord=lead),
        ]
    return (*result, *chords[-1:])


def _lead(span: ChordSpan, following: ChordSpan, quality: Quality) -> Chord | None:
    """What leads from one chord into the next; None where nothing does or there is no room."""
    now, then = span.chord, following.chord
    if now is None or then is None or now.root == then.root or span.end_beats - span.start_beats < _LEAST_BEATS:
        return None
    dominant = Chord((then.root + 7) % 12, Quality.DOMINANT_7)
    is_there = now.root == dominant.root and now.quality in (Quality.DOMINANT_7, Quality.DOMINANT_9)
    if quality is Quality.DIMINISHED_7 and (is_there or (then.root - now.root) % 12 == _WHOLE_TONE):
        return Chord((then.root - 1) % 12, Quality.DIMINISHED_7)
    return None if is_there else dominant


def _is_sung_in(chord: Chord, singer: Singer, start_beats: float, end_beats: float) -> bool:
    presence = singer.presence(start_beats, end_beats)
    by_class = np.bincount(np.arange(PITCHES) % 12, weights=presence, minlength=12)
    return all(by_class[tone] <= _FOREIGN_SHARE for tone in range(12) if not chord.has(tone))
