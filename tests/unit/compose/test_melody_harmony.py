import numpy as np
import pytest

from tutti.compose.melody_harmony import bent_scale, pitch_costs
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline


@pytest.mark.parametrize(
    ("key", "chord", "scale"),
    [
        ("C major", "G:7", {0, 2, 4, 5, 7, 9, 11}),
        ("A minor", "E:maj", {9, 11, 0, 2, 4, 5, 8}),  # harmonic minor over its dominant
        ("C major", "F:min", {0, 2, 4, 5, 7, 8, 11}),  # borrowed from the minor
        ("C major", "D:7", {0, 2, 4, 6, 7, 9, 11}),  # dominant of the dominant
    ],
)
def test_the_scale_bends_to_the_chord(key, chord, scale):
    assert bent_scale(Key.parse(key), Chord.parse(chord)) == scale


def test_chord_tones_are_cheapest_on_a_downbeat_and_foreign_tones_dearest():
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=100, beats=16)
    chords = (ChordSpan(start_beats=0.0, end_beats=16.0, chord=Chord.parse("C")),)
    pitches = np.arange(60, 72)
    costs = pitch_costs(pitches, chords, Key.parse("C major"), timeline, 4.0, 5.0)
    chord_tones, scale_tones, foreign = costs[[0, 4, 7]], costs[[2, 5, 9, 11]], costs[[1, 3, 6, 8, 10]]
    assert chord_tones.max() < scale_tones.min() < scale_tones.max() < foreign.min()
    passing = pitch_costs(pitches, chords, Key.parse("C major"), timeline, 4.5, 4.75)
    assert np.all(passing[[2, 5, 9, 11]] < scale_tones)


def test_a_semitone_beside_a_chord_tone_is_not_held_longer_than_a_beat():
    timeline = Timeline.steady(meter=Meter(4, 4), tempo_bpm=240, beats=16)
    chords = tuple(
        ChordSpan(start_beats=at / 2, end_beats=(at + 1) / 2, chord=Chord.parse("C" if at % 2 else "A:min"))
        for at in range(8)
    )

    def dearer(beats: float) -> float:
        seventh, ninth = pitch_costs(np.array([71, 62]), chords, Key.parse("C major"), timeline, 0.0, beats)
        return float(seventh - ninth)

    assert dearer(1.0) == pytest.approx(0.0)
    assert dearer(2.0) > 3.0
