from dataclasses import replace

import numpy as np
import pytest

from tutti.listen.voice_sections import find_sections
from tutti.music.form import SectionLabel
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline
from tutti.testing.humming import melody

BEAT = 0.6
VERSE = [60, 62, 64, 62] * 6 + [60, 60, 62, 60]
CHORUS = [67, 67, 72, 71, 69, 69, 67, 65] * 6 + [67, 69, 72, 72]


def _verse(start_bar: int) -> tuple[HeardNote, ...]:
    return melody(VERSE, [1.0] * 24 + [1, 1, 1, 3], start_seconds=start_bar * 4 * BEAT)


def _chorus(start_bar: int) -> tuple[HeardNote, ...]:
    notes = melody(CHORUS, [0.5] * 48 + [1, 1, 1, 3], start_seconds=start_bar * 4 * BEAT)
    return tuple(replace(note, level_db=-12.0) for note in notes)


def _grid(bars: int, first_beat: int = 0) -> Timeline:
    beats = BEAT * (first_beat + np.arange(bars * 4 + 1 - first_beat))
    return Timeline(meter=Meter(4, 4), beat_seconds=tuple(beats.tolist()), first_beat=first_beat)


def test_verse_and_chorus_are_told_apart_and_lie_on_their_bars() -> None:
    notes = _verse(0) + _chorus(8) + _verse(16) + _chorus(24)
    sections = find_sections(notes, _grid(32))
    assert [section.start_beats for section in sections] == [0, 32, 64, 96]
    verse, chorus = SectionLabel.VERSE, SectionLabel.CHORUS
    assert [section.label for section in sections] == [verse, chorus, verse, chorus]
    assert sections[1].energy > sections[0].energy + 0.1


def test_long_rests_become_intro_break_and_outro() -> None:
    notes = _verse(0) + _chorus(16)
    sections = find_sections(notes, _grid(32, first_beat=-16))
    labels = [section.label for section in sections]
    assert labels[0] is SectionLabel.INTRO
    assert labels[-1] is SectionLabel.OUTRO
    gap = next(section for section in sections if section.label is SectionLabel.BREAK)
    assert (gap.start_beats, gap.end_beats) == (32, 64)
    assert sections[0].start_beats == -16
    assert sections[-1].end_beats == 128


def test_a_pickup_belongs_to_the_first_section() -> None:
    pickup = HeardNote(start_seconds=-BEAT, end_seconds=-0.1, pitch_midi=55)
    sections = find_sections((pickup, *_verse(0)), _grid(8, first_beat=-2))
    assert len(sections) == 1
    assert (sections[0].start_beats, sections[0].end_beats) == (-2, 32)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_notes_make_one_section(count: int) -> None:
    sections = find_sections(_verse(0)[:count], _grid(3))
    assert (sections[0].start_beats, sections[-1].end_beats) == (0, 12)


def test_a_strophe_that_never_changes_is_all_verse() -> None:
    sections = find_sections(_verse(0) + _verse(8) + _verse(16), _grid(24))
    assert {section.label for section in sections} == {SectionLabel.VERSE}
