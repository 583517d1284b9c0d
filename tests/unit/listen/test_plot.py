from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from tutti.listen.plot import chord_name, plot
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.listening import Confidence, Listening, Source
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio

GRID = Timeline.steady(meter=Meter(4, 4), tempo_bpm=120.0, beats=32)
HEARD = Listening(
    source=Source.BAND,
    duration_seconds=16.0,
    timeline=GRID,
    key=Key.parse("Bb major"),
    tuning_cents=4.0,
    chords=(
        ChordSpan(start_beats=0.0, end_beats=16.0, chord=Chord.parse("Bb:maj7/3")),
        ChordSpan(start_beats=16.0, end_beats=32.0, chord=None),
    ),
    melody=(HeardNote(start_seconds=1.0, end_seconds=3.0, pitch_midi=62),),
    sections=(Section(start_beats=0.0, end_beats=32.0, label=SectionLabel.VERSE, energy=0.6),),
    beat_levels_db=(-20.0,) * 32,
    confidence=Confidence(beats=0.9, downbeats=0.8, key=0.7),
)


@pytest.mark.parametrize("with_melody", [True, False])
def test_the_picture_is_1600_by_900_and_not_blank(tmp_path: Path, with_melody: bool) -> None:
    t = np.arange(16 * 8000) / 8000
    audio = Audio(samples=np.sin(2 * np.pi * 220 * t)[np.newaxis].astype(np.float32), sample_rate_hz=8000)
    heard = HEARD if with_melody else replace(HEARD, melody=(), chords=())
    plot(audio, heard, tmp_path / "heard.png")
    picture = imread(tmp_path / "heard.png")
    assert picture.shape[:2] == (900, 1600)
    assert np.mean(np.any(np.abs(picture[..., :3] - picture[2, 2, :3]) > 0.02, axis=2)) > 0.1


def test_chords_are_named_as_on_a_lead_sheet() -> None:
    assert chord_name(Chord.parse("F#:min7"), flats=False) == "F#m7"
    assert chord_name(Chord.parse("Bb:maj/3"), flats=True) == "Bb/D"
    assert chord_name(Chord.parse("G:7"), flats=False) == "G7"
