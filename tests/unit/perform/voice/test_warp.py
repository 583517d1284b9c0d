import numpy as np
from tests.unit.perform.voice.conftest import ME, NOW, STAR, TAKE, sung

from tutti.base.seeds import generator
from tutti.perform.voice.frames import Window
from tutti.perform.voice.source import speak
from tutti.perform.voice.timing import Role, time_phrases
from tutti.perform.voice.warp import warp


def test_spoken_time_moves_forward_but_for_a_little_wandering_inside_vowels() -> None:
    part, score = sung([(1, 2, 64, TAKE), (3, 3, 65, ME), (6, 0.4, 67, STAR), (6.4, 2, 64, NOW)])
    (phrase,) = time_phrases(part, score.timeline)
    edges = speak(
        tuple(syllable.syllable for syllable in phrase.syllables), speaker=None, pitch_midi=65.0
    ).edges_seconds
    window = Window.around(phrase.start_seconds - 0.1, phrase.end_seconds + 0.2)
    seconds, spoken = window.seconds, warp(phrase.segments, edges, window, generator(1, "warp"))
    consonant = np.zeros(window.frames, dtype=bool)
    for segment, (first, last) in zip(phrase.segments, edges, strict=True):
        inside = (seconds >= segment.start_seconds) & (seconds < segment.end_seconds - 1e-6)
        assert spoken[inside].min() >= first - 1e-9
        assert spoken[inside].max() <= last + 1e-9
        consonant |= inside & (segment.role is not Role.NUCLEUS)
    steps = np.diff(spoken)
    assert steps[consonant[:-1] & consonant[1:]].min() >= 0
    assert np.nanmin(steps) > -0.005  # never backwards faster than time runs
    assert np.isnan(spoken[seconds < phrase.start_seconds - 0.05]).all()
    assert np.isnan(spoken[seconds > phrase.end_seconds + 0.1]).all()


def test_spoken_phones_follow_each_other() -> None:
    edges = speak((TAKE, ME, STAR, NOW), speaker=None, pitch_midi=65.0).edges_seconds
    assert (np.diff(edges, axis=1) > 0).all()
    assert (np.diff(edges.ravel()) >= -1e-9).all()
