from dataclasses import replace
from io import BytesIO
from itertools import combinations

import numpy as np
import pytest
from PIL import Image
from tests.unit.picture.seeing import likeness, mean_colour, palette_distance
from tests.unit.picture.songs import bare, written

from tutti.base.seeds import generator
from tutti.compose.style import styles
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.note import Note
from tutti.music.score import Part, Score
from tutti.picture import cover
from tutti.picture.canvas import Canvas
from tutti.picture.gist import gist_of
from tutti.picture.palette import Scheme, hue_of, palette_of
from tutti.picture.sleeve import ALL_COMPOSITIONS, STYLE_COMPOSITIONS, choice_of

SMALL = 120
STYLES = sorted(styles())


def drawn(style: str = "pop", key: str = "G major", seed: int = 1, meter: str = "4/4", take: int = 1) -> bytes:
    score, melody = written(style, key, seed, meter, take)
    return cover(score, melody=melody, take=take, size_pixels=SMALL)


def long_song() -> Score:
    bars = 3000
    qualities = list(Quality)
    return replace(
        bare("F locrian", 4.0 * bars),
        sections=tuple(
            Section(start_beats=40.0 * number, end_beats=40.0 * number + 40.0, label=SectionLabel.VERSE, energy=0.0)
            for number in range(bars // 10)
        ),
        chords=tuple(
            ChordSpan(
                start_beats=4.0 * bar,
                end_beats=4.0 * bar + 4.0,
                chord=Chord(bar % 12, qualities[bar % len(qualities)]) if bar % 5 else None,
            )
            for bar in range(bars)
        ),
        parts=(
            Part(
                player="piano",
                program=0,
                notes=tuple(
                    Note(start_beats=float(beat), duration_beats=1.0, pitch_midi=48 + beat % 31, velocity=1)
                    for beat in range(4 * bars)
                ),
            ),
        ),
    )


EDGES = {"bare": bare(), "half a beat": bare("Eb minor", 0.5), "written": written()[0], "3000 bars": long_song()}


@pytest.mark.parametrize("size", [16, 99, 512])
def test_the_jpeg_has_the_size_asked_for_and_is_baseline(size):
    score, melody = written()
    with Image.open(BytesIO(cover(score, melody=melody, size_pixels=size))) as image:
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (size, size))
        assert "progressive" not in image.info


def test_a_cover_comes_in_a_size_that_shops_take():
    with Image.open(BytesIO(cover(bare()))) as image:
        assert image.size == (1024, 1024)


def test_the_same_take_has_the_same_bytes():
    assert drawn("rock", "E minor", 5, take=2) == drawn("rock", "E minor", 5, take=2)


def test_takes_and_sizes_have_limits():
    with pytest.raises(ValueError, match="takes are counted from 1"):
        cover(bare(), take=0)
    for size in (15, 2049):
        with pytest.raises(ValueError, match=f"size_pixels is {size}"):
            cover(bare(), size_pixels=size)


def test_styles_have_compositions_of_their_own_and_a_new_one_may_do_without():
    assert set(STYLE_COMPOSITIONS) <= set(styles())
    assert choice_of(gist_of(replace(bare(), styles=("new",)), (), 1))[0] in ALL_COMPOSITIONS
    assert all(len(set(row)) == len(row) >= 4 for row in STYLE_COMPOSITIONS.values())
    assert len(ALL_COMPOSITIONS) >= 5


@pytest.mark.parametrize("style", STYLES)
def test_takes_of_one_plan_look_different(style):
    first, second = drawn(style.replace("_", " ")), drawn(style.replace("_", " "), take=2)
    assert likeness(first, second) < 0.8
    assert palette_distance(first, second) > 0.04


def test_takes_next_to_each_other_have_other_compositions_and_schemes():
    for seed in range(20):
        score = replace(bare("D minor"), styles=("jazz",), seed=seed)
        choices = [choice_of(gist_of(score, (), take)) for take in (1, 2, 3)]
        for before, after in combinations(choices[:2], 2):
            assert before[0] is not after[0]
            assert before[1] is not after[1]
        assert len({composition for composition, _ in choices}) == 3


def test_songs_of_one_style_and_key_rarely_look_alike():
    pictures = [drawn("pop", "C major", seed) for seed in range(1, 9)]
    alike = [likeness(one, two) > 0.8 for one, two in combinations(pictures, 2)]
    assert np.mean(alike) < 0.15


def test_styles_rarely_look_alike():
    pictures = [drawn(style.replace("_", " ")) for style in STYLES]
    alike = [likeness(one, two) > 0.8 for one, two in combinations(pictures, 2)]
    assert np.mean(alike) < 0.1


@pytest.mark.parametrize("style", ["pop", "rock", "folk", "jazz", "house", "soul"])
@pytest.mark.parametrize("take", [1, 2])
def test_the_palette_follows_the_key(style, take):
    """A and E flat are opposite on the circle of fifths: so are the mean hues of their pictures."""
    a, e_flat = (mean_colour(drawn(style, key, take=take)) for key in ("A major", "Eb major"))
    for colour, tonic in ((a, 9), (e_flat, 3)):
        towards = np.radians(hue_of(tonic))
        assert colour[1] * np.cos(towards) + colour[2] * np.sin(towards) > 0.01
    assert np.dot(a[1:], e_flat[1:]) < 0.0


@pytest.mark.parametrize("tonic", ["C", "F#", "Bb"])
def test_minor_is_darker_on_average(tonic):
    lightness = {
        mode: np.mean([mean_colour(drawn(style, f"{tonic} {mode}", take=take))[0]
                       for style in ("pop", "jazz", "ballad", "house") for take in (1, 2)])
        for mode in ("major", "minor")
    }  # fmt: skip
    assert lightness["minor"] < lightness["major"] - 0.05


@pytest.mark.parametrize("composition", ALL_COMPOSITIONS, ids=lambda draw: draw.__module__.rpartition(".")[2])
@pytest.mark.parametrize("name", EDGES)
def test_every_composition_draws_every_song(composition, name):
    gist = gist_of(EDGES[name], (), 1)
    for scheme in Scheme:
        palette = palette_of(gist.key, gist.bars, scheme)
        for seed in range(3):
            canvas = Canvas(48, palette.ground)
            composition(canvas, gist, palette, generator(seed, "test"))
            assert np.all(np.isfinite(canvas.pixels))
            assert -0.01 <= canvas.pixels.min() <= canvas.pixels.max() <= 1.01
            assert canvas.pixels.std(axis=(0, 1)).max() > 0.02


@pytest.mark.parametrize("name", EDGES)
def test_a_cover_of_a_song_at_the_edge_is_no_blank(name):
    with Image.open(BytesIO(cover(EDGES[name], size_pixels=SMALL))) as image:
        assert np.asarray(image).std() > 8


def test_the_picture_hears_the_melody():
    """The same score around another voice: other forms, or the same in other places."""
    score, melody = written("folk", "G major", 7)
    higher = tuple(replace(note, pitch_midi=note.pitch_midi + 5 * (number % 3)) for number, note in enumerate(melody))
    assert cover(score, melody=melody, size_pixels=SMALL) != cover(score, melody=higher, size_pixels=SMALL)
