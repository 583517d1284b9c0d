"""The Chinese singer alone: lines on known notes, scored for words, presence, pitch and onsets.

The baseline of a row is the same line spoken by the same native voice at its own pitch and pace; `at_pitch_*` is what
the voice speaks at the pitch of the notes, before it is sung. The recogniser knows English only
(`metrics.mandarin_words`).
"""

from __future__ import annotations

import time
from functools import cache

import numpy as np

from bench.metrics.beats import FloatArray
from bench.metrics.mandarin_words import dictionary, name_of
from bench.metrics.singing import onset_scores, pitch_scores, presence_scores, sung_tones
from bench.metrics.tone import tone_scores
from bench.metrics.words import Recogniser, trimmed, word_score
from bench.rows import Row
from bench.singing_lines import RATE_HZ, sung_line
from bench.truth.lines import Range, line_score, lines
from bench.truth.split import Split
from tutti.base.seeds import generator
from tutti.language import syllabify
from tutti.music.score import VOCALS, Score
from tutti.networks import kokoro
from tutti.perform.voice.native_speakers import in_language
from tutti.perform.voice.native_speech import SPEED, speak_natively, spell
from tutti.perform.voice.singers import singer_of
from tutti.perform.voice.timing import time_phrases

MANDARIN_SCORES = (
    "words_line", "words_line_untrimmed", "words_free", "at_pitch_line", "at_pitch_free", "syllables_present",
    "in_order", "pitch_harvest_raw", "pitch_harvest", "pitch_pyin", "voiced_harvest", "vowel_onset_ms",
    "vowel_onset_p95_ms", "vowel_onset_bias_ms", "hnr_db", "flux_db", "processor_share",
)  # fmt: skip
_LANGUAGE = "zh"


def mandarin_rows(split: Split, register: Range, count: int) -> list[Row]:
    """Sing the first Chinese lines of a split in a range; all lines of the split are the recogniser's choice."""
    return [_row(split, index, register) for index in range(min(count, len(lines(split, _LANGUAGE))))]


def _row(split: Split, index: int, register: Range) -> Row:
    line = lines(split, _LANGUAGE)[index]
    score = line_score(line.text, split, index, register, language=_LANGUAGE)
    recogniser = _recogniser(split)
    since = time.process_time()
    audio = sung_line(score)
    spent = time.process_time() - since
    sound = audio.mono().astype(np.float64)
    phrases = time_phrases(score.vocals[0], score.timeline)
    tones = sung_tones(score, 0.0)
    short = trimmed(sound, phrases, RATE_HZ)
    voice = _speaker(score)
    syllables = syllabify(line.text, _LANGUAGE)
    middle = float(np.average([t.pitch_midi for t in tones], weights=[t.end_seconds - t.start_seconds for t in tones]))
    at_pitch = speak_natively(syllables, voice=voice, pitches_midi=[middle] * len(syllables)).sound.astype(np.float64)
    name = _name(line.text)
    sung = [note.syllable for phrase in score.vocals[0].phrases for note in phrase.notes if note.syllable is not None]
    scores = {
        "words_line": float(recogniser.line(short, RATE_HZ) == name),
        "words_line_untrimmed": float(recogniser.line(sound, RATE_HZ) == name),
        "words_free": word_score(name.split(), recogniser.words(short, RATE_HZ)),
        "at_pitch_line": float(recogniser.line(at_pitch, kokoro.SAMPLE_RATE_HZ) == name),
        "at_pitch_free": word_score(name.split(), recogniser.words(at_pitch, kokoro.SAMPLE_RATE_HZ)),
        "in_order": float("".join(s.text for s in sung) == line.text),
        **presence_scores(audio, tones),
        **pitch_scores(audio, tones),
        **onset_scores(audio, tones),
        **tone_scores(sound, RATE_HZ, phrases),
        "processor_share": spent / (phrases[-1].end_seconds - phrases[0].start_seconds),
    }
    own = _spoken(line.text, voice)
    baseline = {
        "words_line": float(recogniser.line(own, kokoro.SAMPLE_RATE_HZ) == name),
        "words_free": word_score(name.split(), recogniser.words(own, kokoro.SAMPLE_RATE_HZ)),
    }
    tags = {"range": register.value, "author": line.author, "voice": voice}
    return Row(name=line.text, tags=tags, scores=scores, baseline=baseline)


def _spoken(text: str, voice: str) -> FloatArray:
    """The line as the voice speaks it by itself."""
    reading = kokoro.read(spell(syllabify(text, _LANGUAGE))[0], voice=voice, speed=SPEED)
    sound = kokoro.say(
        reading,
        steps=reading.steps,
        pitch_hz=reading.pitch_hz.astype(np.float64),
        energy=reading.energy.astype(np.float64),
    )
    return sound.astype(np.float64)


def _speaker(score: Score) -> str:
    """The native voice that sings a score, as the singer chooses it."""
    part = score.vocals[0]
    pitches = [note.pitch_midi for phrase in part.phrases for note in phrase.notes]
    singer = singer_of(part.gender, score.styles, pitches, VOCALS, generator(score.seed, VOCALS, "singer"))
    return str(in_language(singer, _LANGUAGE).speaker)


def _name(text: str) -> str:
    return " ".join(name_of(syllable) for syllable in syllabify(text, _LANGUAGE))


@cache
def _recogniser(split: Split) -> Recogniser:
    texts = [line.text for line in lines(split, _LANGUAGE)]
    return Recogniser([_name(text) for text in texts], dictionary([syllabify(text, _LANGUAGE) for text in texts]))
