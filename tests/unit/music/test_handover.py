"""What is handed over is read back equal, to the last bit."""

from dataclasses import replace
from math import pi

import pytest

from tutti.base.errors import InputError
from tutti.music.brief import Brief, Task, VoiceGender
from tutti.music.handover import read_heard, read_plan, write_heard, write_plan
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.plan import Plan
from tutti.music.score import Score
from tutti.music.time import Timeline


@pytest.fixture
def heard(song: Score) -> Listening:
    beats = song.timeline.beat_seconds
    awkward = (0.1 + 0.2, 1 / 3, 2 / 3 + 1e-16, 1e-300, 5e-324)
    return Listening(
        source=Source.VOICE,
        duration_seconds=pi * 10,
        timeline=Timeline(meter=song.timeline.meter, beat_seconds=tuple(t + pi * 1e-9 for t in beats), first_beat=-2),
        key=song.key,
        tuning_cents=-39.799999999999997,
        chords=song.chords,
        melody=tuple(
            HeardNote(start_seconds=k + share, end_seconds=k + 0.9, pitch_midi=60 + k, deviation_cents=-share)
            for k, share in enumerate(awkward)
        ),
        sections=song.sections,
        beat_levels_db=(-20.000000000000004,) * (len(beats) - 1),
        confidence=Confidence(beats=0.9, downbeats=0.8, key=0.7000000000000001),
    )


def test_what_was_heard_is_read_back_equal(heard: Listening) -> None:
    assert read_heard(write_heard(heard)) == heard
    assert write_heard(read_heard(write_heard(heard))) == write_heard(heard)


def test_a_plan_is_read_back_equal(heard: Listening, song: Score) -> None:
    plan = Plan(
        brief=Brief(task=Task.SING, prompt="the sea 美", voice=VoiceGender.MALE, weirdness=1 / 3),
        listening=heard,
        seed=2**63 - 1,
        title="Beauté",
        styles=("pop", "folk"),
        tags="Pop, Folk",
        unknown_words=("zydeco",),
        timeline=heard.timeline,
        end_beats=31.999999999999996,
        key=song.key,
        sections=song.sections,
        chords=song.chords,
        lyrics=song.lyrics,
        voice=VoiceGender.MALE,
    )
    assert read_plan(write_plan(plan)) == plan
    bare = replace(plan, lyrics=None, voice=None, unknown_words=(), brief=Brief(task=Task.ACCOMPANY))
    assert read_plan(write_plan(bare)) == bare


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"source": "voice"}', "not JSON"])
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read back"):
        read_heard(text)
    with pytest.raises(InputError, match="cannot be read back"):
        read_plan(text)
