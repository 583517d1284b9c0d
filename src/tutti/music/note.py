"""Notes as they stand in a score (beats) and as they were heard (seconds)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A written note.

    Attributes:
        start_beats: when it starts; negative in a pickup.
        duration_beats: how long it is held.
        pitch_midi: 0 to 127; on a drum part the General MIDI percussion key.
        velocity: 1 to 127.
    """

    start_beats: float
    duration_beats: float
    pitch_midi: int
    velocity: int = 80

    def __post_init__(self) -> None:
        if not (self.duration_beats > 0 and 0 <= self.pitch_midi <= 127 and 1 <= self.velocity <= 127):
            raise ValueError(f"not a playable note: {self}")

    @property
    def end_beats(self) -> float:
        """When it ends."""
        return self.start_beats + self.duration_beats


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardNote:
    """A note heard in a recording.

    Attributes:
        start_seconds: the perceived onset; of a sung note the onset of its vowel.
        end_seconds: where it stops sounding (less certain than the start).
        pitch_midi: the nearest note of the tuning that was heard.
        deviation_cents: how far the held pitch lies from `pitch_midi` after tuning is taken off.
        level_db: median level relative to full scale.
    """

    start_seconds: float
    end_seconds: float
    pitch_midi: int
    deviation_cents: float = 0.0
    level_db: float = -20.0
