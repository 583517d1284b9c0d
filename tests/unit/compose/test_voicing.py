import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutti.compose.singer import Singer
from tutti.compose.voicing import WIDEST_SEMITONES, clear_window, lead_voices
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.note import HeardNote
from tutti.music.time import Meter, Timeline

TIMELINE = Timeline.steady(meter=Meter(4, 4), tempo_bpm=60.0, beats=16)
SILENT = Singer.heard([], TIMELINE)


def sings(pitch: int) -> Singer:
    return Singer.heard([HeardNote(start_seconds=0.0, end_seconds=8.0, pitch_midi=pitch)], TIMELINE)


def spans(*chords: Chord) -> list[ChordSpan]:
    return [ChordSpan(start_beats=4.0 * n, end_beats=4.0 * n + 4.0, chord=chord) for n, chord in enumerate(chords)]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 11), st.sampled_from(list(Quality)), st.integers(45, 60), st.integers(14, 26))
def test_voicings_hold_chord_tones_inside_the_window(root, quality, low, width):
    chord = Chord(root, quality)
    (voicing,) = lead_voices(spans(chord), SILENT, (low, low + width), 4)
    assert all(pitch % 12 in chord.pitch_classes for pitch in voicing)
    assert low <= voicing[0]
    assert voicing[-1] <= low + width
    assert voicing[-1] - voicing[0] <= WIDEST_SEMITONES
    assert len(voicing) >= min(3, len(chord.pitch_classes))


def test_voices_move_as_little_as_they_can():
    """From C to A minor two tones stay and one moves a step (Piston)."""
    first, second = lead_voices(spans(Chord(0, Quality.MAJOR), Chord(9, Quality.MINOR)), SILENT, (55, 76), 3)
    assert len(set(first) & set(second)) == 2
    assert abs(sum(first) - sum(second)) == 2


@pytest.mark.parametrize("sung", [57, 62, 65, 69])
def test_chords_keep_out_of_the_singers_way(sung):
    singer = sings(sung)
    held = [ChordSpan(start_beats=0.0, end_beats=8.0, chord=Chord(sung % 12, Quality.MAJOR))]
    (voicing,) = lead_voices(held, singer, clear_window(48, 77, singer), 4)
    assert all(pitch == sung or abs(pitch - sung) > 2 for pitch in voicing)


def test_the_window_goes_below_a_high_voice_and_above_a_low_one():
    assert clear_window(48, 77, sings(67))[1] <= 64
    assert clear_window(48, 77, sings(55))[0] >= 60
