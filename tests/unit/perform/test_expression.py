"""What players do with written notes: properties, on a grid that drifts."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutti.music.brief import VoiceGender
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.lyric import Syllable
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.score import Part, Score, SungNote, SungPhrase, VocalPart
from tutti.music.swing import swung, swung_vocals
from tutti.music.time import Meter, Timeline
from tutti.perform.expression import CLIPPED_SECONDS, performed_notes
from tutti.perform.played_note import PlayedNote
from tutti.perform.strum import MAX_WIDTH_SECONDS, is_down_stroke, string_offsets, stroke_divisions

BEATS = 64
PIANO, STEEL_GUITAR, BASS, BASS_SYNTH, STRINGS, PAD = 0, 25, 33, 38, 48, 89
KICK, SNARE = 36, 38


def drifting(start_seconds: float = 1.0) -> Timeline:
    beats = np.arange(-4, BEATS + 1)
    seconds = start_seconds + 0.5 * beats + 0.1 * np.sin(beats / 9)
    return Timeline(meter=Meter(4, 4), beat_seconds=tuple(seconds.tolist()), first_beat=-4)


def score(*parts: Part, swing: float = 0.5, timeline: Timeline | None = None) -> Score:
    return Score(
        title="",
        styles=("pop",),
        timeline=timeline or drifting(),
        end_beats=BEATS,
        key=Key(0, Mode.MAJOR),
        sections=(Section(start_beats=0.0, end_beats=BEATS, label=SectionLabel.VERSE, energy=0.5),),
        chords=(ChordSpan(start_beats=0.0, end_beats=BEATS, chord=Chord(0, Quality.MAJOR)),),
        parts=parts,
        swing=swing,
    )


def note(start_beats: float, pitch_midi: int, duration_beats: float = 0.5, velocity: int = 80) -> Note:
    return Note(start_beats=start_beats, duration_beats=duration_beats, pitch_midi=pitch_midi, velocity=velocity)


def part(program: int, notes: list[Note], *, is_drums: bool = False) -> Part:
    return Part(player="player", program=program, notes=tuple(notes), is_drums=is_drums)


def performed(
    one: Part, *, seed: int = 1, swing: float = 0.5, timeline: Timeline | None = None
) -> tuple[PlayedNote, ...]:
    return performed_notes(one, score(one, swing=swing, timeline=timeline), seed)


def errors_seconds(one: Part, *, swing: float = 0.5, seed: int = 1) -> np.ndarray:
    """How far the notes of a monophonic part fall behind the heard grid."""
    starts = np.array([played.start_seconds for played in performed(one, swing=swing, seed=seed)])
    return starts - drifting().seconds_at([written.start_beats for written in one.notes])


@pytest.mark.parametrize(
    ("one", "sd_seconds"),
    [
        (part(0, [note(beat, KICK) for beat in range(BEATS)], is_drums=True), 0.003),
        (part(BASS, [note(beat, 40) for beat in range(BEATS)]), 0.004),
        (part(PIANO, [note(beat, 60) for beat in range(BEATS)]), 0.005),
    ],
)
def test_players_follow_the_grid_within_milliseconds(one: Part, sd_seconds: float) -> None:
    errors = np.concatenate([errors_seconds(one, seed=seed) for seed in range(8)])
    assert np.abs(errors).max() < 0.0125
    assert np.std(errors) == pytest.approx(sd_seconds, rel=0.25)
    assert abs(np.mean(errors)) < 0.005


def test_the_bass_sits_behind_the_kick_and_the_snare_leans_back() -> None:
    kick = part(0, [note(beat, KICK) for beat in range(BEATS)], is_drums=True)
    snare = part(0, [note(beat, SNARE) for beat in range(BEATS)], is_drums=True)
    bass = part(BASS, [note(beat, 40) for beat in range(BEATS)])
    behind = {
        name: np.mean([errors_seconds(one, seed=seed) for seed in range(8)])
        for name, one in (("kick", kick), ("snare", snare), ("bass", bass))
    }
    assert 0.001 < behind["bass"] - behind["kick"] < 0.006
    assert 0.001 < behind["snare"] - behind["kick"] < 0.004


def test_timing_wanders_rather_than_jitters() -> None:
    one = part(PIANO, [note(beat / 2, 60, 0.4) for beat in range(2 * BEATS)])
    errors = np.concatenate([errors_seconds(one, seed=seed) for seed in range(8)])
    assert np.corrcoef(errors[:-1], errors[1:])[0, 1] > 0.4


def test_swing_moves_off_beats_before_they_are_mapped_to_seconds() -> None:
    one = part(0, [note(beat / 2, KICK) for beat in range(BEATS)], is_drums=True)
    starts = np.array([played.start_seconds for played in performed(one, swing=2 / 3)])
    expected = drifting().seconds_at(np.floor(np.arange(BEATS) / 2) + np.where(np.arange(BEATS) % 2, 2 / 3, 0.0))
    assert np.abs(starts - expected).max() < 0.012


def test_swing_of_positions() -> None:
    four = Meter(4, 4)
    beats = np.array([-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0, 7.5])
    expected = [-1.0, -0.4, 0.0, 0.3, 0.6, 0.8, 1.0, 7.6]
    np.testing.assert_allclose(swung(beats, swing=0.6, meter=four), expected, atol=1e-9)
    np.testing.assert_array_equal(swung(beats, swing=0.5, meter=four), beats)
    triplets = np.array([0.0, 1 / 3, 2 / 3, 1.0])
    np.testing.assert_allclose(swung(triplets, swing=0.6, meter=four), triplets)
    np.testing.assert_array_equal(swung(beats, swing=0.6, meter=Meter(6, 8)), beats)


def test_the_singer_swings_with_the_band() -> None:
    syllable = Syllable(text="la", onset=("l",), nucleus="ɑ")
    notes = [SungNote(start_beats=beat / 2, duration_beats=0.5, pitch_midi=60, syllable=syllable) for beat in range(4)]
    vocal = VocalPart(
        player="vocals",
        gender=VoiceGender.MALE,
        language="en",
        phrases=(SungPhrase(text="la la la la", notes=tuple(notes)),),
    )
    (phrase,) = swung_vocals(vocal, score(swing=0.6)).phrases
    np.testing.assert_allclose([each.start_beats for each in phrase.notes], [0.0, 0.6, 1.0, 1.6], atol=1e-9)
    np.testing.assert_allclose([each.end_beats for each in phrase.notes], [0.6, 1.0, 1.6, 2.0], atol=1e-9)
    assert swung_vocals(vocal, score()) == vocal


CHORD = (40, 47, 52, 56, 59, 64)


def test_guitars_strum_down_on_the_beat_and_up_between() -> None:
    one = part(STEEL_GUITAR, [note(beat / 2, pitch) for beat in range(16) for pitch in CHORD])
    played = performed(one)
    for eighth in range(16):
        strum = played[6 * eighth : 6 * eighth + 6]
        pitches = [each.pitch_midi for each in strum]
        assert pitches == sorted(CHORD, reverse=bool(eighth % 2))
        gaps = np.diff([each.start_seconds for each in strum])
        np.testing.assert_allclose(gaps, 0.012, atol=1e-6)
        centre = np.mean([each.start_seconds for each in strum])
        assert abs(centre - drifting().seconds_at(eighth / 2)) < 0.025


def test_soft_strums_are_slower_and_the_hand_loses_force() -> None:
    widths = []
    for velocity in (50, 80, 110):
        played = performed(
            part(STEEL_GUITAR, [note(beat, p, velocity=velocity) for beat in range(16) for p in CHORD[:4]])
        )
        strums = [played[4 * beat : 4 * beat + 4] for beat in range(16)]
        widths.append(np.mean([strum[-1].start_seconds - strum[0].start_seconds for strum in strums]))
        first, last = (np.mean([strum[place].velocity for strum in strums]) for place in (0, -1))
        assert 5.0 < first - last < 15.0
    assert widths[0] > 1.2 * widths[1] > 1.2 * widths[2]


def test_guitarists_damp_what_they_leave_at_once() -> None:
    power = [note(beat / 2, pitch, 0.19 if beat % 2 else 0.45) for beat in range(8) for pitch in (40, 47)]
    assert [each.is_damped for each in performed(part(30, power))] == [False, False, True, True] * 4
    assert not any(each.is_damped for each in performed(part(PIANO, power)))


def test_strums_keep_their_width() -> None:
    wide = [note(0.0, pitch) for pitch in range(40, 50)]
    offsets = string_offsets(wide, is_down=True, string_seconds=0.012)
    assert np.ptp(offsets) == pytest.approx(MAX_WIDTH_SECONDS)
    assert stroke_divisions([0.0, 0.5, 1.5], Meter(4, 4)) == 2
    assert stroke_divisions([0.0, 0.75, 1.5], Meter(4, 4)) == 4
    assert stroke_divisions([0.0, 1 / 3], Meter(6, 8)) == 3
    assert [is_down_stroke(position, 4) for position in (0.0, 0.25, 0.5, 0.75)] == [True, False, True, False]
    assert [is_down_stroke(sixth / 3, 3) for sixth in range(6)] == [True, False, True] * 2


def test_a_chord_moves_together_and_its_top_is_brought_out() -> None:
    one = part(PIANO, [note(beat, pitch) for beat in range(BEATS) for pitch in (60, 64, 67)])
    played = performed(one)
    chords = [played[3 * beat : 3 * beat + 3] for beat in range(BEATS)]
    assert max(np.ptp([each.start_seconds for each in chord]) for chord in chords) < 0.006
    tops = [each.velocity for chord in chords for each in chord if each.pitch_midi == 67]
    others = [each.velocity for chord in chords for each in chord if each.pitch_midi != 67]
    assert 1.0 < np.mean(tops) - np.mean(others) < 6.0


def test_velocities_stay_near_what_is_written() -> None:
    written = [note(beat, 60, velocity=velocity) for beat, velocity in enumerate((1, 30, 80, 127) * 16)]
    played = performed(part(PIANO, written))
    difference = np.array([one.velocity - other.velocity for one, other in zip(played, written, strict=True)])
    assert np.abs(difference).max() <= 7
    assert np.std(difference) > 0.5


def test_strings_are_joined_but_not_across_rests() -> None:
    joined = performed(part(STRINGS, [note(0.0, 60, 2.0), note(2.0, 62, 1.0), note(4.0, 64, 1.0)]))
    assert joined[0].end_seconds - joined[1].start_seconds > 0.05
    assert joined[1].end_seconds < joined[2].start_seconds - 0.3


def test_only_long_notes_of_those_who_can_swell() -> None:
    for program, swells in ((STRINGS, True), (PIANO, False)):
        played = performed(part(program, [note(0.0, 60, 0.5), note(4.0, 62, 4.0)]))
        assert [each.swell_db > 0.0 for each in played] == [False, swells]


def test_a_key_comes_up_before_it_is_struck_again() -> None:
    for program in (PIANO, STRINGS, BASS):
        played = performed(part(program, [note(beat / 4, 60, 0.5) for beat in range(32)]))
        for now, then in pairwise(played):
            assert now.end_seconds < then.start_seconds


def test_a_pickup_before_the_audio_does_not_crowd_its_start() -> None:
    # Beat 0 falls at 0.3 s: the run starts before the audio.
    timeline = drifting(start_seconds=0.3)
    run = part(PIANO, [note(beat / 4 - 1.0, 60 + beat, 0.25) for beat in range(8)])
    starts = [each.start_seconds for each in performed(run, timeline=timeline)]
    on_grid = timeline.seconds_at([each.start_beats for each in run.notes])
    assert len(starts) == np.sum(on_grid > -CLIPPED_SECONDS)
    assert np.diff(starts).min() > 0.06
    held = part(STRINGS, [note(-2.0, 60, 6.0), note(-2.0, 64, 0.5)])
    (late,) = performed(held, timeline=timeline)
    assert (late.start_seconds, late.pitch_midi) == (0.0, 60)


def test_what_starts_with_the_audio_is_played_however_early_its_player_is() -> None:
    timeline = drifting(start_seconds=0.0)
    for program in (STRINGS, PAD, STEEL_GUITAR):
        stab = part(program, [note(0.0, pitch, 0.25) for pitch in (52, 55, 60, 64)])
        assert len(performed(stab, timeline=timeline)) == 4


def test_seeded_per_player() -> None:
    one = part(PIANO, [note(beat, 60) for beat in range(BEATS)])
    assert performed(one, seed=4) == performed(one, seed=4)
    assert performed(one, seed=4) != performed(one, seed=5)
    assert performed(replace(one, player="other"), seed=4) != performed(one, seed=4)
    assert performed(part(PIANO, [])) == ()


NOTES = st.builds(
    note,
    start_beats=st.floats(-4.0, BEATS),
    pitch_midi=st.integers(30, 90),
    duration_beats=st.floats(0.01, 8.0),
    velocity=st.integers(1, 127),
)


@given(st.lists(NOTES, max_size=12), st.integers(0, 127), st.booleans(), st.floats(0.5, 0.75))
@settings(max_examples=50, deadline=None)
def test_whatever_is_written_can_be_played(written: list[Note], program: int, is_drums: bool, swing: float) -> None:
    played = performed(part(program, written, is_drums=is_drums), swing=swing, timeline=drifting(start_seconds=0.7))
    starts = [each.start_seconds for each in played]
    assert starts == sorted(starts)
    assert len(played) <= len(written)
    assert all(each.start_seconds >= 0 and each.duration_seconds > 0 and 1 <= each.velocity <= 127 for each in played)


def test_a_bass_synthesizer_slides_from_a_note_that_still_sounds():
    line = [note(0.0, 28, 1.1), note(1.0, 40), note(2.0, 28)]
    first, second, third = performed(part(BASS_SYNTH, line))
    assert [n.glide_semitones for n in (first, second, third)] == [0.0, -12.0, 0.0]
    assert first.end_seconds == pytest.approx(second.start_seconds, abs=1e-6)
    assert all(n.glide_semitones == 0.0 for n in performed(part(BASS, line)))
