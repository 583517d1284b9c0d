import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.compose.voices import heard_voice

from tutti.compose.form import lay_out
from tutti.compose.singer import Singer
from tutti.music.form import SectionLabel


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["4/4", "3/4", "6/8"]),
    st.integers(16, 100),
    st.integers(0, 5),
    st.sampled_from([0.0, 0.5]),
    st.floats(0.0, 0.06),
    st.floats(0.5, 60.0),
)
def test_the_band_starts_and_ends_with_the_voice(meter, bars, lead_bars, pickup, drift, silence):
    listening = heard_voice(
        meter=meter, bars=bars, lead_bars=lead_bars, pickup_beats=pickup, drift=drift, silence_seconds=silence
    )
    singer = Singer.heard(listening.melody, listening.timeline)
    form = lay_out(listening, singer)
    per_bar = listening.timeline.beats_per_bar
    assert form.sections[0].start_beats == 0.0
    assert form.sections[-1].end_beats == form.end_beats
    for before, after in zip(form.sections[:-1], form.sections[1:], strict=True):
        assert before.end_beats == after.start_beats
        assert after.start_beats % per_bar == 0
    voice_end = float(singer.ends_beats[-1])
    assert voice_end - 0.5 * per_bar <= form.end_beats <= voice_end + 2 * per_bar + 1e-6
    assert form.timeline.last_beat > form.end_beats
    heard = listening.timeline.beat_seconds
    assert form.timeline.beat_seconds[: len(heard)] == heard
    assert (form.sections[0].label is SectionLabel.INTRO) == (lead_bars > 0)


def test_the_last_chord_is_struck_with_the_last_note_on_a_downbeat():
    listening = heard_voice(bars=16)
    form = lay_out(listening, Singer.heard(listening.melody, listening.timeline))
    assert form.final_beats == 15 * 4


def test_choruses_aim_higher_than_verses():
    listening = heard_voice(bars=32)
    form = lay_out(listening, Singer.heard(listening.melody, listening.timeline))
    energies = {
        label: [s.energy for s in form.sections if s.label is label]
        for label in (SectionLabel.VERSE, SectionLabel.CHORUS)
    }
    assert min(energies[SectionLabel.CHORUS]) > max(energies[SectionLabel.VERSE]) + 0.1


@pytest.mark.parametrize("seconds", [10.0, 40.0])
def test_without_a_melody_the_band_plays_what_there_is(seconds):
    listening = heard_voice(bars=32)
    silent = Singer.heard((), listening.timeline)
    form = lay_out(listening, silent)
    assert form.end_beats > form.final_beats > 0
    assert seconds > 0
