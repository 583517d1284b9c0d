"""Pitch names, keys and scales against what every textbook says."""

import pytest

from tutti.music.pitch import Key, Mode, hz_to_midi, midi_to_hz, parse_pitch_class


@pytest.mark.parametrize(
    ("name", "scale"),
    [
        ("C major", "C D E F G A B"),
        ("Eb major", "Eb F G Ab Bb C D"),
        ("A minor", "A B C D E F G"),
        ("D dorian", "D E F G A B C"),
        ("E phrygian", "E F G A B C D"),
        ("F lydian", "F G A B C D E"),
        ("G mixolydian", "G A B C D E F"),
        ("B locrian", "B C D E F G A"),
    ],
)
def test_scales(name: str, scale: str) -> None:
    key = Key.parse(name)
    assert key.pitch_classes == tuple(parse_pitch_class(note) for note in scale.split())
    assert str(key) == name


@pytest.mark.parametrize("name", ["F major", "D minor", "G minor", "Bb major", "Eb major", "C minor", "F dorian"])
def test_flat_keys_are_spelled_with_flats(name: str) -> None:
    assert Key.parse(name).uses_flats


@pytest.mark.parametrize("name", ["G major", "E minor", "B major", "F# minor", "A mixolydian"])
def test_sharp_keys_are_not(name: str) -> None:
    assert not Key.parse(name).uses_flats


def test_short_names() -> None:
    assert Key.parse("Am") == Key(9, Mode.MINOR)
    assert Key.parse("C") == Key(0, Mode.MAJOR)


@pytest.mark.parametrize("name", ["H major", "C funky", "", "C major minor"])
def test_what_is_not_a_key_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"key|mode|note"):
        Key.parse(name)


def test_concert_pitch() -> None:
    assert midi_to_hz(69) == pytest.approx(440.0)
    assert midi_to_hz(60) == pytest.approx(261.6256, abs=1e-3)
    assert hz_to_midi(midi_to_hz(61.5)) == pytest.approx(61.5)
