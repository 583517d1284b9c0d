"""What is left of tones in the sung pitch."""

from dataclasses import replace

import numpy as np
from tests.unit.perform.voice.conftest import sung

from tutti.language import syllabify
from tutti.perform.voice.frames import Window
from tutti.perform.voice.timing import time_phrases
from tutti.perform.voice.tone_hints import tone_hints


def bend(tone: int | None) -> np.ndarray:
    """The bend of one long syllable, from its vowel's start to its end."""
    syllable = replace(syllabify("妈", "zh")[0], tone=tone)
    part, score = sung([(2, 2, 64, syllable)])
    phrase = time_phrases(part, score.timeline)[0]
    window = Window.around(phrase.start_seconds, phrase.end_seconds)
    nucleus = phrase.syllables[0].nucleus
    inside = (window.seconds >= nucleus.start_seconds) & (window.seconds < nucleus.end_seconds)
    return tone_hints(phrase, window)[inside]


def test_the_second_tone_rises_into_its_note_and_the_fourth_falls_from_it() -> None:
    rising, falling = bend(2), bend(4)
    assert -0.8 < rising[0] < -0.5
    assert np.all(np.diff(rising) >= -1e-9)
    assert -0.65 < falling[-1] < -0.3
    assert np.abs(falling[: len(falling) // 2]).max() < 1e-6
    assert np.abs(rising[len(rising) // 2 :]).max() < 1e-6


def test_other_tones_and_languages_leave_the_note_alone() -> None:
    for tone in (1, 3, 5, None):
        assert np.all(bend(tone) == 0.0)
