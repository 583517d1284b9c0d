"""Melodies do not contradict the tones of their words."""

from itertools import pairwise

import numpy as np

from tutti.compose.melody import Harmony, LineWish, write_pitches
from tutti.compose.melody_range import RANGES
from tutti.compose.prosody import SetSyllable
from tutti.language import syllabify
from tutti.language.tone_levels import is_opposed, tone_step
from tutti.music.brief import VoiceGender
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline

LINES = ("孤帆远影碧空尽", "外婆做的红烧肉", "冬瓜汤放两片姜", "请给我一点时间", "千里江陵一日还", "别在路口说分手")


def opposed(line: str, seed: int, *, with_tones: bool) -> tuple[int, int]:
    """How many pairs of a line's syllables are moved against, and how many there are."""
    voice = RANGES[VoiceGender.FEMALE]
    syllables = syllabify(line, "zh")
    notes = [SetSyllable(syllable=s, start_beats=float(i), duration_beats=1.0) for i, s in enumerate(syllables)]
    heard = (
        notes
        if with_tones
        else [
            SetSyllable(syllable=syllabify("la", "en")[0], start_beats=n.start_beats, duration_beats=1.0) for n in notes
        ]
    )
    random = np.random.default_rng(seed)
    wish = LineWish(
        aims_midi=66 + random.normal(0.0, 3.0, len(notes)),
        echo_midi=np.full(len(notes), np.nan),
        is_return=False,
        closes=True,
        before_midi=None,
        whims=random.normal(0.0, 0.3, (len(notes), voice.highest_midi - voice.lowest_midi + 1)),
    )
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=90.0, beats=16)
    harmony = Harmony(timeline=timeline, key=Key.parse("C major"), chords=())
    pitches = write_pitches(heard, harmony, voice, wish)
    steps = [tone_step(a.tone, b.tone) for a, b in pairwise(syllables)]
    against = [is_opposed(step, b - a) for step, (a, b) in zip(steps, pairwise(pitches), strict=True)]
    return sum(against), len(against)


def test_no_more_than_one_pair_in_twenty_is_moved_against() -> None:
    told = [opposed(line, seed, with_tones=True) for line in LINES for seed in range(5)]
    deaf = [opposed(line, seed, with_tones=False) for line in LINES for seed in range(5)]
    pairs = sum(count for _, count in told)
    assert sum(against for against, _ in told) <= 0.05 * pairs
    assert sum(against for against, _ in told) * 3 < sum(against for against, _ in deaf)
