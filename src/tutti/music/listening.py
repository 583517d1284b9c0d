"""What was heard in an upload."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tutti.music.form import Section
from tutti.music.harmony import ChordSpan
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.music.time import Timeline

VERSION = 1


class Source(StrEnum):
    """What kind of recording it is: one melodic line, or a band."""

    VOICE = "voice"
    BAND = "band"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidence:
    """How far each answer can be trusted, 0 to 1."""

    beats: float
    downbeats: float
    key: float
    chords: float | None = None
    melody: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """The answers of `listen`.

    Attributes:
        source: what kind of recording it is.
        duration_seconds: of the recording.
        timeline: metre and heard beat grid; covers the whole recording.
        key: the home key.
        tuning_cents: how far the recording's A lies from 440 Hz.
        chords: the chords heard (of a band) or told, in beats of the timeline; empty for a bare voice without a hint.
        melody: the notes heard (of a voice; of a band where a lead was made out), else empty.
        sections: the form that was heard; covers the whole timeline.
        beat_levels_db: RMS level of each beat of the grid, dB relative to full scale (one a beat interval).
        confidence: how far each answer can be trusted.
        free_time: whether a voice sings without a pulse; the bars of the timeline then follow its phrases.
    """

    source: Source
    duration_seconds: float
    timeline: Timeline
    key: Key
    tuning_cents: float
    chords: tuple[ChordSpan, ...]
    melody: tuple[HeardNote, ...]
    sections: tuple[Section, ...]
    beat_levels_db: tuple[float, ...]
    confidence: Confidence
    free_time: bool = False

    @property
    def tempo_bpm(self) -> float:
        """Felt beats a minute."""
        return self.timeline.tempo_bpm
