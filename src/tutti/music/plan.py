"""What is settled before a note is written: the answer of the `text` stage, fast and shared by all takes."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.music.brief import Brief, VoiceGender
from tutti.music.form import Section
from tutti.music.harmony import ChordSpan
from tutti.music.listening import Listening
from tutti.music.lyric import Lyrics
from tutti.music.pitch import Key
from tutti.music.time import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Title, style, form, chords and words of a song, bound to its beat grid.

    Attributes:
        styles: the names of the style tables, the leading one first.
        tags: how the style is shown to people (the contract's tags).
        unknown_words: words of the style text that meant nothing to the engine.
        notes: sentences about the planning that the person should read.
        tuning_cents: how far A lies from 440 Hz: that of the upload.
    """

    brief: Brief
    listening: Listening
    seed: int
    title: str
    styles: tuple[str, ...]
    tags: str
    unknown_words: tuple[str, ...]
    timeline: Timeline
    end_beats: float
    key: Key
    sections: tuple[Section, ...]
    chords: tuple[ChordSpan, ...]
    lyrics: Lyrics | None = None
    voice: VoiceGender | None = None
    tuning_cents: float = 0.0
    notes: tuple[str, ...] = ()
