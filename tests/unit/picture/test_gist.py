from dataclasses import replace

import numpy as np
import pytest
from tests.unit.picture.songs import bare, written

from tutti.music.brief import VoiceGender
from tutti.music.form import Section, SectionLabel
from tutti.music.lyric import Syllable
from tutti.music.note import HeardNote, Note
from tutti.music.score import Part, SungNote, SungPhrase, VocalPart
from tutti.picture.gist import MOST_BARS, gist_of


def sung(*pitches: int) -> VocalPart:
    syllable = Syllable(text="la", onset=("l",), nucleus="a")
    notes = tuple(
        SungNote(start_beats=float(beat), duration_beats=0.9, pitch_midi=pitch, syllable=syllable)
        for beat, pitch in enumerate(pitches)
    )
    return VocalPart(
        player="vocals", gender=VoiceGender.FEMALE, language="en", phrases=(SungPhrase(text="la", notes=notes),)
    )


def player(name: str, *pitches: int, velocity: int = 80) -> Part:
    notes = tuple(
        Note(start_beats=float(beat), duration_beats=1.0, pitch_midi=pitch, velocity=velocity)
        for beat, pitch in enumerate(pitches)
    )
    return Part(player=name, program=0, notes=notes)


def heights(gist) -> list[float]:
    return [tone.height for tone in gist.melody]


def test_a_written_song_is_seen_whole():
    score, melody = written("pop", "A minor", 2)
    gist = gist_of(score, melody, 1)
    assert len(gist.bars) == np.ceil(score.end_beats / 4)
    assert len(gist.melody) == len(melody)
    assert gist.sections[0].start == 0.0
    assert gist.sections[-1].end == pytest.approx(1.0)
    assert max(bar.density for bar in gist.bars) == 1.0
    assert len({bar.chord for bar in gist.bars}) > 2
    assert sum(share for _, share in gist.players) == pytest.approx(1.0)
    assert len(gist.phrases) > 3
    assert sum(len(phrase) for phrase in gist.phrases) == len(melody)


def test_what_is_sung_goes_before_what_was_heard_and_that_before_the_band():
    heard = (HeardNote(start_seconds=0.0, end_seconds=1.0, pitch_midi=60),)
    score = replace(bare(), parts=(player("piano", 60, 62, 64, 65, 67),))
    assert len(gist_of(replace(score, vocals=(sung(60, 72),)), heard, 1).melody) == 2
    assert len(gist_of(score, heard, 1).melody) == 1
    assert len(gist_of(score, (), 1).melody) == 5


def test_of_the_band_the_highest_notes_of_the_highest_player_are_the_melody():
    flute = Part(
        player="flute", program=73,
        notes=tuple(Note(start_beats=0.0, duration_beats=1.0, pitch_midi=pitch) for pitch in (72, 79, 84)),
    )  # fmt: skip
    drums = replace(player("drums", 100), is_drums=True)
    gist = gist_of(replace(bare(), parts=(player("bass", 40, 41), flute, drums)), (), 1)
    assert len(gist.melody) == 1


def test_heights_span_the_range_and_a_monotone_stays_in_the_middle():
    assert heights(gist_of(replace(bare(), vocals=(sung(60, 72, 66),)), (), 1)) == pytest.approx([0.0, 1.0, 0.5])
    assert heights(gist_of(replace(bare(), vocals=(sung(60, 60),)), (), 1)) == pytest.approx([0.5, 0.5])


def test_the_climax_is_the_highest_tone():
    gist = gist_of(replace(bare(), vocals=(sung(60, 64, 71, 62),)), (), 1)
    assert gist.climax.start == pytest.approx(2 / 8)


def test_a_bare_score_has_a_bar_a_section_and_a_tone():
    gist = gist_of(bare(beats=0.5), (), 1)
    assert len(gist.bars) == len(gist.sections) == len(gist.melody) == len(gist.phrases) == 1
    assert gist.bars[0].chord is None
    assert gist.players == ()


def test_cells_are_as_many_as_asked_for_and_in_order():
    score, melody = written("jazz", "C major", 4)
    gist = gist_of(score, melody, 1)
    for count in (1, 7, 100):
        numbers = [gist.bars.index(cell) for cell in gist.cells(count)]
        assert len(numbers) == count
    assert [cell.section for cell in gist.cells(40)] == sorted(cell.section for cell in gist.cells(40))


def test_the_contour_follows_the_melody_over_rests():
    gist = gist_of(replace(bare(), vocals=(sung(60, 72),)), (), 1)
    line = gist.contour(50, end=0.2)
    assert np.all(np.diff(line) >= 0.0)
    assert gist.contour(9)[-1] == pytest.approx(1.0)


def test_a_long_song_is_seen_in_at_most_so_many_bars():
    score = bare(beats=4.0 * (MOST_BARS + 88))
    assert len(gist_of(score, (), 1).bars) == MOST_BARS


def test_sections_beyond_the_music_are_left_out():
    sections = tuple(
        Section(start_beats=start, end_beats=start + 8.0, label=SectionLabel.VERSE, energy=0.5) for start in (0.0, 8.0)
    )
    assert len(gist_of(replace(bare(), sections=sections), (), 1).sections) == 1


def test_density_and_force_are_those_of_the_players():
    quiet = gist_of(replace(bare(), parts=(player("piano", *[60] * 8, velocity=20),)), (), 1)
    loud = gist_of(replace(bare(), parts=(player("a", *[60] * 8, velocity=120), player("b", *[50] * 8))), (), 1)
    assert quiet.force < loud.force
    assert quiet.fullness < loud.fullness
