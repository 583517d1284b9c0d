from itertools import pairwise

import numpy as np
import pytest

from tutti.listen import Hints, listen
from tutti.music.harmony import ChordSpan, chord_at
from tutti.music.listening import Listening, Source
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio
from tutti.testing.toyband import SAMPLE_RATE_HZ, ToySong, play

FOUR, THREE, SIX = Meter(4, 4), Meter(3, 4), Meter(6, 8)
POP = ["C", "G", "A:min", "F"] * 4
FOLK = ["D", "D", "G", "D", "G", "D", "A:7", "D"] * 2


def hear(song: ToySong, hints: Hints | None = None) -> Listening:
    return listen(song.audio, Source.BAND, hints=hints or Hints())


def is_whole(heard: Listening) -> None:
    """Grid, chords, sections and levels cover the recording without gaps, and confidences are shares."""
    grid = heard.timeline
    assert grid.beat_seconds[0] <= 1e-9
    assert grid.beat_seconds[-1] >= heard.duration_seconds - 1e-9
    for spans in (heard.chords, heard.sections):
        assert spans[0].start_beats == grid.first_beat
        assert spans[-1].end_beats == grid.last_beat
        assert all(one.end_beats == other.start_beats for one, other in pairwise(spans))
    assert len(heard.beat_levels_db) == len(grid.beat_seconds) - 1
    assert np.all(np.isfinite(heard.beat_levels_db))
    answers = heard.confidence
    for value in (answers.beats, answers.downbeats, answers.key, answers.chords):
        assert value is not None
        assert 0.0 <= value <= 1.0


def beats_near(heard: Listening, song: ToySong, bars: slice) -> float:
    """The greatest distance, in seconds, of a true downbeat from the nearest one heard."""
    true = np.array(song.timeline.downbeats_seconds())[bars]
    found = np.array(heard.timeline.downbeats_seconds())
    return float(np.abs(true[:, None] - found).min(axis=1).max())


def right_chords(spans: tuple[ChordSpan, ...], heard: Listening, song: ToySong) -> float:
    """Share of bars in whose middle the root and quality heard are the true ones."""
    bar = song.timeline.beats_per_bar
    right = 0
    for index, chord in enumerate(song.chords):
        middle = song.timeline.seconds_at((index + 0.5) * bar)
        found = chord_at(spans, heard.timeline.beats_at(middle))
        right += found is not None and (found.root, found.quality) == (chord.root, chord.quality)
    return right / len(song.chords)


@pytest.mark.parametrize(
    ("labels", "meter", "tempo_bpm", "is_triple", "key"),
    [
        (POP, FOUR, 96.0, False, "C major"),
        (POP, FOUR, 66.0, True, "C major"),
        (FOLK, THREE, 132.0, False, "D major"),
    ],
)
def test_beats_chords_and_key_of_each_metre(
    labels: list[str], meter: Meter, tempo_bpm: float, is_triple: bool, key: str
) -> None:
    song = play(labels, meter=meter, tempo=tempo_bpm, is_triple=is_triple, lead_in_seconds=0.4)
    heard = hear(song)
    is_whole(heard)
    assert heard.timeline.meter == meter
    assert heard.tempo_bpm == pytest.approx(tempo_bpm, rel=0.003)
    assert beats_near(heard, song, slice(1, -1)) < 0.03
    assert right_chords(heard.chords, heard, song) >= 0.9
    assert str(heard.key) == key
    assert heard.confidence.beats > 0.5


def test_six_eight_is_heard_where_it_is_told() -> None:
    # By ear alone two bars of 6/8 may as well be one of 12/8.
    song = play(["A:min", "G", "F", "E"] * 4, meter=SIX, tempo=60.0)
    heard = hear(song, Hints(meter=SIX))
    is_whole(heard)
    assert heard.timeline.meter == SIX
    assert heard.tempo_bpm == pytest.approx(60.0, rel=0.003)
    assert beats_near(heard, song, slice(1, -1)) < 0.03
    assert right_chords(heard.chords, heard, song) >= 0.9


def test_beat_zero_is_the_first_downbeat_that_sounds() -> None:
    song = play(POP, meter=FOUR, tempo=120.0, lead_in_seconds=5.3)
    heard = hear(song)
    is_whole(heard)
    assert heard.timeline.seconds_at(0.0) == pytest.approx(5.3, abs=0.03)
    assert heard.timeline.first_beat <= -10
    assert heard.chords[0].chord is None


def test_a_drifting_band_is_followed_without_drums() -> None:
    steps = 60.0 / (92.0 * (1.0 + 0.05 * np.sin(np.arange(64) / 9.0)))
    grid = Timeline(meter=FOUR, beat_seconds=tuple(0.3 + np.concatenate([[0.0], np.cumsum(steps)])))
    song = play(POP, meter=FOUR, tempo=grid, has_drums=False)
    heard = hear(song)
    is_whole(heard)
    assert beats_near(heard, song, slice(1, -1)) < 0.05
    assert right_chords(heard.chords, heard, song) >= 0.9


