from dataclasses import replace

import numpy as np
import pytest

from tutti.listen.hints import Hints
from tutti.listen.voice import listen_to_voice
from tutti.listen.voice_free_time import phrase_timeline
from tutti.music.note import HeardNote
from tutti.music.time import Meter
from tutti.testing.humming import hum, melody

TUNE = [60, 62, 64, 67, 65, 64, 62, 60, 62, 64, 62, 59, 60, 64, 67, 69, 67, 65, 64, 62, 60, 65, 64, 62, 60]
SLOW_TURNS = 7  # a phrase has so many notes


def freely(seed: int) -> list[HeardNote]:
    """The tune with every note as long as it pleases, and pauses."""
    random = np.random.Generator(np.random.PCG64(seed))
    clock, notes = 0.8, []
    for place, pitch in enumerate(TUNE * 2):
        is_end = place % SLOW_TURNS == SLOW_TURNS - 1
        length = 0.5 * float(np.exp(random.normal(0.0, 0.4))) * (2.2 if is_end else 1.0)
        notes.append(HeardNote(start_seconds=clock, end_seconds=clock + 0.9 * length, pitch_midi=pitch))
        clock += length + (float(random.uniform(0.5, 1.8)) if is_end else 0.0)
    return notes


@pytest.mark.parametrize("seed", [1, 2])
def test_singing_without_a_pulse_is_told_apart(seed: int) -> None:
    heard = listen_to_voice(hum(freely(seed)))
    assert heard.free_time
    assert heard.confidence.beats < 0.5


def test_a_pulse_that_drifts_is_a_pulse() -> None:
    steady = melody(TUNE * 2, [1.0, 1.0, 0.5, 0.5, 1.0, 1.0, 2.0] * 7 + [2.0], tempo_bpm=92)

    def warp(seconds: float) -> float:
        return seconds + 0.06 * 16 / (2 * np.pi) * np.sin(2 * np.pi * seconds / 16)  # tempo +-6 % over 16 s

    drifting = [replace(n, start_seconds=warp(n.start_seconds), end_seconds=warp(n.end_seconds)) for n in steady]
    assert not listen_to_voice(hum(drifting)).free_time


def test_who_tells_a_tempo_says_that_there_is_a_pulse() -> None:
    heard = listen_to_voice(hum(freely(1)), hints=Hints(tempo_bpm=90.0, meter=Meter(3, 4)))
    assert not heard.free_time
    assert heard.tempo_bpm == pytest.approx(90.0, rel=0.015)


def test_bars_follow_the_phrases() -> None:
    notes = freely(3)
    end = notes[-1].end_seconds + 1.0
    timeline = phrase_timeline(notes, end)
    lines = np.array(timeline.downbeats_seconds())
    starts = np.array([note.start_seconds for note in notes])
    inside = lines[(lines >= starts[0] - 0.01) & (lines <= starts[-1])]
    assert timeline.beat_seconds[0] <= 0.0
    assert timeline.beat_seconds[-1] >= end
    assert timeline.seconds_at(0.0) == pytest.approx(starts[0])
    assert np.mean([np.min(np.abs(starts - line)) < 1e-6 for line in inside]) > 0.9
    first_of_phrases = starts[::SLOW_TURNS]
    assert np.mean([np.min(np.abs(lines - start)) < 1e-6 for start in first_of_phrases]) > 0.8
    assert 1.0 < float(np.median(np.diff(inside))) < 5.0
