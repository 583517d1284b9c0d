"""The other main job, end to end: a band in, a singer over it out, scored against the score and the true grid."""

from __future__ import annotations

from bench.hearing import grid_scores
from bench.making import Made, make
from bench.metrics.mastering import balance_scores
from bench.metrics.mixing import mix_scores
from bench.metrics.singing import fit_scores, onset_scores, pitch_scores, presence_scores, sung_tones
from bench.rows import Row, tags_of
from bench.truth.band import BandCase
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.score import VOCALS

PROMPTS = (
    "a letter never sent", "the first warm day of spring", "driving home at night", "an old friend comes back",
    "dancing in the kitchen", "the sea in winter",
)  # fmt: skip
SINGING_SCORES = (
    "pitch_harvest_raw", "pitch_pyin_raw", "pitch_harvest", "pitch_pyin", "voiced_harvest", "cents_median",
    "vowel_onset_ms", "vowel_onset_bias_ms",
    "vowel_onset_p95_ms", "vowel_onset_in_50ms", "syllables_present", "range_semitones", "highest_midi", "sung_on_grid",
    "strong_chord_tones", "syllables",
)  # fmt: skip


def sing_row(case: BandCase, index: int) -> tuple[Row, Made]:
    """Let the engine sing over a band, and score the take."""
    upload = case.audio()
    gender = VoiceGender.FEMALE if index % 2 == 0 else VoiceGender.MALE
    brief = Brief(task=Task.SING, style=case.style, prompt=PROMPTS[index % len(PROMPTS)], voice=gender)
    made = make(brief, upload, seed=case.seed)
    tones = sung_tones(made.score, made.listening.tuning_cents)
    vocals = made.stems[VOCALS]
    scores = {
        **grid_scores(case, made.listening),
        **pitch_scores(vocals, tones),
        **onset_scores(vocals, tones),
        **presence_scores(vocals, tones),
        **fit_scores(made.score, case.timeline, case.song.chords, case.beats_seconds),
        **mix_scores(made.mixdown, upload),
        **balance_scores(made.mixdown, VOCALS, made.score.mix.percussion),
        "syllables": float(sum(tone.note.syllable is not None for tone in tones)),
        "seconds_a_minute": 60 * made.processor_seconds / upload.duration_seconds,
    }
    return Row(name=case.name, tags={**tags_of(case), "singer": gender.name.lower()}, scores=scores), made
