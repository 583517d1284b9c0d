"""What `listen` hears, against the truth: a bare voice and a band."""

from __future__ import annotations

import time

import numpy as np

from bench.baselines import baseline_scores
from bench.metrics.beats import beat_scores, downbeat_score, tempo_scores, timing_scores
from bench.metrics.harmony import chord_scores, section_scores
from bench.metrics.notes import key_scores, note_scores
from bench.rows import Row, tags_of
from bench.truth.band import BandCase
from bench.truth.voice import Liberty, VoiceCase
from tutti.listen import Hints, listen
from tutti.music.listening import Listening, Source

VOICE_SCORES = (
    "beat_f70", "beat_f50", "beat_f70>0.9", "beat_cmlt", "beat_amlt", "downbeat_f", "tempo_acc1", "meter", "note_f",
    "key_exact", "key_weighted", "told_beat_f70", "told_downbeat_f", "bias_ms", "jitter_ms", "free_time",
    "cpu_s_a_minute",
)  # fmt: skip
LIBERTY_SCORES = ("beat_f70", "beat_f70>0.9", "beat_amlt", "downbeat_f", "tempo_acc1", "meter", "free_time")
FREE_SCORES = ("free_time", "note_f", "key_weighted")
BAND_SCORES = (
    "beat_f70", "beat_f70>0.9", "beat_cmlt", "beat_amlt", "downbeat_f", "tempo_acc1", "meter", "bias_ms",
    "jitter_ms", "chord_root", "chord_majmin", "chord_sevenths", "key_exact", "key_weighted", "border_f0.5",
    "border_f3", "cpu_s_a_minute",
)  # fmt: skip


def voice_row(case: VoiceCase, *, baseline: bool) -> tuple[Row, Listening]:
    """Listen to a voice and score what was heard; once more with tempo and metre told."""
    audio = case.audio()
    began = time.process_time()
    heard = listen(audio, Source.VOICE)
    cpu = time.process_time() - began
    told = listen(audio, Source.VOICE, hints=Hints(tempo_bpm=case.song.tempo_bpm, meter=case.song.meter))
    told_beats, told_downbeats = np.array(told.timeline.beat_seconds), np.array(told.timeline.downbeats_seconds())
    scores = {
        **grid_scores(case, heard),
        **note_scores(case.tones, heard.melody),
        **timing_scores(case.beats_seconds, np.array(heard.timeline.beat_seconds)),
        "told_beat_f70": beat_scores(case.beats_seconds, told_beats)["beat_f70"],
        "told_downbeat_f": downbeat_score(case.downbeats_seconds, told_downbeats),
        "free_time": float(heard.free_time),
        "cpu_s_a_minute": cpu / heard.duration_seconds * 60.0,
        "confidence_beats": heard.confidence.beats,
        "confidence_downbeats": heard.confidence.downbeats,
    }
    return _row(case, scores, baseline=baseline), heard


def liberty_row(case: VoiceCase) -> Row:
    """Listen to a singer who takes liberties; of a grid that means nothing, nothing is asked."""
    heard = listen(case.audio(), Source.VOICE)
    grid = {} if case.liberty is Liberty.FREE else grid_scores(case, heard)
    scores = {**grid, **note_scores(case.tones, heard.melody), **key_scores(case.song.key, heard.key)}
    about = {
        "free_time": float(heard.free_time),
        "confidence_beats": heard.confidence.beats,
        "confidence_downbeats": heard.confidence.downbeats,
    }
    return _row(case, {**scores, **about}, baseline=False)


def band_row(case: BandCase, *, baseline: bool) -> tuple[Row, Listening]:
    """Listen to a band and score what was heard."""
    audio = case.audio()
    started = time.process_time()
    heard = listen(audio, Source.BAND)
    spent = time.process_time() - started
    end = case.end_seconds
    scores = {
        **grid_scores(case, heard),
        **timing_scores(case.beats_seconds, np.array(heard.timeline.beat_seconds)),
        "cpu_s_a_minute": 60.0 * spent / audio.duration_seconds,
        **chord_scores(case.song.chords, case.timeline, heard.chords, heard.timeline, end_seconds=end),
        **section_scores(case.song.sections, case.timeline, heard.sections, heard.timeline, end_seconds=end),
    }
    return _row(case, scores, baseline=baseline), heard


def grid_scores(case: VoiceCase | BandCase, heard: Listening) -> dict[str, float]:
    """Beats, downbeats, tempo, metre and key."""
    return {
        **beat_scores(case.beats_seconds, np.array(heard.timeline.beat_seconds)),
        "downbeat_f": downbeat_score(case.downbeats_seconds, np.array(heard.timeline.downbeats_seconds())),
        **tempo_scores(case.beats_seconds, heard.tempo_bpm),
        "meter": float(heard.timeline.meter == case.song.meter),
        **key_scores(case.song.key, heard.key),
    }


def _row(case: VoiceCase | BandCase, scores: dict[str, float], *, baseline: bool) -> Row:
    return Row(
        name=case.name,
        tags=tags_of(case),
        scores=scores,
        baseline=baseline_scores(case) if baseline else None,
    )
