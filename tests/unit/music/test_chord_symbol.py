"""Chords as song books, jazz charts and Harte's labels spell them."""

import pytest

from tutti.music.chord_symbol import read_symbol
from tutti.music.harmony import Chord


@pytest.mark.parametrize(
    ("label", "spellings"),
    [
        ("C:maj", "C CM Cmaj"),
        ("A:min", "Am Amin Ami A- A:min"),
        ("A:min7", "Am7 A-7 Amin7 Ami7"),
        ("C:maj7", "CM7 Cmaj7 CMaj7 Cma7 Cj7 C△ C△7 CΔ C:maj7"),
        ("F#:hdim7", "F#m7b5 F♯ø F#ø7 F#m7-5 F#m7(b5)"),
        ("B:dim", "Bdim B° Bo"),
        ("B:dim7", "Bdim7 B°7 Bo7"),
        ("G:aug", "G+ Gaug"),
        ("G:minmaj7", "GmM7 Gm(maj7) Gmmaj7 G-maj7"),
        ("D:sus4(b7)", "D7sus4 D7sus D11"),
        ("E:maj(9)", "Eadd9 E(add9) E2"),
        ("C:maj6", "C6 C6/9 C69"),
        ("G:9", "G9 G13"),
        ("G:7", "G7 G7b9 G7(#9) G7alt"),
        ("E:5", "E5"),
        ("C:maj/3", "C/E C:maj/3"),
        ("A:min7/b7", "Am7/G"),
        ("C:maj6/5", "C6/9/G"),
    ],
)
def test_one_chord_in_many_spellings(label, spellings):
    assert {str(read_symbol(spelling)) for spelling in spellings.split()} == {label}


def test_flats_and_a_bass_that_is_the_root():
    assert read_symbol("Bbm") == read_symbol("B♭m") == Chord.parse("A#:min")
    assert read_symbol("C/C") == Chord.parse("C")


@pytest.mark.parametrize("text", ["N.C.", "NC", "N"])
def test_no_chord(text):
    assert read_symbol(text) is None


@pytest.mark.parametrize("text", ["Hm", "Gx", "am", "C/", "C/x", "C:foo", "", "|", "Cmin9000"])
def test_what_is_no_chord_is_named(text):
    with pytest.raises(ValueError, match="is no chord"):
        read_symbol(text)
