"""Ground truth is checked before anything is measured by it: grids, chords, pitches and onsets are where it says."""

from itertools import pairwise

import numpy as np
import pytest
import pyworld
import soxr
from bench.truth import harmonics, speech
from bench.truth.arrangement import arrange, band_styles
from bench.truth.band import BandKind, band_case
from bench.truth.performance import perform
from bench.truth.recording import through_mp3
from bench.truth.song import timeline_of
from bench.truth.split import REPORT_SEEDS_FROM, Split, seed_of
from bench.truth.tunes import read_chords, read_melody, tunes
from bench.truth.voice import voice_case
from scipy.signal import butter, correlate, sosfiltfilt

from tutti.music.harmony import Chord, chord_at
from tutti.music.time import Meter

FOUR_FOUR = Meter(4, 4)


def test_notation_reads_as_it_is_written() -> None:
    notes = read_melody("D4:1 | C4:1.5 Bb3:.5 R:1 F#4:1 | ~:2 G4:2", FOUR_FOUR)
    assert [(note.start_beats, note.duration_beats, note.pitch_midi) for note in notes] == [
        (-1, 1, 62), (0, 1.5, 60), (1.5, 0.5, 58), (3, 3, 66), (6, 2, 67),
    ]  # fmt: skip
    spans = read_chords("Am,G7 C", FOUR_FOUR)
    assert [(span.start_beats, span.end_beats, str(span.chord)) for span in spans] == [
        (0, 2, "A:min"), (2, 4, "G:7"), (4, 8, "C:maj"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="quarters"):
        read_melody("C4:4 | C4:3", FOUR_FOUR)


@pytest.mark.parametrize("tune", tunes(), ids=lambda tune: tune.song.name)
def test_tunes_fill_their_bars_and_sit_on_their_chords(tune) -> None:
    song = tune.song
    length = song.end_beats
    assert song.chords[0].start_beats == 0
    assert song.chords[-1].end_beats == length
    assert length - song.meter.beats_per_bar <= song.melody[-1].end_beats <= length
    assert all(before.end_beats <= after.start_beats + 1e-9 for before, after in pairwise(song.melody))
    on_beat = [note for note in song.melody if note.start_beats >= 0 and note.start_beats % 1 < 1e-6]
    inside = [chord_at(song.chords, note.start_beats).has(note.pitch_midi) for note in on_beat]
    assert np.mean(inside) >= 0.65


def test_no_tune_and_no_seed_is_in_both_splits() -> None:
    names = {split: {voice_case(split, index).song.name for index in range(48)} for split in Split}
    assert not names[Split.DEVELOPMENT] & names[Split.REPORT]
    assert seed_of(Split.DEVELOPMENT, 99_999) < REPORT_SEEDS_FROM <= seed_of(Split.REPORT, 0)
    with pytest.raises(ValueError, match="index"):
        seed_of(Split.DEVELOPMENT, REPORT_SEEDS_FROM)


@pytest.mark.parametrize("index", range(0, 36, 5))
def test_grids_rise_and_follow_the_tempo_within_its_drift(index: int) -> None:
    case = voice_case(Split.DEVELOPMENT, index)
    tempi = 60 / np.diff(case.timeline.beat_seconds)
    assert np.all(np.abs(tempi / case.song.tempo_bpm - 1) <= case.drift + 1e-9)
    assert np.ptp(tempi) > 0 if case.drift else np.ptp(tempi) == pytest.approx(0, abs=1e-6)
    starts = [tone.start_seconds for tone in case.tones]
    assert starts == sorted(starts)
    beats = [case.timeline.seconds_at(note.start_beats) for note in case.song.melody]
    if case.song.swing == 0.5:
        assert max(min(abs(start - beat) for beat in beats) for start in starts) <= 0.0301


def test_the_same_case_is_the_same() -> None:
    assert voice_case(Split.DEVELOPMENT, 3).tones == voice_case(Split.DEVELOPMENT, 3).tones
    assert band_case(Split.DEVELOPMENT, 3).song == band_case(Split.DEVELOPMENT, 3).song


def test_corpus_songs_are_whole_and_in_a_known_metre() -> None:
    corpus = pytest.importorskip("bench.truth.corpus", reason="music21 comes with the bench group")
    song = corpus.corpus_song(Split.DEVELOPMENT, 5)
    assert song.melody[-1].end_beats <= song.end_beats + 1e-9
    assert song.melody[0].start_beats > -song.meter.beats_per_bar
    in_key = np.mean([note.pitch_midi % 12 in song.key.pitch_classes for note in song.melody])
    assert in_key > 0.7


def test_composed_pieces_have_four_voices_within_their_bars() -> None:
    composed = pytest.importorskip("bench.truth.composed", reason="music21 comes with the bench group")
    song, parts = composed.composed_piece(Split.DEVELOPMENT, 3)
    assert len(parts) == 4
    for part in parts:
        assert part.notes[0].start_beats > -song.meter.beats_per_bar
        assert all(note.end_beats <= song.end_beats + 1e-9 for note in part.notes)
    pitches = [note.pitch_midi % 12 in song.key.pitch_classes for part in parts for note in part.notes]
    assert np.mean(pitches) > 0.7


@pytest.mark.parametrize("kind", [BandKind.PLAIN, BandKind.HARD])
def test_band_parts_obey_the_chord_sheet(kind: BandKind) -> None:
    for index in range(len(band_styles())):
        case = band_case(Split.DEVELOPMENT, index, kind=kind)
        spans = case.song.chords
        assert spans[0].start_beats == 0
        assert spans[-1].end_beats == case.song.end_beats
        assert all(before.end_beats == after.start_beats for before, after in pairwise(spans))
        style = next(style for style in band_styles() if style.name == case.style)
        parts = {part.player: part for part in arrange(case.song, style, seed=case.seed, lead=False)}
        for player in {"keys", "guitar", "pad"} & set(parts):
            inside = [
                (chord := chord_at(spans, note.start_beats + 0.06)) is not None and chord.has(note.pitch_midi)
                for note in parts[player].notes
            ]
            assert np.mean(inside) > 0.97, (case.name, player)


def test_hard_bands_have_slashes_changes_and_other_tuning() -> None:
    cases = [band_case(Split.DEVELOPMENT, index, kind=BandKind.HARD) for index in range(16)]
    chords = [span.chord for case in cases for span in case.song.chords if isinstance(span.chord, Chord)]
    assert any(chord.bass is not None for chord in chords)
    assert len({round(case.cents) for case in cases}) > 10
    assert all(case.played.seconds_at(0) != case.timeline.seconds_at(0) for case in cases)


@pytest.mark.parametrize("voice", ["speech", "formant_female"])
def test_voices_sing_the_pitches_and_onsets_they_are_told(voice: str) -> None:
    song = tunes()[0].song.in_range(58, 70).shortened(4)
    tones = perform(song, timeline_of(song, start_seconds=0.8), seed=11)
    seconds = tones[-1].end_seconds + 0.5
    if voice == "speech":
        sound = speech.sing(tones, seconds=seconds, throat=speech.Throat(), seed=11)
    else:
        sound = harmonics.play(tones, seconds=seconds, timbre=harmonics.TIMBRES[voice], seed=11)
    low = soxr.resample(sound, 44_100, 16_000)
    f0_hz, times = pyworld.harvest(low, 16_000, f0_floor=150, f0_ceil=600)
    band = sosfiltfilt(butter(2, [280, 3500], "bandpass", fs=44_100, output="sos"), sound)
    level = 10 * np.log10(np.convolve(band**2, np.ones(441) / 441, "same") + 1e-12)
    off_cents, late_ms = [], []
    for tone in tones:
        held = (times > tone.start_seconds + 0.1) & (times < tone.end_seconds - 0.04) & (f0_hz > 0)
        heard = 69 + 12 * np.log2(np.median(f0_hz[held]) / 440)
        off_cents.append(100 * (heard - tone.pitch_midi) - tone.cents)
        onset = round(tone.start_seconds * 44_100)
        plateau = np.median(level[onset + 1800 : onset + 4400])
        around = level[onset - 4400 : onset + 3000]
        rises = np.flatnonzero((around[1:] >= plateau - 6) & (around[:-1] < plateau - 6)) - 4400
        if len(rises):
            late_ms.append(rises[np.argmin(np.abs(rises))] / 44.1)
    assert np.quantile(np.abs(off_cents), 0.9) < 15
    assert len(late_ms) > 0.6 * len(tones)
    assert abs(np.median(late_ms)) < 12


def test_a_detour_through_mp3_moves_nothing() -> None:
    noise = 0.1 * np.random.default_rng(2).standard_normal((2, 44_100))
    heard = through_mp3(noise, rate_hz=44_100, bit_rate_kbit=96)
    lag = int(np.argmax(correlate(heard[0], noise[0]))) - (noise.shape[1] - 1)
    assert abs(lag) <= 1
