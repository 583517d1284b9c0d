"""The editable song: form, chords, players' parts and the sung line, in beats, bound to a beat grid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from tutti.music.brief import VoiceGender
from tutti.music.form import Section
from tutti.music.harmony import ChordSpan
from tutti.music.lyric import Lyrics, Syllable
from tutti.music.note import Note
from tutti.music.pitch import Key
from tutti.music.time import Timeline

VERSION = 2
READ_VERSIONS = (1, VERSION)  # a score of version 1 has no tuning: it stands at 440 Hz
WIDEST_TUNING_CENTS = 100.0
UPLOAD = "upload"
VOCALS = "vocals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one player of the band plays.

    Attributes:
        player: the name of the player and of the stem ("drums", "bass", "piano", "guitar", "strings", "pad").
        program: the General MIDI program, 0 to 127; of a drum part the kit (bank 128).
        is_drums: whether pitches are percussion keys.
        notes: ascending by start.
        pan: -1 (left) to 1 (right).
    """

    player: str
    program: int
    notes: tuple[Note, ...]
    is_drums: bool = False
    pan: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SungNote:
    """A syllable on one pitch; a melisma is a run of notes, all but the first with `syllable` None.

    The vowel of the syllable starts at `start_beats`; its consonants are sung before.
    """

    start_beats: float
    duration_beats: float
    pitch_midi: int
    syllable: Syllable | None
    velocity: int = 80

    @property
    def end_beats(self) -> float:
        """When it ends."""
        return self.start_beats + self.duration_beats


@dataclass(frozen=True, slots=True, kw_only=True)
class SungPhrase:
    """What is sung in one breath: one line of the lyrics."""

    text: str
    notes: tuple[SungNote, ...]

    def __post_init__(self) -> None:
        if not self.notes or self.notes[0].syllable is None:
            raise ValueError("a phrase starts with a syllable")
        for before, after in pairwise(self.notes):
            if after.start_beats < before.end_beats - 1e-6:
                raise ValueError(f"notes of a phrase overlap at beat {after.start_beats} in {self.text!r}")

    @property
    def start_beats(self) -> float:
        """When the first vowel starts."""
        return self.notes[0].start_beats

    @property
    def end_beats(self) -> float:
        """When the last note ends."""
        return self.notes[-1].end_beats


@dataclass(frozen=True, slots=True, kw_only=True)
class VocalPart:
    """What the singer sings: phrases ascending, without overlap."""

    player: str
    gender: VoiceGender
    language: str
    phrases: tuple[SungPhrase, ...]
    pan: float = 0.0


class Percussion(StrEnum):
    """How much percussion a genre has, which decides how much of lows and highs its masters have."""

    LITTLE = "little"
    MIDDLING = "middling"
    MUCH = "much"


@dataclass(frozen=True, slots=True, kw_only=True)
class MixNotes:
    """What the style asks of the mix.

    Attributes:
        levels_lu: by player, how many LU it lies above (+) or under (-) the lead (the voice); the balance.
        voice_over_band_lu: how far the voice stands over the whole band where it sounds.
        percussion: what the spectrum of the master is measured by.
        reverb_seconds: decay time of the room (RT60).
        reverb_share: 0 (dry) to 1 (wet), how much of it.
        gate_seconds: how long the drums' own reverb sounds before it is cut off; 0 for none.
        echo_beats: after how many beats the sung voice is heard again; 0 for no echo.
        echo_share: how loud, against the voice.
        pump_db: how far a kick pushes the rest of the band down.
        wear: 0 (clean) to 1, how much the band sounds like worn tape.
        brightness_db: a tilt of the band above 4 kHz.
    """

    levels_lu: tuple[tuple[str, float], ...] = ()
    voice_over_band_lu: float = 1.0
    percussion: Percussion = Percussion.MIDDLING
    reverb_seconds: float = 1.4
    reverb_share: float = 0.25
    gate_seconds: float = 0.0
    echo_beats: float = 0.0
    echo_share: float = 0.0
    pump_db: float = 0.0
    wear: float = 0.0
    brightness_db: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A song that can be performed.

    Attributes:
        title: of the song.
        styles: the names of the style tables that were used, the first the leading one.
        timeline: metre and beat grid; of an upload, the heard one.
        end_beats: where the music ends (the ring-out comes after).
        key: the home key.
        sections: the form, covering the music without gaps.
        chords: the chord sheet, covering the music without gaps.
        parts: the band's parts; empty where only a voice was asked for.
        vocals: the sung parts; the lead first.
        lyrics: the words, where there are any.
        mix: what the style asks of the mix.
        swing: share of a beat that its first half takes, 0.5 (straight) to 0.75; applied in performance.
        seed: what all choices were drawn from.
        tuning_cents: how far A lies from 440 Hz, -100 to 100; drums have no tuning.
    """

    title: str
    styles: tuple[str, ...]
    timeline: Timeline
    end_beats: float
    key: Key
    sections: tuple[Section, ...]
    chords: tuple[ChordSpan, ...]
    parts: tuple[Part, ...] = ()
    vocals: tuple[VocalPart, ...] = ()
    lyrics: Lyrics | None = None
    mix: MixNotes = MixNotes()
    swing: float = 0.5
    seed: int = 0
    tuning_cents: float = 0.0

    def __post_init__(self) -> None:
        players = [part.player for part in self.parts] + [part.player for part in self.vocals]
        if len(set(players)) != len(players) or UPLOAD in players:
            raise ValueError(f"every player has a name of its own, none is called {UPLOAD!r}: {players}")
        if not abs(self.tuning_cents) <= WIDEST_TUNING_CENTS:
            raise ValueError(f"tuning_cents is {self.tuning_cents}; it must be between -100 and 100")
