"""A small song with a pickup, a drifting grid, words, a band and a swing."""

import numpy as np
import pytest

from tutti.music.brief import VoiceGender
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import Chord, ChordSpan
from tutti.music.lyric import LyricLine, Lyrics, LyricSection, Syllable
from tutti.music.note import Note
from tutti.music.pitch import Key
from tutti.music.score import Part, Score, SungNote, SungPhrase, VocalPart
from tutti.music.time import Meter, Timeline


@pytest.fixture
def song() -> Score:
    beats = np.arange(-2, 34)
    seconds = 0.4 + 0.5 * (beats + 2) + 0.05 * np.sin(beats / 5)
    syllables = (
        Syllable(text="beau", onset=("b", "j"), nucleus="u", stress=1, ends_word=False),
        Syllable(text="ty", onset=("t",), nucleus="i", starts_word=False),
        Syllable(text="sings", onset=("s",), nucleus="ɪ", coda=("ŋ", "z"), stress=1),
    )
    notes = [
        SungNote(start_beats=-1.0, duration_beats=1.0, pitch_midi=64, syllable=syllables[0]),
        SungNote(start_beats=0.0, duration_beats=1.0, pitch_midi=67, syllable=syllables[1]),
        SungNote(start_beats=1.0, duration_beats=1.0, pitch_midi=65, syllable=syllables[2]),
        SungNote(start_beats=2.0, duration_beats=2.0, pitch_midi=64, syllable=None),
    ]
    line = LyricLine(text="Beauty sings", syllables=syllables)
    return Score(
        title="Beauté 美",
        styles=("pop",),
        timeline=Timeline(meter=Meter(4, 4), beat_seconds=tuple(seconds), first_beat=-2),
        end_beats=32.0,
        key=Key.parse("F major"),
        sections=(
            Section(start_beats=-2, end_beats=16, label=SectionLabel.VERSE, energy=0.5),
            Section(start_beats=16, end_beats=32, label=SectionLabel.CHORUS, energy=0.9),
        ),
        chords=(
            ChordSpan(start_beats=-2, end_beats=6, chord=Chord.parse("F:maj")),
            ChordSpan(start_beats=6, end_beats=16, chord=Chord.parse("Bb:maj7/3")),
            ChordSpan(start_beats=16, end_beats=32, chord=None),
        ),
        parts=(
            Part(player="drums", program=0, is_drums=True, notes=tuple(_hits())),
            Part(player="bass", program=33, notes=(Note(start_beats=0.5, duration_beats=3.0, pitch_midi=41),)),
        ),
        vocals=(
            VocalPart(
                player="vocals",
                gender=VoiceGender.FEMALE,
                language="en",
                phrases=(SungPhrase(text="Beauty sings", notes=tuple(notes)),),
            ),
        ),
        lyrics=Lyrics(title="Beauty", language="en", sections=(LyricSection(label="verse", lines=(line,)),)),
        swing=2 / 3,
        seed=5,
    )


def _hits() -> list[Note]:
    return [Note(start_beats=float(b), duration_beats=0.25, pitch_midi=36) for b in range(32)]
