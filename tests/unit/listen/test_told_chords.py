"""Chords that were told take the place of those heard, with the key and the form they imply."""

import pytest
from tests.unit.compose.voices import heard_voice

from tutti.listen.hints import read_hints
from tutti.listen.told_chords import with_told_chords
from tutti.music.form import SectionLabel
from tutti.music.harmony import chord_at
from tutti.music.pitch import Key


def test_chords_loop_from_the_first_downbeat_and_lead_in():
    heard = heard_voice(pickup_beats=0.5)
    told = with_told_chords(heard, read_hints(chords="C | G/B | Am7 F"))
    assert [str(chord_at(told.chords, beat)) for beat in (-0.5, 0.0, 4.0, 8.0, 10.0, 12.0)] == [
        "F:maj", "C:maj", "G:maj/3", "A:min7", "F:maj", "C:maj",
    ]  # fmt: skip
    assert told.chords[0].start_beats == heard.timeline.first_beat
    assert told.chords[-1].end_beats >= heard.timeline.last_beat
    assert told.confidence.chords == 1.0
    assert told.sections == heard.sections
    assert with_told_chords(heard, read_hints(key="G major")) is heard


@pytest.mark.parametrize(
    ("chords", "hints", "key"),
    [
        ("D | A | Bm | G", {}, "D major"),
        ("Am | F | C | G", {}, "C major"),  # as was heard
        ("Am | Dm | E7 | Am", {}, "A minor"),
        ("I | V | vi | IV", {}, "C major"),
        ("D | A | Bm | G", {"key": "G major"}, "C major"),  # the ear was given the key already
        ("N.C.", {}, "C major"),
    ],
)
def test_the_key_follows_chords_that_speak_for_one(chords, hints, key):
    assert with_told_chords(heard_voice(), read_hints(chords=chords, **hints)).key == Key.parse(key)


def test_heads_tell_the_form():
    heard = heard_voice(bars=32)
    told = with_told_chords(heard, read_hints(chords="[Verse]\nC G Am F x2\n[Chorus]\nF G C C x3"))
    per_bar = heard.timeline.beats_per_bar
    form = [(section.label, section.start_beats / per_bar) for section in told.sections]
    assert form[:3] == [(SectionLabel.VERSE, 0), (SectionLabel.CHORUS, 8), (SectionLabel.VERSE, 20)]
    assert told.sections[-1].end_beats == heard.timeline.last_beat
