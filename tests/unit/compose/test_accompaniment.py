from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.compose.voices import heard_voice

from tutti.compose import compose, plan
from tutti.compose.accompaniment import swing_at
from tutti.compose.judge import judge
from tutti.compose.style import styles
from tutti.music.brief import Brief, Task
from tutti.music.documents import read_score, write_score


def brief(style: str, avoid: str = "") -> Brief:
    return Brief(task=Task.ACCOMPANY, style=style, avoid=avoid)


@pytest.mark.parametrize("name", list(styles()))
def test_every_style_keeps_to_the_gates(name):
    outside = []
    for song in ({"seed": 1}, {"meter": "3/4", "key": "D dorian", "seed": 2}, {"meter": "6/8", "key": "A minor"}):
        listening = heard_voice(**song)
        planned = plan(brief(name), listening, 3)
        for take in (1, 2):
            score = compose(planned, take)
            failures = set(judge(score, listening.melody).failures) - {"strong_chord_tones"}  # what the harmony is for
            outside += [(song, take, failure) for failure in failures]
    assert not outside


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(sorted(styles())),
    st.sampled_from(["4/4", "3/4", "6/8", "2/4", "12/8"]),
    st.sampled_from(["C major", "Eb minor", "G dorian", "A mixolydian", "E phrygian"]),
    st.integers(4, 40),
    st.integers(0, 3),
    st.sampled_from([0.0, 0.5]),
    st.integers(48, 74),
    st.integers(1, 3),
)
def test_any_song_is_playable(name, meter, key, bars, lead_bars, pickup, centre, take):
    listening = heard_voice(
        meter=meter, key=key, bars=bars, lead_bars=lead_bars, pickup_beats=pickup, centre_midi=centre, drift=0.03
    )
    score = compose(plan(brief(name), listening, 11), take)
    for part in score.parts:
        starts = [note.start_beats for note in part.notes]
        assert starts == sorted(starts)
        assert starts[0] >= score.sections[0].start_beats
        assert max(note.end_beats for note in part.notes) <= score.end_beats + 1e-6
    bass = next(part for part in score.parts if part.player == "bass")
    per_bar = score.timeline.beats_per_bar
    with_bass = {score.timeline.bar_of(note.start_beats + 1e-6) for note in bass.notes}
    final = score.timeline.bar_of(score.sections[-1].start_beats)
    assert set(range(final + 1)) <= with_bass
    assert score.end_beats % per_bar == 0
    assert {player for player, _ in score.mix.levels_lu} >= {part.player for part in score.parts}


def test_the_same_request_gives_the_same_score_and_another_seed_another():
    listening = heard_voice()
    first, again = (compose(plan(brief("soul"), listening, 5), 1) for _ in range(2))
    assert first == again
    assert compose(plan(brief("soul"), listening, 6), 1) != first
    assert read_score(write_score(first)) == first


def test_takes_are_two_musicians_and_not_two_seeds():
    planned = plan(brief("pop"), heard_voice(), 5)
    one, two = compose(planned, 1), compose(planned, 2)
    assert {part.player for part in one.parts} != {part.player for part in two.parts}
    assert [str(span.chord) for span in one.chords] != [str(span.chord) for span in two.chords]
    assert [span.chord.root for span in one.chords] == [span.chord.root for span in two.chords]
    drums = [
        {(n.pitch_midi, round(n.start_beats, 3)) for part in score.parts if part.is_drums for n in part.notes}
        for score in (one, two)
    ]
    assert len(drums[0] & drums[1]) / len(drums[0] | drums[1]) < 0.8


def test_wishes_for_players_are_kept():
    listening = heard_voice()
    score = compose(plan(brief("folk with erhu and piano, no drums", "guitar"), listening, 1), 1)
    players = {part.player for part in score.parts}
    assert {"violin", "piano"} <= players
    assert not players & {"drums", "percussion", "guitar", "electric_guitar"}
    alone = compose(plan(brief("only piano"), listening, 1), 1)
    assert {part.program for part in alone.parts} == {0}  # one pianist, two hands
    mixed = compose(plan(brief("rock 国风"), listening, 1), 1)
    assert {"electric_guitar", "koto"} <= {part.player for part in mixed.parts}


def test_an_upload_without_notes_still_gets_a_band():
    listening = replace(heard_voice(), melody=())
    score = compose(plan(brief("pop"), listening, 1), 1)
    assert len(score.parts) >= 5


def test_swing_flattens_when_it_is_fast():
    """Friberg and Sundström: about 2:1 at medium tempo, nearly even when fast."""
    assert swing_at(0.66, 110.0, is_compound=False) == 0.66
    assert 0.5 < swing_at(0.66, 250.0, is_compound=False) <= 0.55
    assert swing_at(0.66, 110.0, is_compound=True) == 0.5
