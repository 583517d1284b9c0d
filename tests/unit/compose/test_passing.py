"""Passing chords lead into the next chord, and only where the singer leaves room."""

import numpy as np
import pytest
from tests.unit.compose.voices import heard_voice

from tutti.compose.passing import with_passing
from tutti.compose.singer import Singer
from tutti.compose.style_table import styles
from tutti.music.harmony import Chord, ChordSpan

SHEET = ("F", "F", "G", "G", "C", "C", "F", "C")


def sheet() -> tuple[ChordSpan, ...]:
    return tuple(
        ChordSpan(start_beats=4.0 * bar, end_beats=4.0 * bar + 4.0, chord=Chord.parse(name))
        for bar, name in enumerate(SHEET)
    )


def singer(*notes: tuple[float, float, int]) -> Singer:
    starts, ends, pitches = (np.array(column) for column in zip(*notes, strict=True)) if notes else (np.zeros(0),) * 3
    return Singer(starts_beats=starts, ends_beats=ends, pitches_midi=pitches.astype(np.int64), median_midi=64.0)


def passing(voice: Singer, take: int) -> list[tuple[float, str]]:
    result = with_passing(sheet(), voice, styles()["gospel"].harmony, take=take, beats_per_bar=4)
    edges = [result[0].start_beats, *(span.end_beats for span in result)]
    assert edges == sorted(edges)
    assert edges[-1] == 32.0
    return [(s.start_beats, str(s.chord)) for s in result if s.end_beats - s.start_beats < 4 and s.start_beats % 4]


def test_up_a_tone_goes_a_diminished_chord_and_elsewhere_a_dominant():
    assert passing(singer(), 1) == [(7.0, "F#:dim7"), (15.0, "G:7"), (23.0, "C:7")]
    assert passing(singer(), 2) == [(7.0, "D:7"), (15.0, "G:7"), (23.0, "C:7")]


def test_a_dominant_that_is_there_needs_no_other():
    spans = (
        ChordSpan(start_beats=4.0, end_beats=8.0, chord=Chord.parse("G:9")),
        ChordSpan(start_beats=8.0, end_beats=12.0, chord=Chord.parse("C")),
    )
    harmony = styles()["gospel"].harmony
    assert with_passing(spans, singer(), harmony, take=2, beats_per_bar=4) == spans
    assert str(with_passing(spans, singer(), harmony, take=1, beats_per_bar=4)[1].chord) == "B:dim7"


def test_a_sung_note_outside_the_passing_chord_forbids_it():
    assert (7.0, "F#:dim7") not in passing(singer((7.0, 8.0, 65)), 1)
    assert (7.0, "F#:dim7") in passing(singer((7.0, 8.0, 66)), 1)


@pytest.mark.parametrize("take", [1, 2])
def test_styles_without_passing_chords_keep_their_sheet(take):
    listening = heard_voice()
    voice = Singer.heard(listening.melody, listening.timeline)
    assert with_passing(sheet(), voice, styles()["pop"].harmony, take=take, beats_per_bar=4) == sheet()
