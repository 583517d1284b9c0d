from dataclasses import replace

import numpy as np
import pytest

from tutti.listen.hints import Hints
from tutti.listen.voice_candidates import find_candidates, place_onsets
from tutti.listen.voice_grid import numbered, steady_timeline, timeline_of
from tutti.listen.voice_ranking import choose
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline
from tutti.testing.humming import melody

TWINKLE = [60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60] + [67, 67, 65, 65, 64, 64, 62] * 2
TWINKLE_BEATS = [1, 1, 1, 1, 1, 1, 2] * 4
WALTZ = [67, 64, 64, 65, 62, 62, 60, 64, 67, 67, 64, 62, 64, 60]
WALTZ_BEATS = [1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1, 1, 1, 3]
JIG = [60, 62, 64, 64, 62, 60, 67, 64, 60, 60, 64, 62, 60, 62, 64, 67]
JIG_BEATS = [2 / 3, 1 / 3, 2 / 3, 1 / 3, 2 / 3, 1 / 3, 1, 1, 1 / 3, 1 / 3, 1 / 3, 1, 2 / 3, 1 / 3, 1, 2]


def _follow(notes: tuple[HeardNote, ...], hints: Hints | None = None) -> Timeline:
    choice = choose(notes, find_candidates(notes, hints or Hints()))
    return timeline_of(choice.candidate, notes, notes[-1].end_seconds + 1.0)


def _worst_beat(timeline: Timeline, true_beats: np.ndarray) -> float:
    found = np.array(timeline.beat_seconds)
    return float(max(np.min(np.abs(found - beat)) for beat in true_beats))


def test_a_song_in_four_is_followed_on_its_beats_and_bars() -> None:
    notes = melody(TWINKLE + TWINKLE[:14], TWINKLE_BEATS + TWINKLE_BEATS[:14], tempo_bpm=112)
    timeline = _follow(notes)
    assert str(timeline.meter) == "4/4"
    assert timeline.tempo_bpm == pytest.approx(112, rel=0.01)
    assert _worst_beat(timeline, 0.6 + 60 / 112 * np.arange(48)) < 0.03
    assert timeline.seconds_at(0) == pytest.approx(0.6, abs=0.03)


def test_a_waltz_and_a_jig_are_told_apart() -> None:
    assert str(_follow(melody(WALTZ * 3, WALTZ_BEATS * 3, tempo_bpm=130)).meter) == "3/4"
    assert str(_follow(melody(JIG * 3, JIG_BEATS * 3, tempo_bpm=76)).meter) == "6/8"


def test_a_pickup_gets_a_negative_beat() -> None:
    notes = melody([62, *WALTZ] * 3, [1, *WALTZ_BEATS[:-1], 2] * 3, tempo_bpm=130)
    timeline = _follow(notes, Hints(meter=Meter(3, 4)))
    first = 0.6
    assert timeline.beats_at(first) == pytest.approx(-1.0, abs=0.1)


def test_slow_drift_is_followed() -> None:
    notes = melody(TWINKLE * 2, TWINKLE_BEATS * 2, tempo_bpm=100)

    def warp(seconds: float) -> float:
        return seconds + 0.03 * 40 / (2 * np.pi) * np.sin(2 * np.pi * seconds / 40)  # tempo +-3 % over 40 s

    drifting = tuple(
        replace(note, start_seconds=warp(note.start_seconds), end_seconds=warp(note.end_seconds)) for note in notes
    )
    true = np.array([warp(0.6 + 0.6 * beat) for beat in range(2, 60)])
    assert _worst_beat(_follow(drifting), true) < 0.05


def test_hints_are_obeyed() -> None:
    notes = melody(TWINKLE * 2, TWINKLE_BEATS * 2, tempo_bpm=112)
    assert _follow(notes, Hints(tempo_bpm=56)).tempo_bpm == pytest.approx(56, rel=0.015)
    assert str(_follow(notes, Hints(meter=Meter(3, 4))).meter) == "3/4"


@pytest.mark.parametrize("tempo_bpm", [117.3, 139.6, 147.2])
def test_tempi_between_whole_frames_are_heard(tempo_bpm: float) -> None:
    notes = melody(TWINKLE * 2, TWINKLE_BEATS * 2, tempo_bpm=tempo_bpm)
    followed = [each for each in find_candidates(notes, Hints(meter=Meter(4, 4))) if not each.is_steady]
    assert min(abs(each.tempo_bpm / tempo_bpm - 1.0) for each in followed) < 0.015
    timeline = _follow(notes, Hints(meter=Meter(4, 4)))
    assert min(abs(timeline.tempo_bpm / tempo_bpm / ratio - 1.0) for ratio in (1.0, 0.5)) < 0.002


def test_a_rest_of_half_a_minute_does_not_lose_the_beat() -> None:
    first = melody(TWINKLE, TWINKLE_BEATS, tempo_bpm=100)
    second = melody(TWINKLE, TWINKLE_BEATS, tempo_bpm=100, start_seconds=0.6 + 0.6 * 80)
    timeline = _follow(first + second)
    assert timeline.tempo_bpm == pytest.approx(100, rel=0.01)
    assert _worst_beat(timeline, 0.6 + 0.6 * np.concatenate([np.arange(30), np.arange(82, 108)])) < 0.05


def test_onsets_never_share_a_frame() -> None:
    crowd = tuple(
        HeardNote(start_seconds=1 + 0.004 * i, end_seconds=1.004 + 0.004 * i, pitch_midi=60) for i in range(9)
    )
    frames = place_onsets(crowd).frames
    assert np.all(np.diff(frames) >= 1)


@pytest.mark.parametrize(("bar_beat", "first_note", "zero_seconds"), [(0, 2.0, 2.0), (3, 2.0, 2.5), (1, 2.0, 1.5)])
def test_beat_zero_is_the_downbeat_of_the_first_phrase(bar_beat: int, first_note: float, zero_seconds: float) -> None:
    timeline = numbered(Meter(4, 4), np.arange(2.0, 10.0, 0.5), bar_beat, first_note, 12.0)
    assert timeline.seconds_at(0) == pytest.approx(zero_seconds)
    assert timeline.beat_seconds[0] <= 1e-9
    assert timeline.beat_seconds[-1] >= 12.0
    assert (2.0 - zero_seconds) / 0.5 % 4 == pytest.approx(bar_beat)


def test_a_steady_grid_covers_whatever_there_is() -> None:
    timeline = steady_timeline(Meter(3, 4), 90.0, 7.3, 20.0)
    assert timeline.tempo_bpm == pytest.approx(90.0)
    assert timeline.seconds_at(0) == pytest.approx(7.3)
    assert timeline.beat_seconds[0] <= 0.0
    assert timeline.beat_seconds[-1] >= 20.0
