import numpy as np
import pytest

from tutti.listen.voice_key import find_key
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter, Timeline
from tutti.testing.humming import melody

# Traditional melodies with the bars they were written in.
TWINKLE = (
    [60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60],
    [1, 1, 1, 1, 1, 1, 2] * 2,
    "4/4",
    Key(0, Mode.MAJOR),
)
GREENSLEEVES = (
    [60, 62, 64, 65, 64, 62, 59, 55, 57, 59, 60, 57, 57, 56, 57, 59, 56, 52,
     60, 62, 64, 65, 64, 62, 59, 55, 57, 59, 60, 59, 57, 56, 54, 56, 57, 57],
    [2, 1, 1.5, 0.5, 1, 2, 1, 1.5, 0.5, 1, 2, 1, 1.5, 0.5, 1, 2, 1, 3,
     2, 1, 1.5, 0.5, 1, 2, 1, 1.5, 0.5, 1, 1.5, 0.5, 1, 1.5, 0.5, 1, 3, 3],
    "3/4",
    Key(9, Mode.MINOR),
)  # fmt: skip

SCARBOROUGH_FAIR = (
    [62, 62, 69, 69, 64, 65, 64, 62, 69, 72, 74, 72, 69, 71, 67, 69,
     74, 74, 72, 69, 69, 67, 65, 64, 60, 62, 69, 67, 65, 64, 62, 60, 62],
    [2, 1, 2, 1, 1.5, 0.5, 1, 4, 1, 1, 2, 1, 1, 1, 1, 6,
     2, 1, 2, 1, 1, 1, 1, 1, 2, 2, 1, 2, 1, 1, 1, 1, 3],
    "3/4",
    Key(2, Mode.DORIAN),
)  # fmt: skip
MIXOLYDIAN_REEL = (
    [69, 73, 76, 73, 69, 73, 76, 69, 71, 73, 74, 71, 67, 71, 69, 73, 76, 73, 69, 71, 73, 74, 71, 69, 69] * 2,
    [1, 0.5, 0.5, 1, 1, 1, 1, 2, 1, 0.5, 0.5, 1, 1, 2, 2, 1, 0.5, 0.5, 1, 1, 1, 1, 1, 1, 2] * 2,
    "4/4",
    Key(9, Mode.MIXOLYDIAN),
)


@pytest.mark.parametrize(
    ("pitches", "beats", "meter", "key"), [TWINKLE, GREENSLEEVES, SCARBOROUGH_FAIR, MIXOLYDIAN_REEL]
)
@pytest.mark.parametrize("shift", [0, 3, 7])
def test_known_songs_are_in_their_keys(
    pitches: list[int], beats: list[float], meter: str, key: Key, shift: int
) -> None:
    notes = melody([pitch + shift for pitch in pitches], beats, start_seconds=0.0)
    grid = Timeline.steady(meter=Meter.parse(meter), tempo_bpm=100, beats=int(sum(beats)) + 3)
    found, confidence = find_key(notes, grid)
    assert found == Key((key.tonic + shift) % 12, key.mode)
    assert 0.2 < confidence <= 1.0


def test_chance_notes_are_not_trusted() -> None:
    grid = Timeline.steady(meter=Meter(4, 4), tempo_bpm=100, beats=28)
    sure = find_key(melody(TWINKLE[0] * 2, TWINKLE[1] * 2, start_seconds=0.0), grid)[1]
    chance = []
    for seed in range(6):
        pitches = np.random.Generator(np.random.PCG64(seed)).integers(55, 70, 24).tolist()
        chance.append(find_key(melody(pitches, [1.0] * 24, start_seconds=0.0), grid)[1])
    assert np.mean(chance) < 0.75 * sure


def test_no_notes_no_trust() -> None:
    assert find_key((), Timeline.steady(meter=Meter(4, 4), tempo_bpm=100, beats=4))[1] == 0.0
