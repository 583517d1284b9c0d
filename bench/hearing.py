"""What `listen` hears, against the truth: a bare voice and a band."""

from __future__ import annotations

import numpy as np

from bench.baselines import baseline_scores
from bench.metrics.beats import beat_scores, downbeat_score, tempo_scores
from bench.metrics.harmony import chord_scores, section_scores
from bench.metrics.notes import key_scores, note_scores
from bench.rows import Row, tags_of
from bench.truth.band import BandCase
from bench.truth.voice import VoiceCase
from tutti.listen import listen
from tutti.music.listening import Listening, Source

VOICE_SCORES = (
    "beat_f70", "beat_f50", "beat_f70>0.9", "beat_cmlt", "beat_amlt", "downbeat_f", "tempo_acc1", "meter", "note_f",
    "key_exact", "key_weighted",
)  # fmt: skip
BAND_SCORES = (
    "beat_f70", "beat_f70>0.9", "beat_cmlt", "beat_amlt", "downbeat_f", "tempo_acc1", "meter", "chord_root",
    "chord_majmin", "chord_sevenths", "key_weighted", "border_f0.5", "border_f3",
)  # fmt: skip


def voice_row(case: VoiceCase, *, baseline: bool) -> tuple[Row, Listening]:
    """Listen to a voice and score what was heard."""
    heard = listen(case.audio(), Source.VOICE)
    scores = {**grid_scores(case, heard), **note_scores(case.tones, heard.melody)}
    return _row(case, scores, baseline=baseline), heard


def band_row(case: BandCase, *, baseline: bool) -> tuple[Row, Listening]:
    """Listen to a band and score what was heard."""
    heard = listen(case.audio(), Source.BAND)
    end = case.end_seconds
    scores = {
        **grid_scores(case, heard),
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
