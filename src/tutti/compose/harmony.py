"""The chord sheet under a melody, and the colours a style gives it.

Chords are chosen by `tutti.theory.harmonise` a bar at a time (two where the style or a slow tempo asks), drawn towards
the loops of the style. A bar whose melody does not sit in one chord is split in halves. Equal bars of melody are drawn
to equal chords, the last chord is the tonic wherever the last note allows it. Colours (sevenths, suspensions, ninths)
are added afterwards, only where the melody does not rub against them. Beats are those of the timeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt

from tutti.compose.form import Form
from tutti.compose.roman import progression
from tutti.compose.singer import PITCHES, Singer
from tutti.compose.style_table import Harmony, Style
from tutti.music.harmony import INTERVALS, Chord, ChordSpan, Quality
from tutti.music.pitch import Key
from tutti.theory.harmonise import Harmonisation, chord_fits, harmonise, melody_weights

FloatArray = npt.NDArray[np.float64]

_TWIN_NATS = 1.2
_STRONG_WEIGHT = 0.6  # so much of a segment the tone on its strong beat counts more
_CHANGE_WEIGHT = 1.0  # the same where a chord would change within a bar: that is for the sake of this tone
_ON_TIME_BEATS = 0.15
_POOR_FIT = 0.78  # share of a bar's melody weight in its chord under which halves are tried
_POOR_UNEVEN_FIT = 0.62  # the same for bars that have no half, in which changes are rarer
_SLOW_BAR_SECONDS = 3.2  # bars this long carry two chords
_RUB_SHARE = 0.08  # of a span: a melody note a semitone from a colour tone, longer than this, forbids it
_MISSED_SHARE = 0.05  # the same for a tone that a suspension would take away
_HALF_PARTS = 2
_LEAST_CUT_BEATS = 3
_MAJOR_SEVENTH = 11
_COLOUR_PERIOD_BEATS = 32
_GOLDEN = 0.6180339887  # multiples of it fall evenly between 0 and 1
# Colours of chords that a style leaves plain, where more is asked for than the style's own.
_RICH = {
    "tonic": Quality.MAJOR_ADD_9, "dominant": Quality.DOMINANT_7, "major": Quality.MAJOR_7, "minor": Quality.MINOR_7,
    "tonic_minor": Quality.MINOR_ADD_9, "diminished": Quality.HALF_DIMINISHED_7, "secondary": Quality.DOMINANT_7,
}  # fmt: skip


def write_chords(singer: Singer, form: Form, key: Key, style: Style) -> tuple[ChordSpan, ...]:
    """Chords from the first bar of the form to its end, without gaps, in triads."""
    notes = list(
        zip(singer.starts_beats.tolist(), singer.ends_beats.tolist(), singer.pitches_midi.tolist(), strict=True)
    )
    per_bar = form.timeline.beats_per_bar
    bars = np.arange(form.sections[0].start_beats, form.final_beats + 1e-6, per_bar)
    bounds = np.append(bars, form.end_beats)
    can_halve = per_bar % _HALF_PARTS == 0
    bar_seconds = 60.0 / form.timeline.tempo_bpm * per_bar
    is_slow = style.harmony.chords_per_bar >= _HALF_PARTS or bar_seconds >= _SLOW_BAR_SECONDS
    if can_halve and is_slow:
        bounds = np.sort(np.concatenate([bounds, bounds[:-2] + per_bar / _HALF_PARTS]))
    chosen = _best(notes, bounds, key, style.harmony, per_bar)
    if len(bounds) == len(bars) + 1:
        weights = melody_weights(notes, bounds)
        least = _POOR_FIT if can_halve else _POOR_UNEVEN_FIT
        poor = [i for i, row in enumerate(weights[:-1]) if _fit(row, chosen.chords[i]) < least]
        if poor:
            cuts = [_cut(notes, float(bounds[i]), float(bounds[i + 1]), key) for i in poor]
            bounds = np.sort(np.concatenate([bounds, cuts]))
            chosen = _best(notes, bounds, key, style.harmony, per_bar)
    chords = [*chosen.chords[:-1], _last_chord(chosen.chords[-1], singer, key)]
    spans = [
        ChordSpan(start_beats=float(begin), end_beats=float(end), chord=chord)
        for (begin, end), chord in zip(pairwise(bounds), chords, strict=True)
    ]
    return merged(spans, per_bar)


def merged(spans: Sequence[ChordSpan], per_bar: int) -> tuple[ChordSpan, ...]:
    """Halves of one bar that hold the same chord as one span."""
    result = []
    for _, members in groupby(spans, key=lambda span: (int(span.start_beats // per_bar), span.chord)):
        inside = list(members)
        result.append(replace(inside[0], end_beats=inside[-1].end_beats))
    return tuple(result)


def coloured(
    chords: Sequence[ChordSpan], singer: Singer, key: Key, harmony: Harmony, take: int
) -> tuple[ChordSpan, ...]:
    """The chord sheet in the colours that a style has for a take."""
    return tuple(
        replace(span, chord=None if span.chord is None else _colour(span, span.chord, singer, key, harmony, take))
        for span in chords
    )


def _best(
    notes: list[tuple[float, float, int]], bounds: FloatArray, key: Key, harmony: Harmony, per_bar: int
) -> Harmonisation:
    """The best harmonisation over the loops of the style."""
    bar_of = ((np.asarray(bounds[:-1]) - bounds[0]) // per_bar).astype(int)
    is_inside = np.diff(bar_of, prepend=-1) == 0
    strong = np.where(is_inside, _CHANGE_WEIGHT, _STRONG_WEIGHT)[:, None] * _strong_tones(notes, bounds)
    weights = melody_weights(notes, bounds) + strong
    is_modal = key.mode not in ("major", "minor")
    loops = () if is_modal else harmony.minor if key.is_minor_like else harmony.major
    bias = harmony.bias_minor if key.is_minor_like else harmony.bias_major
    candidates = []
    for text in loops:
        loop = progression(text, key)
        wished = [loop[bar % len(loop)] for bar in bar_of]
        candidates.append(
            harmonise(
                weights,
                key,
                degree_bias=bias,
                loop=wished,
                loop_nats=harmony.loop_nats,
                twin_nats=_TWIN_NATS,
                habit=harmony.habit,
            )
        )
    if not candidates:
        candidates.append(harmonise(weights, key, degree_bias=bias, twin_nats=_TWIN_NATS, habit=harmony.habit))
    return max(candidates, key=lambda candidate: candidate.score)


def _strong_tones(notes: list[tuple[float, float, int]], bounds: FloatArray) -> FloatArray:
    """1 for the pitch class that starts with a segment, shaped (segments, 12)."""
    result = np.zeros((len(bounds) - 1, 12))
    for start, _, pitch in notes:
        segment = int(np.searchsorted(bounds, start + _ON_TIME_BEATS, side="right")) - 1
        if 0 <= segment < len(result) and abs(start - bounds[segment]) <= _ON_TIME_BEATS:
            result[segment] = 0.0
            result[segment, pitch % 12] = 1.0
    return result


def _cut(notes: list[tuple[float, float, int]], start_beats: float, end_beats: float, key: Key) -> float:
    """Where a bar that one chord does not fit changes: in the middle, or on the beat after which the rest fits best."""
    beats = round(end_beats - start_beats)
    if beats % _HALF_PARTS == 0 or beats < _LEAST_CUT_BEATS:
        return (start_beats + end_beats) / 2
    cuts = [start_beats + beat for beat in range(1, beats)]

    def fit(cut: float) -> float:
        weights = melody_weights(notes, [start_beats, cut, end_beats])
        _, fits = chord_fits(weights, key)
        return float(fits.max(axis=1) @ [cut - start_beats, end_beats - cut])

    return max(cuts, key=fit)


def _fit(weights: FloatArray, chord: Chord) -> float:
    """The share of melody weights that lies on tones of a chord; 1 where nothing is sung."""
    total = float(weights.sum())
    return float(weights[list(chord.pitch_classes)].sum()) / total if total > 0 else 1.0


def _last_chord(chosen: Chord, singer: Singer, key: Key) -> Chord:
    """The tonic, unless the last note has no place in it and the chosen chord has one."""
    tonic = Chord(key.tonic, Quality.MINOR if key.is_minor_like else Quality.MAJOR)
    if singer.is_silent:
        return tonic
    last = int(singer.pitches_midi[-1])
    return chosen if chosen.has(last) and not tonic.has(last) else tonic


def _colour(span: ChordSpan, chord: Chord, singer: Singer, key: Key, harmony: Harmony, take: int) -> Chord:
    function = _function(chord, key)
    options = harmony.colours.get(function, harmony.colours.get("major", ()) if function == "secondary" else ())
    rank = _rank(span, chord)
    wished = options[(take - 1) % len(options)] if options else chord.quality
    if wished is chord.quality and rank < harmony.colour - 1.0:
        wished = _RICH.get(function, wished)
    if wished is chord.quality or rank >= harmony.colour:
        return chord
    presence = singer.presence(span.start_beats, span.end_beats)
    by_class = np.asarray(np.bincount(np.arange(PITCHES) % 12, weights=presence, minlength=12), dtype=np.float64)
    colours = [quality for quality in (wished, *options) if quality is not chord.quality]
    return next((replace(chord, quality=quality) for quality in colours if _sits(chord, quality, by_class, key)), chord)


def _sits(chord: Chord, quality: Quality, sung: FloatArray, key: Key) -> bool:
    """Whether a chord may take a quality in a key and under what is sung.

    A major seventh must lie in the key: VII of minor has none. `sung` is by pitch class the share of the span, (12,).
    """
    if _MAJOR_SEVENTH in INTERVALS[quality] and (chord.root + _MAJOR_SEVENTH) % 12 not in key.pitch_classes:
        return False
    before, after = ({(chord.root + step) % 12 for step in INTERVALS[one]} for one in (chord.quality, quality))
    rubs = any(sung[(tone + side) % 12] > _RUB_SHARE for tone in after - before for side in (-1, 1))
    return not rubs and not any(sung[tone] > _MISSED_SHARE for tone in before - after)


def _rank(span: ChordSpan, chord: Chord) -> float:
    """Where a chord stands among those that take colours in turn, 0 (first) to 1: by its place in eight bars."""
    place = round(span.start_beats) % _COLOUR_PERIOD_BEATS
    return (place * _GOLDEN + chord.root * _GOLDEN**2) % 1.0


def _function(chord: Chord, key: Key) -> str:
    """What a triad is to its key, in the words of style tables: tonic, dominant, major, minor, diminished, ...

    A major triad whose third lies outside the key leads to another chord: it is "secondary".
    """
    if chord.quality is Quality.DIMINISHED:
        return "diminished"
    if chord.quality is Quality.MINOR:
        return "tonic_minor" if chord.root == key.tonic else "minor"
    if chord.root == key.tonic:
        return "tonic"
    if chord.root == (key.tonic + 7) % 12:
        return "dominant"
    return "major" if (chord.root + 4) % 12 in key.pitch_classes else "secondary"
