from dataclasses import replace

import numpy as np
import pytest

from tutti.listen.hints import Hints
from tutti.listen.voice import listen_to_voice
from tutti.music.listening import Listening, Source
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter
from tutti.sound.audio import Audio
from tutti.testing.humming import hum, melody

SONG = [60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60]
SONG_BEATS = [1, 1, 1, 1, 1, 1, 2] * 2


def _is_whole(heard: Listening) -> None:
    grid = heard.timeline.beat_seconds
    assert grid[0] <= 1e-6
    assert grid[-1] >= heard.duration_seconds - 1e-6
    assert len(heard.beat_levels_db) == len(grid) - 1
    assert heard.sections[0].start_beats == heard.timeline.first_beat
    assert heard.sections[-1].end_beats == heard.timeline.last_beat
    for one, following in zip(heard.sections, heard.sections[1:], strict=False):
        assert one.end_beats == following.start_beats
        assert following.start_beats % heard.timeline.beats_per_bar == 0
    for value in (heard.confidence.beats, heard.confidence.downbeats, heard.confidence.key):
        assert 0.0 <= value <= 1.0


def test_a_hummed_song_is_heard_whole() -> None:
    seen: list[float] = []
    heard = listen_to_voice(hum(melody(SONG * 2, SONG_BEATS * 2, tempo_bpm=104)), progress=seen.append)
    _is_whole(heard)
    assert heard.source is Source.VOICE
    assert heard.key == Key(0, Mode.MAJOR)
    assert heard.tempo_bpm == pytest.approx(104, rel=0.01)
    assert [note.pitch_midi for note in heard.melody] == SONG * 2
    assert seen == sorted(seen)
    assert 0.0 <= seen[0] <= seen[-1] <= 1.0


def test_same_audio_same_answer() -> None:
    audio = hum(melody(SONG, SONG_BEATS))
    assert listen_to_voice(audio) == listen_to_voice(audio)


def test_hints_answer_for_themselves() -> None:
    hints = Hints(key=Key(5, Mode.MAJOR), meter=Meter(3, 4), tempo_bpm=150.0)
    heard = listen_to_voice(hum(melody(SONG, SONG_BEATS)), hints=hints)
    _is_whole(heard)
    assert heard.key == Key(5, Mode.MAJOR)
    assert str(heard.timeline.meter) == "3/4"
    assert heard.tempo_bpm == pytest.approx(150, rel=0.015)


@pytest.mark.parametrize("told_bpm", [95.0, 100.0, 104.0, 150.0])
def test_a_told_tempo_is_obeyed_whatever_was_sung(told_bpm: float) -> None:
    free = melody([60, 63, 61, 66, 59, 60, 62] * 4, [0.31, 0.77, 0.2, 1.4, 0.53, 0.9, 0.66] * 4)
    strict = melody(SONG * 2, SONG_BEATS * 2, tempo_bpm=104)
    for notes in (free, strict):
        heard = listen_to_voice(hum(notes, tail_seconds=6.0), hints=Hints(tempo_bpm=told_bpm))
        _is_whole(heard)
        assert heard.tempo_bpm == pytest.approx(told_bpm, rel=0.015)


def test_a_drifting_singer_is_followed_around_a_told_tempo() -> None:
    def warp(seconds: float) -> float:
        return seconds + 0.03 * 20 / (2 * np.pi) * np.sin(2 * np.pi * seconds / 20)  # tempo +-3 % over 20 s

    notes = [
        replace(note, start_seconds=warp(note.start_seconds), end_seconds=warp(note.end_seconds))
        for note in melody(SONG * 4, SONG_BEATS * 4, tempo_bpm=100)
    ]
    heard = listen_to_voice(hum(notes), hints=Hints(tempo_bpm=100.0))
    assert heard.tempo_bpm == pytest.approx(100.0, rel=0.015)
    grid = np.array(heard.timeline.beat_seconds)
    true = [warp(0.6 + 0.6 * beat) for beat in range(4, 60)]
    assert max(float(np.min(np.abs(grid - beat))) for beat in true) < 0.06


@pytest.mark.parametrize("name", ["2/4", "3/4", "5/4", "6/8", "7/8", "12/8"])
def test_a_told_metre_is_obeyed_and_the_tempo_still_heard(name: str) -> None:
    heard = listen_to_voice(hum(melody(SONG * 2, SONG_BEATS * 2, tempo_bpm=104)), hints=Hints(meter=Meter.parse(name)))
    _is_whole(heard)
    assert str(heard.timeline.meter) == name
    assert heard.confidence.beats > 0.0


def test_a_quiet_recording_is_heard_like_a_loud_one() -> None:
    loud = hum(melody(SONG, SONG_BEATS))
    quiet = Audio(samples=(loud.samples * 0.003).astype(np.float32), sample_rate_hz=loud.sample_rate_hz)
    heard, softly = listen_to_voice(loud), listen_to_voice(quiet)
    assert [note.pitch_midi for note in heard.melody] == [note.pitch_midi for note in softly.melody]
    assert heard.timeline.tempo_bpm == pytest.approx(softly.timeline.tempo_bpm, rel=0.01)
    change_db = softly.melody[0].level_db - heard.melody[0].level_db
    assert change_db == pytest.approx(20 * np.log10(0.003), abs=0.5)


def _noise(seconds: float, peak: float, seed: int = 3) -> Audio:
    samples = np.random.Generator(np.random.PCG64(seed)).uniform(-peak, peak, (2, round(seconds * 8000)))
    return Audio(samples=samples.astype(np.float32), sample_rate_hz=8000)


@pytest.mark.parametrize(
    "audio",
    [
        _noise(3.0, 0.0),
        _noise(4.0, 0.3),
        _noise(0.4, 0.3),
        hum(melody([60], [2.0])),
        hum(melody([60, 64, 67], [1.0, 1.0, 2.0])),
        hum(melody([60, 62, 64, 65, 67, 65], [0.5] * 6, start_seconds=12.0), tail_seconds=8.0),
        hum(melody([60, 63, 61, 66, 59, 60, 62], [0.31, 0.77, 0.2, 1.4, 0.53, 0.9, 0.66])),
    ],
    ids=["silence", "noise", "blink", "one note", "three notes", "long silences", "free time"],
)
def test_anything_gets_a_timeline_over_its_whole_length(audio: Audio) -> None:
    heard = listen_to_voice(audio)
    _is_whole(heard)
    assert heard.confidence.beats < 0.5


def test_drumming_on_one_syllable_is_followed_without_pitch() -> None:
    generator = np.random.Generator(np.random.PCG64(1))
    samples = 1e-4 * generator.standard_normal(22050 * 10)
    for beat in range(18):
        start = round((0.5 + 0.5 * beat) * 22050)
        samples[start : start + 2000] += generator.standard_normal(2000) * np.exp(-np.arange(2000) / 500) * 0.3
    heard = listen_to_voice(Audio(samples=samples[None, :].astype(np.float32), sample_rate_hz=22050))
    _is_whole(heard)
    assert any(heard.tempo_bpm == pytest.approx(tempo, rel=0.02) for tempo in (60, 120))
