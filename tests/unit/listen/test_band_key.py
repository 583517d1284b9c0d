"""Chords and basses decide between keys whose scales agree."""

import numpy as np
import pytest

from tutti.listen.band_key import band_key
from tutti.listen.beat_harmony import BeatHarmony
from tutti.listen.chroma import Chroma
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.time import Meter, Timeline


def heard(labels: list[str]) -> tuple[BeatHarmony, tuple[ChordSpan, ...], Timeline]:
    """A chord a bar, each heard as its tones over its bass."""
    chords = [Chord.parse(label) for label in labels]
    treble, bass = np.full((4 * len(chords), 12), 0.02), np.full((4 * len(chords), 12), 0.02)
    for index, chord in enumerate(chords):
        beats = slice(4 * index, 4 * index + 4)
        treble[beats, list(chord.pitch_classes)] = 1.0
        bass[beats, chord.bass_or_root] = 1.0
    beats = len(treble)
    harmony = BeatHarmony(
        chroma=Chroma(treble=treble, bass=bass, registers=np.repeat(treble[:, None], 5, axis=1)),
        tonality_db=np.full(beats, 15.0),
        silent=np.zeros(beats, dtype=np.bool_),
    )
    spans = tuple(
        ChordSpan(start_beats=4.0 * index, end_beats=4.0 * index + 4.0, chord=chord)
        for index, chord in enumerate(chords)
    )
    return harmony, spans, Timeline.steady(meter=Meter(4, 4), tempo_bpm=100.0, beats=beats)


@pytest.mark.parametrize(
    ("labels", "key"),
    [
        (["C", "A:min", "F", "G:7"] * 3 + ["C"], "C major"),
        (["A:min", "D:min", "E:7", "A:min"] * 3, "A minor"),
        (["A:min", "F", "C", "G"] * 2 + ["A:min", "E:7", "A:min", "A:min"], "A minor"),
        (["G", "C", "D:7", "G"] * 3, "G major"),
        (["F", "D:7", "G:min", "C:7"] * 3 + ["F"], "F major"),
    ],
)
def test_the_key_of_a_few_chords(labels: list[str], key: str) -> None:
    found, confidence = band_key(*heard(labels))
    assert str(found) == key
    assert 0.0 <= confidence <= 1.0


def test_a_key_without_chords_is_a_guess() -> None:
    harmony, spans, timeline = heard(["C", "F", "G", "C"])
    silent = tuple(ChordSpan(start_beats=span.start_beats, end_beats=span.end_beats, chord=None) for span in spans)
    assert band_key(harmony, silent, timeline)[1] == 0.0


def test_an_even_choice_is_less_sure_than_a_clear_one() -> None:
    clear = band_key(*heard(["C", "F", "G:7", "C"] * 4))[1]
    even = band_key(*heard(["A:min", "C", "A:min", "C"] * 4))[1]
    assert clear > even
