"""The singer alone: lines of known words on known notes, scored for words, pitch, onsets and tone.

The baseline of a row is the same line spoken by the same voice through its own package.
"""

from __future__ import annotations

import time
from functools import cache

import numpy as np
from hibari import SAMPLE_RATE, Hibari

from bench.metrics.beats import FloatArray
from bench.metrics.singing import onset_scores, pitch_scores, sung_tones
from bench.metrics.tone import tone_scores
from bench.metrics.words import Recogniser, trimmed, word_score
from bench.rows import Row
from bench.truth.lines import Range, line_score, lines
from bench.truth.split import Split
from tutti.music.score import Score
from tutti.perform.voice import sing
from tutti.perform.voice.timing import time_phrases
from tutti.sound.audio import Audio

RATE_HZ = 44_100
LINE_SCORES = (
    "words_line", "words_line_untrimmed", "words_free", "pitch_harvest_raw", "pitch_pyin_raw", "pitch_harvest",
    "pitch_pyin", "voiced_harvest", "cents_median", "vowel_onset_ms", "vowel_onset_p95_ms", "vowel_onset_bias_ms",
    "hnr_db", "flux_db", "treble_8_16k_db", "treble_12k_db", "slope_db_octave", "alpha_db", "processor_share",
)  # fmt: skip
_RING_OUT_SECONDS = 0.5


def line_rows(split: Split, register: Range, count: int) -> list[Row]:
    """Sing the first lines of a split in a range; all lines of the split are the recogniser's choice."""
    recogniser = _recogniser(split)
    return [_row(split, index, register, recogniser) for index in range(min(count, len(lines(split))))]


def sung_line(score: Score) -> Audio:
    """The voice alone."""
    frames = round((score.timeline.seconds_at(score.end_beats) + _RING_OUT_SECONDS) * RATE_HZ)
    return sing(score.vocals[0], score, sample_rate_hz=RATE_HZ, frames=frames).audio


def _row(split: Split, index: int, register: Range, recogniser: Recogniser) -> Row:
    line = lines(split)[index]
    score = line_score(line.text, split, index, register)
    since = time.process_time()
    audio = sung_line(score)
    spent = time.process_time() - since
    sound = audio.mono().astype(np.float64)
    phrases = time_phrases(score.vocals[0], score.timeline)
    tones = sung_tones(score, 0.0)
    short = trimmed(sound, phrases, RATE_HZ)
    scores = {
        "words_line": float(recogniser.line(short, RATE_HZ) == line.text),
        "words_line_untrimmed": float(recogniser.line(sound, RATE_HZ) == line.text),
        "words_free": word_score(line.text.split(), recogniser.words(short, RATE_HZ)),
        **pitch_scores(audio, tones),
        **onset_scores(audio, tones),
        **tone_scores(sound, RATE_HZ, phrases),
        "processor_share": spent / (phrases[-1].end_seconds - phrases[0].start_seconds),
    }
    return Row(
        name=line.text,
        tags={"range": register.value, "author": line.author},
        scores=scores,
        baseline=_spoken_scores(split, line.text),
    )


@cache
def _recogniser(split: Split) -> Recogniser:
    return Recogniser([line.text for line in lines(split)])


@cache
def _spoken_scores(split: Split, text: str) -> dict[str, float]:
    spoken = _spoken(text)
    recogniser = _recogniser(split)
    found = recogniser.line(spoken, SAMPLE_RATE) == text
    return {
        "words_line": float(found),
        "words_line_untrimmed": float(found),
        "words_free": word_score(text.split(), recogniser.words(spoken, SAMPLE_RATE)),
    }


def _spoken(text: str) -> FloatArray:
    speaker = _speaker()
    pieces = [speaker.from_phonemes(phonemes, seed=1) for phonemes in speaker.phonemize(f"{text}.")]
    return np.concatenate(pieces).astype(np.float64)


@cache
def _speaker() -> Hibari:
    return Hibari()
