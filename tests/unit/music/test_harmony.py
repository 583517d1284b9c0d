"""Chord labels and tones; mir_eval is the second opinion."""

import mir_eval
import numpy as np
import pytest

from tutti.music.harmony import INTERVALS, Chord, ChordSpan, Quality, chord_at


@pytest.mark.parametrize("quality", list(Quality))
@pytest.mark.parametrize("root", [0, 3, 8])
def test_tones_agree_with_mir_eval(quality: Quality, root: int) -> None:
    label = Chord(root, quality).label()
    number, bitmap, _ = mir_eval.chord.encode(label, reduce_extended_chords=False)
    tones = {(number + step) % 12 for step in np.flatnonzero(bitmap)}
    ninths = {(root + step) % 12 for step in INTERVALS[quality] if step > 12}  # mir_eval stays within the octave
    assert tones | ninths == set(Chord(root, quality).pitch_classes)


@pytest.mark.parametrize("label", ["C:maj", "Bb:min7", "F#:7/b7", "G:maj/3", "A:hdim7", "D:sus4", "E:5", "C:maj(9)"])
def test_labels_are_read_back(label: str) -> None:
    chord = Chord.parse(label)
    assert Chord.parse(chord.label(flats=True)) == chord
    assert chord.label(flats="b" in label.split(":", maxsplit=1)[0]) == label


def test_a_bare_root_is_major_and_a_bass_is_a_degree() -> None:
    assert Chord.parse("Eb") == Chord(3, Quality.MAJOR)
    assert Chord.parse("C/5").bass_or_root == 7
    with pytest.raises(ValueError, match="degree"):
        Chord.parse("C:maj/E")


def test_the_chord_at_a_beat() -> None:
    c, g = Chord.parse("C"), Chord.parse("G")
    spans = (
        ChordSpan(start_beats=-2.0, end_beats=4.0, chord=c),
        ChordSpan(start_beats=4.0, end_beats=6.0, chord=None),
        ChordSpan(start_beats=8.0, end_beats=12.0, chord=g),
    )
    assert [chord_at(spans, beat) for beat in (-2.0, 3.99, 4.0, 7.0, 8.0, 12.0)] == [c, c, None, None, g, None]
