"""Whether the singers are told apart: what lines say of them is compared with what other lines said.

Every one sings lines; every second tells what he or she sounds like, the others are given to whom they sound most like.
A sound is the mean of 24 mel bands from 0.6 to 10 kHz over the vowels of a line, its level taken out: timbre alone, for
below it lies the melody, and women sing an octave higher. Distances are root mean squares in dB.
"""

from __future__ import annotations

from itertools import count

import numpy as np

from bench.metrics.beats import FloatArray
from bench.metrics.tone import mel_bands_db
from bench.rows import Row
from bench.singing_lines import RATE_HZ, sung_line
from bench.truth.lines import Range, line_score, lines
from bench.truth.split import Split, seed_of
from tutti.base.seeds import generator
from tutti.music.brief import VoiceGender
from tutti.music.score import VOCALS, Score
from tutti.perform.voice.singers import Singer, singer_of, singers
from tutti.perform.voice.timing import Role, time_phrases

SINGER_SCORES = ("told_right", "gender_right", "nearest_db", "spread_db", "nearest_over_spread")
_HOP = 441
_LOWEST_HZ, _HIGHEST_HZ = 600.0, 10_000.0


def singer_rows(split: Split, lines_each: int) -> list[Row]:
    """One row a singer."""
    known: dict[str, FloatArray] = {}
    unseen: dict[str, FloatArray] = {}
    for singer in singers():
        sounds = np.array([_sound(singer, split, index) for index in range(2 * lines_each)])
        known[singer.name], unseen[singer.name] = sounds[0::2].mean(axis=0), sounds[1::2]
    genders = {singer.name: singer.gender for singer in singers()}
    rows = []
    for singer in singers():
        nearest = [min(known, key=lambda name: _distance(sound, known[name])) for sound in unseen[singer.name]]
        between = min(_distance(known[singer.name], known[name]) for name in known if name != singer.name)
        spread = float(np.mean([_distance(sound, known[singer.name]) for sound in unseen[singer.name]]))
        scores = {
            "told_right": float(np.mean([name == singer.name for name in nearest])),
            "gender_right": float(np.mean([genders[name] is singer.gender for name in nearest])),
            "nearest_db": between,
            "spread_db": spread,
            "nearest_over_spread": between / spread,
        }
        rows.append(Row(name=singer.name, tags={"name": singer.name, "gender": singer.gender.value}, scores=scores))
    return rows


def score_of(singer: Singer, split: Split, index: int) -> Score:
    """A line that is given to a singer: the first seed that draws him or her."""
    register = Range.FEMALE if singer.gender is VoiceGender.FEMALE else Range.MALE
    text = lines(split)[index].text
    for seed in count(seed_of(split, index)):
        score = line_score(text, split, index, register, seed=seed)
        pitches = [note.pitch_midi for note in score.vocals[0].phrases[0].notes]
        drawn = singer_of(singer.gender, score.styles, pitches, VOCALS, generator(seed, VOCALS, "singer"))
        if drawn.name == singer.name:
            return score
    raise AssertionError("every singer is drawn by some seed")


def _sound(singer: Singer, split: Split, index: int) -> FloatArray:
    score = score_of(singer, split, index)
    bands = mel_bands_db(
        sung_line(score).mono().astype(np.float64), RATE_HZ, hop=_HOP, lowest_hz=_LOWEST_HZ, highest_hz=_HIGHEST_HZ
    )
    (phrase,) = time_phrases(score.vocals[0], score.timeline)
    inside = [
        bands[:, round(segment.start_seconds * RATE_HZ / _HOP) : round(segment.end_seconds * RATE_HZ / _HOP)]
        for segment in phrase.segments
        if segment.role is Role.NUCLEUS
    ]
    mean = np.concatenate(inside, axis=1).mean(axis=1)
    return np.asarray(mean - mean.mean())


def _distance(one: FloatArray, other: FloatArray) -> float:
    return float(np.sqrt(np.mean((one - other) ** 2)))