def test_hints_are_obeyed() -> None:
    song = play(POP, meter=FOUR, tempo=100.0)
    told = Hints(tempo_bpm=50.0, meter=Meter(2, 4), key=Key(7, Mode.MIXOLYDIAN))
    heard = hear(song, told)
    is_whole(heard)
    assert heard.timeline.meter == Meter(2, 4)
    assert heard.tempo_bpm == pytest.approx(50.0, rel=0.01)
    assert heard.key == Key(7, Mode.MIXOLYDIAN)
    assert hear(song, Hints(meter=Meter(5, 4))).timeline.beats_per_bar == 5


def test_a_slash_bass_is_named() -> None:
    song = play(["C", "G/3", "A:min", "F/5"] * 3, meter=FOUR, tempo=84.0)
    heard = hear(song)
    labels = {span.chord.label() for span in heard.chords if span.chord is not None}
    assert "G:maj/3" in labels


def test_tuning_is_reported_and_does_not_spoil_chords() -> None:
    song = play(POP, meter=FOUR, tempo=108.0, tuning_cents=-30.0)
    heard = hear(song)
    assert heard.tuning_cents == pytest.approx(-30.0, abs=6.0)
    assert right_chords(heard.chords, heard, song) >= 0.9


def test_the_loud_part_that_comes_back_is_the_chorus() -> None:
    verse, chorus = ["C", "A:min", "F", "G"] * 2, ["F", "G", "E:min", "A:min"] * 2
    labels = verse + chorus + verse + chorus
    gains = ([0.35] * 8 + [1.0] * 8) * 2
    song = play(labels, meter=FOUR, tempo=150.0, loudness=gains)
    heard = hear(song)
    is_whole(heard)
    assert [section.start_beats for section in heard.sections[1:]] == [32.0, 64.0, 96.0]
    assert [section.label.value for section in heard.sections][1::2] == ["chorus", "chorus"]
    assert heard.sections[1].energy > heard.sections[2].energy + 0.1


def test_nothing_to_hear_is_heard_with_no_confidence() -> None:
    rate = SAMPLE_RATE_HZ
    noise = np.random.default_rng(1).normal(0.0, 0.1, 6 * rate)
    t = np.arange(6 * rate) / rate
    drone = sum(0.1 * np.sin(2 * np.pi * hz * t) for hz in (110.0, 165.0, 220.0))
    for samples in (noise, np.zeros(2 * rate), np.zeros(20), drone, noise[: rate // 2]):
        heard = listen(Audio(samples=samples[np.newaxis].astype(np.float32), sample_rate_hz=rate), Source.BAND)
        is_whole(heard)
        assert heard.confidence.beats < 0.3
        assert heard.confidence.downbeats < 0.3
    assert all(span.chord is None for span in heard.chords)


def test_a_beat_without_chords_has_no_sure_chords_and_key() -> None:
    t = np.arange(24 * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    random = np.random.default_rng(2)
    hits = random.normal(0.0, 0.3, len(t)) * np.exp(-18.0 * (t % 0.25)) * np.where(t % 1.0 < 0.5, 0.4, 1.0)
    riff = 0.1 * np.sin(2 * np.pi * 55.0 * t) * np.exp(-6.0 * (t % 0.5))
    heard = listen(
        Audio(samples=(hits + riff)[np.newaxis].astype(np.float32), sample_rate_hz=SAMPLE_RATE_HZ), Source.BAND
    )
    clear = hear(play(POP, meter=FOUR, tempo=120.0))
    assert (heard.confidence.chords or 0.0) < 0.2
    assert (heard.confidence.key or 0.0) < 0.3
    assert (clear.confidence.chords or 0.0) > 0.6
    assert (clear.confidence.key or 0.0) > 0.8


def test_short_and_broken_recordings_are_heard_whole() -> None:
    song = play(POP[:4], meter=FOUR, tempo=100.0)
    start = Audio(samples=song.audio.samples[:, : 3 * SAMPLE_RATE_HZ], sample_rate_hz=SAMPLE_RATE_HZ)
    is_whole(listen(start, Source.BAND))
    broken = np.array(song.audio.samples)
    broken[:, 3 * SAMPLE_RATE_HZ : 6 * SAMPLE_RATE_HZ] = 0.0
    heard = listen(Audio(samples=broken, sample_rate_hz=SAMPLE_RATE_HZ), Source.BAND)
    is_whole(heard)
    assert chord_at(heard.chords, heard.timeline.beats_at(4.5)) is None


def test_listening_twice_gives_the_same() -> None:
    song = play(POP[:8], meter=FOUR, tempo=100.0)
    assert hear(song) == hear(song)
