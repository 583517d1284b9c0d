"""Surprising chords: the more weirdness is asked for, the more chords give way to rarer ones that carry the melody.

A chord may be replaced by any major, minor, dominant or half-diminished chord on any root in which what is sung sits
no worse, the rarer the better; the first and the last chord stay, and so do chords between two replaced ones. Whether
a bar gives way is drawn from its place in eight bars, so that sections stay alike, and a bar that gives way at one
weirdness does so at every higher one. Rarity is measured in bits: -log2 of how often a chord follows the one before,
by the preferences of `theory.chord_choice`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.compose.singer import PITCHES, Singer
from tutti.music.brief import USUAL_WEIRDNESS
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.pitch import Key
from tutti.theory.chord_choice import motion_preference, palette

FloatArray = npt.NDArray[np.float64]

_MOST_SHARE = 0.5  # of the chords, at weirdness 1
_PERIOD_BARS = 8
_FIT_LOSS = 0.1  # share of what is sung that may lose its place in the chord
_RUB_SHARE = 0.06
_FOREIGN_NATS = -5.0  # preference of a triad that the key does not offer
_BASIC = (Quality.MAJOR, Quality.MINOR, Quality.DIMINISHED)
_TRIAD_OF = {Quality.DIMINISHED: Quality.DIMINISHED, Quality.HALF_DIMINISHED_7: Quality.DIMINISHED,
             Quality.DIMINISHED_7: Quality.DIMINISHED}  # fmt: skip
_PLAIN_TRIADS = frozenset(_BASIC)
_RICH = frozenset({Quality.DOMINANT_9, Quality.MAJOR_9, Quality.MINOR_9, Quality.AUGMENTED, Quality.DIMINISHED_7,
                   Quality.HALF_DIMINISHED_7, Quality.MINOR_MAJOR_7})  # fmt: skip
_COLOUR_BITS = {False: 1.0, True: 2.0}  # of a seventh, sixth, suspension; of a ninth and rarer things
_RAREST_BITS = 9.0  # rarer substitutes are no dearer: beyond this it is only strange


def surprised(
    chords: Sequence[ChordSpan], singer: Singer, key: Key, weirdness: float, *, seed: int, take: int, beats_per_bar: int
) -> tuple[ChordSpan, ...]:
    """The chord sheet with rarer chords in it, as many as the weirdness beyond the usual allows."""
    share = _MOST_SHARE * max(0.0, (weirdness - USUAL_WEIRDNESS) / (1.0 - USUAL_WEIRDNESS))
    result = list(chords)
    was_replaced = False
    for place in range(1, len(result) - 1):
        span, before, after = result[place], result[place - 1].chord, result[place + 1].chord
        if share == 0.0 or was_replaced or span.chord is None or before is None or after is None:
            was_replaced = False
            continue
        bar = int(span.start_beats // beats_per_bar) % _PERIOD_BARS
        draw = generator(seed, "surprise", take, bar, str(span.chord)).random()
        chord = _substitute(span, span.chord, before, after, singer, key) if draw < share else span.chord
        was_replaced = chord != span.chord
        result[place] = replace(span, chord=chord)
    return tuple(result)


def chord_bits(before: Chord, chord: Chord, key: Key) -> float:
    """How surprising a chord is after another, in bits, with its colours."""
    table, total = _following(before.root, _triad(before), key)
    nats = table[chord.root, _BASIC.index(_triad(chord))]
    bits = float((total - nats) / np.log(2.0))
    return bits if chord.quality in _PLAIN_TRIADS else bits + _COLOUR_BITS[chord.quality in _RICH]


def mean_bits(chords: Sequence[ChordSpan], key: Key) -> float:
    """How surprising a chord sheet is: the mean of its chords, in bits; repeated chords do not count."""
    sounding = [span.chord for span in chords if span.chord is not None]
    bits = [chord_bits(a, b, key) for a, b in pairwise(sounding) if a != b]
    return float(np.mean(bits)) if bits else 0.0


def _substitute(span: ChordSpan, chord: Chord, before: Chord, after: Chord, singer: Singer, key: Key) -> Chord:
    """The rarest chord that carries what is sung as well; the chord itself where there is none."""
    presence = singer.presence(span.start_beats, span.end_beats)
    sung: FloatArray = np.bincount(np.arange(PITCHES) % 12, weights=presence, minlength=12).astype(np.float64)
    least = _inside(chord, sung) - _FIT_LOSS * float(sung.sum())
    best, rarest = chord, _bits_around(before, chord, after, key)
    for root in range(12):
        for quality in (Quality.MAJOR, Quality.MINOR):
            other = Chord(root, quality)
            rubs = any(sung[(tone + side) % 12] > _RUB_SHARE for tone in other.pitch_classes for side in (-1, 1)
                       if not other.has((tone + side) % 12))  # fmt: skip
            if rubs or _inside(other, sung) < least or other in (before, after):
                continue
            bits = _bits_around(before, other, after, key)
            if bits > rarest:
                best, rarest = other, bits
    return best


def _bits_around(before: Chord, chord: Chord, after: Chord, key: Key) -> float:
    return min(chord_bits(before, chord, key), _RAREST_BITS) + min(chord_bits(chord, after, key), _RAREST_BITS)


def _inside(chord: Chord, sung: FloatArray) -> float:
    """How much of what is sung lies on tones of a chord."""
    return float(sung[list(chord.pitch_classes)].sum())


def _triad(chord: Chord) -> Quality:
    """The triad a chord counts as."""
    if chord.quality in _TRIAD_OF:
        return _TRIAD_OF[chord.quality]
    return Quality.MINOR if chord.has((chord.root + 3) % 12) else Quality.MAJOR


@lru_cache(maxsize=512)
def _following(root: int, quality: Quality, key: Key) -> tuple[FloatArray, float]:
    """Preference in nats of each triad (root, quality) after a triad, and the log of their sum."""
    known = dict(palette(key))
    before = Chord(root, quality)
    table = np.array(
        [
            [
                known.get(Chord(other, triad), _FOREIGN_NATS) + motion_preference(before, Chord(other, triad))
                for triad in _BASIC
            ]
            for other in range(12)
        ]
    )
    return table, float(np.log(np.exp(table).sum()))
