from itertools import pairwise

import pytest
from tests.unit.picture.songs import bare, written

from tutti.music.harmony import Chord, Quality
from tutti.music.pitch import Key, Mode
from tutti.picture.colour import distance, to_oklch
from tutti.picture.gist import gist_of
from tutti.picture.palette import (
    APART,
    BRIGHT_SCHEMES,
    DARK_SCHEMES,
    Scheme,
    darkness_of,
    fifths_between,
    hue_of,
    palette_of,
)

BARS = gist_of(bare(), (), 1).bars
KEYS = [Key(tonic, mode) for tonic in range(12) for mode in Mode]


def hue_gap(first: float, second: float) -> float:
    return abs((first - second + 180.0) % 360.0 - 180.0)


def test_the_hues_stand_on_the_circle_of_fifths():
    for tonic in range(12):
        assert hue_gap(hue_of(tonic), hue_of((tonic + 7) % 12)) == pytest.approx(30.0)
        assert hue_gap(hue_of(tonic), hue_of((tonic + 6) % 12)) == pytest.approx(180.0)


def test_the_way_on_the_circle_is_the_shorter_one():
    assert fifths_between(0, 0) == 0
    assert fifths_between(0, 7) == fifths_between(9, 4) == 1
    assert fifths_between(0, 5) == fifths_between(7, 0) == -1
    assert fifths_between(0, 9) == 3
    assert fifths_between(0, 6) == 6
    assert {fifths_between(2, root) for root in range(12)} == set(range(-5, 7))


def test_modes_darken_as_degrees_are_flattened():
    order = [Mode.LYDIAN, Mode.MAJOR, Mode.MIXOLYDIAN, Mode.DORIAN, Mode.MINOR, Mode.PHRYGIAN, Mode.LOCRIAN]
    assert all(darkness_of(before) < darkness_of(after) for before, after in pairwise(order))


@pytest.mark.parametrize("tonic", range(12))
def test_the_lead_or_the_ground_has_the_hue_of_the_key(tonic):
    for mode, schemes in ((Mode.MAJOR, BRIGHT_SCHEMES), (Mode.MINOR, DARK_SCHEMES)):
        for scheme in schemes:
            palette = palette_of(Key(tonic, mode), BARS, scheme)
            strong = palette.ground if scheme is Scheme.FIELD else palette.lead
            assert hue_gap(to_oklch(strong)[2], hue_of(tonic)) < 5.0


@pytest.mark.parametrize("tonic", range(12))
def test_minor_is_darker_than_major(tonic):
    grounds = {
        mode: [to_oklch(palette_of(Key(tonic, mode), BARS, scheme).ground)[0] for scheme in schemes]
        for mode, schemes in ((Mode.MAJOR, BRIGHT_SCHEMES), (Mode.MINOR, DARK_SCHEMES))
    }
    assert max(grounds[Mode.MINOR]) + 0.15 < min(grounds[Mode.MAJOR])


@pytest.mark.parametrize("scheme", Scheme)
def test_forms_and_accent_are_seen_on_the_ground(scheme):
    for key in KEYS:
        palette = palette_of(key, BARS, scheme)
        for ink in (palette.lead, palette.second, palette.accent):
            assert distance(ink, palette.ground) > 0.12, (str(key), scheme)


@pytest.mark.parametrize("scheme", Scheme)
def test_an_ink_against_another_is_told_apart(scheme):
    for key in KEYS:
        palette = palette_of(key, BARS, scheme)
        for root in range(12):
            ink = palette.of(Chord(root, Quality.MAJOR))
            assert distance(palette.against(ink, palette.accent), ink) >= APART, (str(key), root)


def test_a_wished_ink_is_taken_where_it_can_be_seen():
    palette = palette_of(Key.parse("C major"), BARS, Scheme.PAPER)
    assert palette.against(palette.ground, palette.accent) == palette.accent
    assert palette.against(palette.accent, palette.accent) != palette.accent


def test_the_chords_a_song_uses_most_choose_the_companion():
    """The same key, but other chords beside the tonic: another second ink."""
    key = Key.parse("C major")
    inks = set()
    for seed in range(1, 7):
        score, melody = written("pop", "C major", seed)
        inks.add(palette_of(key, gist_of(score, melody, 1).bars, Scheme.PAPER).second)
    assert len(inks) > 1
