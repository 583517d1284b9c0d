"""The whole performance: band and singer as stems of one length."""

from itertools import pairwise

import numpy as np
import pytest

from tutti.music.brief import VoiceGender
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.lyric import Syllable
from tutti.music.note import Note
from tutti.music.pitch import Key, Mode
from tutti.music.score import Part, Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline
from tutti.perform import length_seconds, perform

RATE_HZ = 44100


@pytest.fixture
def score() -> Score:
    bass = tuple(Note(start_beats=float(beat), duration_beats=0.9, pitch_midi=36) for beat in range(4))
    syllable = Syllable(text="la", onset=("l",), nucleus="ɑ", stress=1)
    line = SungPhrase(
        text="la", notes=(SungNote(start_beats=1.0, duration_beats=2.0, pitch_midi=62, syllable=syllable),)
    )
    return Score(
        title="",
        styles=("pop",),
        timeline=Timeline.steady(meter=Meter(4, 4), tempo_bpm=120.0, beats=4, start_seconds=0.5),
        end_beats=4.0,
        key=Key(0, Mode.MAJOR),
        sections=(Section(start_beats=0.0, end_beats=4.0, label=SectionLabel.VERSE, energy=0.5),),
        chords=(ChordSpan(start_beats=0.0, end_beats=4.0, chord=Chord(0, Quality.MAJOR)),),
        parts=(Part(player="bass", program=33, notes=bass),),
        vocals=(VocalPart(player="vocals", gender=VoiceGender.FEMALE, language="en", phrases=(line,)),),
        seed=3,
    )


def test_band_and_singer_are_stems_of_one_length(score: Score) -> None:
    seconds = length_seconds(score)
    assert seconds == pytest.approx(0.5 + 4 * 0.5 + 2.5)
    told: list[float] = []
    frames = round(seconds * RATE_HZ)
    stems = perform(score, sample_rate_hz=RATE_HZ, frames=frames, progress=told.append)
    assert stems.players == ("bass", "vocals")
    for stem in stems:
        assert stem.audio.samples.shape == (2, frames)
        assert np.abs(stem.audio.samples[:, RATE_HZ : 2 * RATE_HZ]).max() > 0.01
    assert all(later >= earlier for earlier, later in pairwise(told))
    assert told[-1] == pytest.approx(1.0)
