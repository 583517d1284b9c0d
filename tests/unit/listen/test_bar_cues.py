import numpy as np
import pytest

from tutti.listen.bar_cues import BeatMarks, beat_marks, place_cues
from tutti.listen.beat_curves import GROUPS, Curves
from tutti.listen.beat_tones import CELL_FRAMES, Tones
from tutti.listen.chord_network import CHORDS
from tutti.music.harmony import Chord

FRAMES_A_BEAT = 25


def listening(chords: list[str], struck: list[bool], level_db: list[float]) -> BeatMarks:
    """The marks of beats half a second long, each with one certain chord, struck or held, and a level."""
    beats = len(chords)
    cells = FRAMES_A_BEAT // CELL_FRAMES
    odds = np.full((beats, len(CHORDS)), -8.0)
    odds[np.arange(beats), [CHORDS.index(Chord.parse(label)) for label in chords]] = 0.0
    rows = np.repeat(odds, cells, axis=0)
    strength = np.zeros((beats * FRAMES_A_BEAT, len(GROUPS)))
    strength[::FRAMES_A_BEAT][:, GROUPS.index("tone")] = np.where(struck, 1.0, 0.0)
    curves = Curves(
        strength=strength,
        repetition=np.zeros(1),
        level_db=np.repeat(np.array(level_db, dtype=np.float32), FRAMES_A_BEAT),
    )
    sums = np.concatenate([np.zeros((1, len(CHORDS))), np.cumsum(rows, axis=0)])
    grid = np.arange(beats + 1, dtype=np.float64) * FRAMES_A_BEAT
    return beat_marks(curves, Tones(sums=np.zeros((len(rows) + 1, 24)), chord_sums=sums), grid)


def test_both_ends_are_found() -> None:
    marks = listening(["C", "C", "G", "G", "C", "C"], [True] * 4 + [True, False], [-90.0, -9, -9, -9, -9, -20])
    assert (marks.first, marks.last) == (1, 4)


def test_chords_move_and_roots_fall_a_fifth_on_the_downbeat() -> None:
    marks = listening(["C", "G", "C", "G", "C", "G", "C", "G"], [True] * 8, [-9.0] * 8)
    cues = place_cues(marks, np.arange(8) % 2, 2)
    assert cues["falls_0"] > 1.0
    assert cues["falls_1"] == pytest.approx(-cues["falls_0"])
    assert cues["falls_2"] == 0.0


def test_a_pickup_is_named() -> None:
    marks = listening(["G", "C", "C", "C", "C", "C"], [True] * 6, [-9.0] * 6)
    cues = place_cues(marks, (np.arange(6) + 3) % 4, 4)
    assert cues["pickup"] == 1.0
    assert cues["first_3"] == 1.0
    assert cues["last_0"] == 1.0
