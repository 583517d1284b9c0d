"""The bass in salsa and trap: roots that come early and are held, octaves that are slid into."""

from itertools import pairwise

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.judge import judge
from tutti.music.brief import Brief, Task
from tutti.music.score import Part, Score


def score(style: str, tempo_bpm: float) -> Score:
    listening = heard_voice(tempo_bpm=tempo_bpm, seed=3)
    return compose(plan(Brief(task=Task.ACCOMPANY, style=style), listening, 3), 1)


def bass(song: Score) -> Part:
    return next(part for part in song.parts if part.player == "bass")


@pytest.mark.parametrize("tempo_bpm", [95.0, 190.0])
def test_a_tumbao_holds_the_next_root_over_the_bar_line(tempo_bpm: float) -> None:
    song = score("salsa", tempo_bpm)
    notes = bass(song).notes
    changes = [then for now, then in pairwise(song.chords) if now.chord != then.chord][:-1]
    early = 0
    for span in changes:
        over = [n for n in notes if n.start_beats < span.start_beats - 0.1 and n.end_beats > span.start_beats + 0.2]
        assert len(over) <= 1
        if over and over[0].pitch_midi % 12 == span.chord.bass_or_root:
            early += 1
            on_the_beat = [n for n in notes if abs(n.start_beats - span.start_beats) < 0.1]
            assert not on_the_beat
    assert early >= 0.6 * len(changes)  # quiet bars end on their fifth


@pytest.mark.parametrize("tempo_bpm", [95.0, 190.0])
def test_an_early_root_is_a_root_to_the_judge(tempo_bpm: float) -> None:
    listening = heard_voice(tempo_bpm=tempo_bpm, seed=3)
    song = compose(plan(Brief(task=Task.ACCOMPANY, style="salsa"), listening, 3), 1)
    assert judge(song, listening.melody).bass_on_root == 1.0


def test_a_slide_is_an_octave_the_note_before_rings_into() -> None:
    notes = bass(score("trap", 140.0)).notes
    slides = [(a, b) for a, b in pairwise(notes) if a.end_beats > b.start_beats + 0.01]
    assert slides
    assert all(b.pitch_midi - a.pitch_midi in (0, 12) for a, b in slides)
