import numpy as np
import pytest

from tutti.listen.hints import Hints
from tutti.listen.voice_bar_sense import CUES, bar_sense, beat_windows, kind_of
from tutti.listen.voice_candidates import GridCandidate, find_candidates
from tutti.music.note import HeardNote
from tutti.music.time import Meter
from tutti.testing.humming import melody

HYMN = ([64, 64, 65, 67, 67, 65, 64, 62, 60, 60, 62, 64, 64, 62, 62] * 2, [1.0] * 12 + [1.5, 0.5, 2.0])
WALTZ = ([60, 67, 67, 67, 65, 64, 62, 60, 60, 69, 69, 69] * 3, [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 3])


def on_grid(song: tuple[list[int], list[float]], meter: Meter) -> tuple[tuple[HeardNote, ...], list[GridCandidate]]:
    """A song, and the turns of the grid it was sung on."""
    pitches, beats = song
    notes = melody(pitches, beats * (len(pitches) // len(beats)), tempo_bpm=110)
    candidates = find_candidates(notes, Hints(meter=meter, tempo_bpm=110.0))
    grid = next(each for each in candidates if each.is_steady).beat_seconds
    return notes, [each for each in candidates if each.beat_seconds is grid]


@pytest.mark.parametrize(("song", "meter"), [(HYMN, Meter(4, 4)), (WALTZ, Meter(3, 4))])
def test_bars_that_are_bars_make_more_sense(song: tuple[list[int], list[float]], meter: Meter) -> None:
    notes, turns = on_grid(song, meter)
    sense = bar_sense(turns, notes)
    best = turns[int(np.argmax(sense))]
    away = np.min(np.abs(best.downbeat_seconds - notes[0].start_seconds))
    assert away < 0.05


def test_a_window_holds_three_bars_around_each_beat() -> None:
    notes, turns = on_grid(WALTZ, Meter(3, 4))
    windows = beat_windows(turns[0], notes)
    assert windows is not None
    assert windows.shape == (len(turns[0].beat_seconds), 3 * 3 * 4 * len(CUES))
    struck = windows.reshape(len(windows), -1, len(CUES))[:, 3 * 4, 0]
    on_beat = [np.min(np.abs(turns[0].beat_seconds - note.start_seconds)) < 0.05 for note in notes]
    assert struck.sum() == pytest.approx(sum(on_beat), abs=1)


def test_a_metre_without_a_network_says_nothing() -> None:
    notes, _ = on_grid(WALTZ, Meter(3, 4))
    candidates = find_candidates(notes, Hints(meter=Meter(5, 4)))
    assert kind_of(candidates[0]) is None
    assert not bar_sense(candidates, notes).any()
