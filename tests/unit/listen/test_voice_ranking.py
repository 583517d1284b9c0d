import numpy as np

from tutti.listen.hints import Hints
from tutti.listen.voice_candidates import find_candidates
from tutti.listen.voice_ranking import Choice, choose
from tutti.testing.humming import melody

PITCHES = [60, 60, 67, 67, 69, 69, 67, 65, 65, 64, 64, 62, 62, 60] * 2
BEATS = [1, 1, 1, 1, 1, 1, 2] * 4


def heard(pitches: list[int], beats: list[float]) -> Choice:
    notes = melody(pitches, beats, tempo_bpm=108)
    return choose(notes, find_candidates(notes, Hints()))


def test_a_plain_song_is_surer_than_random_notes() -> None:
    random = np.random.Generator(np.random.PCG64(5))
    plain = heard(PITCHES, BEATS)
    strange = heard(random.integers(50, 74, 28).tolist(), random.uniform(0.3, 1.9, 28).tolist())
    assert plain.beats > 0.7
    assert plain.beats > strange.beats
    for choice in (plain, strange):
        assert 0.0 < choice.downbeats < 1.0
        assert 0.0 < choice.beats < 1.0


def test_one_candidate_is_as_sure_as_can_be_said() -> None:
    notes = melody(PITCHES, BEATS, tempo_bpm=108)
    candidates = find_candidates(notes, Hints())
    alone = choose(notes, candidates[:1])
    assert alone.candidate is candidates[0]
    assert alone.beats > choose(notes, candidates).beats
