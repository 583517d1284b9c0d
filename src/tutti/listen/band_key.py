"""The key of a band: which tonic its pitch classes, its basses and its chords agree on.

Pitch-class weights are ranked by key profiles (`tutti.theory.key`); chords that were heard without any key in mind
speak by how long each holds, where in the bar and in the phrase it stands, and how it moves on. A profile alone
confuses relative and fifth-related keys, whose scales agree. The evidence is summed with weights fitted by maximum
likelihood (conditional logit, McFadden 1974) on bands of several hands by bench/band_key_fit.py; the softmax over all
keys is how sure the answer is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.beat_harmony import BeatHarmony
from tutti.listen.chord_preference import preference
from tutti.music.harmony import INTERVALS, Chord, ChordSpan, Quality
from tutti.music.pitch import Key, Mode
from tutti.music.time import Timeline
from tutti.theory.key import BELLMAN, profile_fit

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

KEYS = tuple(Key(tonic, mode) for mode in (Mode.MAJOR, Mode.MINOR) for tonic in range(12))
BASS_SHARE = 0.35  # what the bass chroma counts beside the treble
PHRASE_BARS = 4
WEIGHTS = {
    "profile": 1.39,
    "profile_other": 1.14,
    "third": 0.365,
    "tonic_tone": 0.543,
    "bass_tonic": 1.41,
    "bass_fifth": 0.46,
    "minor": 1.08,
    "expected": 0.601,
    "tonic": 6.06,
    "tonic_opens": 1.66,
    "tonic_first": 1.88,
    "tonic_last": 0.47,
    "cadence_on_bar": 10.6,
    "plagal": 8.18,
    "dominant": 4.69,
    "subdominant": 2.86,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Chords:
    """The chords that sound, one row each."""

    chords: tuple[Chord, ...]
    roots: npt.NDArray[np.int64]
    is_minor: BoolArray
    is_dominant: BoolArray
    beats: FloatArray
    on_bar: BoolArray
    bars: FloatArray


def band_key(harmony: BeatHarmony, chords: tuple[ChordSpan, ...], timeline: Timeline) -> tuple[Key, float]:
    """The key, and how sure it is, 0 to 1."""
    evidence = key_evidence(harmony, chords, timeline)
    odds = np.array([sum(WEIGHTS[name] * value for name, value in one.items()) for one in evidence])
    shares = np.exp(odds - odds.max())
    best = int(np.argmax(shares))
    is_known = any(span.chord is not None for span in chords)
    return KEYS[best], float(shares[best] / shares.sum()) if is_known else 0.0


def key_evidence(
    harmony: BeatHarmony, chords: tuple[ChordSpan, ...], timeline: Timeline
) -> tuple[dict[str, float], ...]:
    """What speaks for each of KEYS, by name."""
    treble, bass = _shares(harmony.chroma.treble, harmony.silent), _shares(harmony.chroma.bass, harmony.silent)
    positions = (timeline.first_beat + np.arange(len(harmony.silent))) % timeline.beats_per_bar
    low = _shares(harmony.chroma.bass, harmony.silent | (positions != 0))
    heard = _heard(chords, timeline.beats_per_bar)
    return tuple(_tones_say(key, treble, bass, low) | _chords_say(key, heard) for key in KEYS)


def _tones_say(key: Key, treble: FloatArray, bass: FloatArray, low: FloatArray) -> dict[str, float]:
    """What the pitch classes say for a key."""
    third = 3 if key.is_minor_like else 4
    both = treble + BASS_SHARE * bass
    return {
        "profile": profile_fit(both, key),
        "profile_other": profile_fit(both, key, BELLMAN),
        "third": 10.0 * float(treble[(key.tonic + third) % 12] - treble[(key.tonic + 7 - third) % 12]),
        "tonic_tone": 10.0 * float(treble[key.tonic]),
        "bass_tonic": 10.0 * float(low[key.tonic]),
        "bass_fifth": 10.0 * float(low[(key.tonic + 7) % 12]),
        "minor": float(key.is_minor_like),
    }


def _chords_say(key: Key, heard: _Chords) -> dict[str, float]:
    """What the chords say for a key."""
    names = ("expected", "tonic", "tonic_opens", "tonic_first", "tonic_last", "cadence_on_bar", "plagal", "dominant",
             "subdominant")  # fmt: skip
    if not heard.chords:
        return dict.fromkeys(names, 0.0)
    degree = (heard.roots - key.tonic) % 12
    tonic = (degree == 0) & (heard.is_minor == key.is_minor_like)
    dominant = (degree == 7) & heard.is_dominant
    subdominant = (degree == 5) & (heard.is_minor | (not key.is_minor_like))
    moves = max(len(heard.roots) - 1, 1)
    share = heard.beats / heard.beats.sum()
    falls = dominant[:-1] & tonic[1:]
    values = (
        share @ np.array([preference(chord, key) for chord in heard.chords]),
        share @ tonic,
        _share(tonic, heard.bars % PHRASE_BARS == 0),
        tonic[0],
        tonic[-1],
        (falls & heard.on_bar[1:]).sum() / moves,
        (subdominant[:-1] & tonic[1:]).sum() / moves,
        share @ dominant,
        share @ subdominant,
    )
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _share(chosen: BoolArray, among: BoolArray) -> float:
    return float((chosen & among).sum()) / max(int(among.sum()), 1)


def _heard(spans: tuple[ChordSpan, ...], beats_per_bar: int) -> _Chords:
    sounding = [(span, span.chord) for span in spans if span.chord is not None]
    starts = np.array([span.start_beats for span, _ in sounding])
    return _Chords(
        chords=tuple(chord for _, chord in sounding),
        roots=np.array([chord.root for _, chord in sounding], dtype=np.int64),
        is_minor=np.array([INTERVALS[chord.quality][1] == 3 for _, chord in sounding], dtype=np.bool_),
        is_dominant=np.array([c.quality in (Quality.MAJOR, Quality.DOMINANT_7) for _, c in sounding], dtype=np.bool_),
        beats=np.array([span.end_beats - span.start_beats for span, _ in sounding]),
        on_bar=np.asarray(starts % beats_per_bar == 0),
        bars=np.asarray(starts / beats_per_bar, dtype=np.float64),
    )


def _shares(chroma: FloatArray, left_out: BoolArray) -> FloatArray:
    """How much each pitch class sounds over the beats, every beat counting the same; sums to 1."""
    kept = chroma[~left_out]
    if len(kept) == 0:
        return np.full(12, 1.0 / 12.0)
    return np.asarray((kept / (kept.sum(axis=1, keepdims=True) + 1e-9)).mean(axis=0), dtype=np.float64)
