"""The measures themselves: right answers score full, wrong ones in the way they are wrong."""

import numpy as np
import pytest
from bench.metrics.alignment import onset_scores
from bench.metrics.beats import beat_scores, downbeat_score, tempo_scores
from bench.metrics.harmony import chord_scores, section_scores
from bench.metrics.mixing import clicks, true_peak_dbtp
from bench.metrics.notes import key_scores, note_scores
from bench.truth.band import band_case
from bench.truth.performance import Tone
from bench.truth.split import Split

from tutti.music.harmony import Chord, ChordSpan
from tutti.music.note import HeardNote, Note
from tutti.music.pitch import Key
from tutti.music.score import Part, Score
from tutti.music.time import Meter, Timeline

RATE_HZ = 44_100
BEATS = 0.5 * np.arange(2, 60)


def test_beats_score_by_place_and_level() -> None:
    assert beat_scores(BEATS, BEATS)["beat_f70"] == 1.0
    assert beat_scores(BEATS, BEATS + 0.06)["beat_f50"] == 0.0
    assert beat_scores(BEATS, BEATS + 0.06)["beat_f70"] == 1.0
    half = beat_scores(BEATS, BEATS[::2])
    assert half["beat_f70"] == pytest.approx(2 / 3, abs=0.03)
    assert (half["beat_cmlt"], half["beat_amlt"]) == (0.0, 1.0)
    assert downbeat_score(BEATS[::4], BEATS[2::4]) == 0.0
    assert tempo_scores(BEATS, 118.0) == {"tempo_acc1": 1.0, "tempo_octave_off": 0.0}
    assert tempo_scores(BEATS, 60.0) == {"tempo_acc1": 0.0, "tempo_octave_off": 1.0}


def test_notes_and_keys_score_as_mirex_does() -> None:
    tones = [Tone(start_seconds=t, end_seconds=t + 0.4, pitch_midi=60 + t, cents=0.0) for t in range(1, 9)]
    late = [HeardNote(start_seconds=t.start_seconds + 0.04, end_seconds=9, pitch_midi=t.pitch_midi) for t in tones]
    assert note_scores(tones, late)["note_f"] == 1.0
    wrong = [HeardNote(start_seconds=t.start_seconds, end_seconds=9, pitch_midi=t.pitch_midi + 1) for t in tones]
    assert note_scores(tones, wrong)["note_f"] == 0.0
    assert key_scores(Key.parse("C major"), Key.parse("A minor")) == {"key_exact": 0.0, "key_weighted": 0.3}
    assert key_scores(Key.parse("D dorian"), Key.parse("D minor")) == {"key_exact": 1.0, "key_weighted": 1.0}


def test_chords_are_weighted_by_time_and_borders_by_distance() -> None:
    case = band_case(Split.DEVELOPMENT, 0)
    spans, grid, end = case.song.chords, case.timeline, case.end_seconds
    assert min(chord_scores(spans, grid, spans, grid, end_seconds=end).values()) == pytest.approx(1.0)
    third = Chord((case.song.key.tonic + 6) % 12, spans[0].chord.quality)
    wrong = (ChordSpan(start_beats=0, end_beats=case.song.end_beats, chord=third),)
    assert chord_scores(spans, grid, wrong, grid, end_seconds=end)["chord_root"] < 0.1
    sections = case.song.sections
    assert section_scores(sections, grid, sections, grid, end_seconds=end)["border_f0.5"] == 1.0


@pytest.mark.parametrize(("shift_seconds", "expected"), [(0.0, 1.0), (0.25, 0.0)])
def test_a_band_off_the_beat_is_told_from_one_on_it(shift_seconds: float, expected: float) -> None:
    grid = Timeline(meter=Meter(4, 4), beat_seconds=tuple(1.0 + shift_seconds + 0.5 * np.arange(64)))
    hits = tuple(Note(start_beats=float(b), duration_beats=0.5, pitch_midi=36) for b in range(60))
    score = Score(
        title="", styles=("pop",), timeline=grid, end_beats=60, key=Key(0, Key.parse("C").mode), sections=(),
        chords=(), parts=(Part(player="drums", program=0, notes=hits, is_drums=True),),
    )  # fmt: skip
    assert onset_scores(score, 1.0 + 0.5 * np.arange(60))["onset_f"] == expected


def test_clicks_are_told_from_bursts() -> None:
    random = np.random.default_rng(0)
    tone = 0.3 * np.sin(2 * np.pi * 220 * np.arange(2 * RATE_HZ) / RATE_HZ) + 1e-4 * random.standard_normal(2 * RATE_HZ)
    assert clicks(np.stack([tone, tone])) == 0
    burst = tone.copy()
    burst[30_000:30_600] += 0.1 * random.standard_normal(600)
    assert clicks(np.stack([burst, burst])) == 0
    step = tone.copy()
    step[60_000] += 0.05
    assert clicks(np.stack([step, step])) == 1


def test_peaks_between_samples_are_found() -> None:
    phase = np.pi / 4  # samples of a sine at a quarter of the rate then miss its peaks by 3 dB
    sine = np.sin(np.pi / 2 * np.arange(4096) + phase) * np.hanning(4096)
    assert true_peak_dbtp(sine[None, :], 4) == pytest.approx(0.0, abs=0.1)
    assert 20 * np.log10(np.abs(sine).max()) == pytest.approx(-3.0, abs=0.1)
