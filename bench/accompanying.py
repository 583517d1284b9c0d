"""The main job, end to end: a voice in, a band around it out, scored against the grid and the notes it was made of."""

from __future__ import annotations

from bench.hearing import grid_scores
from bench.making import Made, make
from bench.metrics.alignment import heard_onset_scores, onset_scores
from bench.metrics.backing import key_fit, melody_fit
from bench.metrics.mastering import balance_scores
from bench.metrics.mixing import mix_scores
from bench.metrics.sheet import sheet_scores
from bench.rows import Row, tags_of
from bench.truth.voice import VoiceCase
from tutti.music.brief import Brief, Task
from tutti.music.score import UPLOAD

STYLES = (
    "warm acoustic pop", "rock", "jazz swing", "piano ballad", "bossa nova", "country folk", "funk", "electronic dance",
    "reggae", "lo-fi hip hop", "waltz", "gospel soul",
)  # fmt: skip
ALIGNMENT_SCORES = (
    "onset_f", "onset_f>0.9", "drums_on_grid", "bass_on_grid", "heard_on_grid", "heard_control", "right_octave",
    "onset_f_right_octave", "downbeat_f", "backing_tonic", "backing_in_key", "strong_chord_tones", "beat_chord_tones",
    "harsh_share", "chroma_on_sheet",
)  # fmt: skip
MIX_SCORES = (
    "master_lufs", "true_peak4_dbtp", "true_peak8_dbtp", "true_peak8_dbtp>-1", "upload_residual_db", "sum_residual_db",
    "upload_over_band_lu", "bands_in_4db", "spectrum_off_db", "loudness_range_lu", "fold_down_loss_lu",
    "voice_over_band_lu", "clicks", "reported_lufs_error", "reported_peak_error_db", "seconds_a_minute",
)  # fmt: skip


def accompany_row(case: VoiceCase, index: int) -> tuple[Row, Made]:
    """Let the engine accompany a voice, and score the take."""
    upload = case.audio()
    brief = Brief(task=Task.ACCOMPANY, style=STYLES[index % len(STYLES)])
    made = make(brief, upload, seed=case.seed)
    score, beats = made.score, case.beats_seconds
    scores = {
        **grid_scores(case, made.listening),
        **onset_scores(score, beats),
        **key_fit(score, case.song.key),
        **melody_fit(score.chords, score.timeline, case.tones, case.timeline),
        **sheet_scores(made.stems, score),
        **mix_scores(made.mixdown, upload),
        **balance_scores(made.mixdown, UPLOAD, made.score.mix.percussion),
        "seconds_a_minute": 60 * made.processor_seconds / upload.duration_seconds,
    }
    if any(part.player == "drums" for part in score.parts):
        scores |= heard_onset_scores(made.stems["drums"], score, beats)
    scores["right_octave"] = scores["tempo_acc1"]
    if scores["tempo_acc1"] and "onset_f" in scores:
        scores["onset_f_right_octave"] = scores["onset_f"]
    return Row(name=case.name, tags={**tags_of(case), "style": score.styles[0]}, scores=scores), made
