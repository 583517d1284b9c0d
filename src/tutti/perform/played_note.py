"""Notes as they are played: in seconds, after swing, human timing and touch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedNote:
    """One note as it leaves the player's hands.

    Attributes:
        start_seconds: when it is struck; never negative.
        duration_seconds: how long it is held.
        pitch_midi: the key; on a drum part the General MIDI percussion key.
        velocity: 1 to 127.
        swell_db: how much louder it is in its middle than at its ends; 0 where it is struck and left.
        glide_semitones: how far from its pitch it starts, sliding there from the note before; 0 where it does not.
        is_damped: whether the palm lies on the string.
    """

    start_seconds: float
    duration_seconds: float
    pitch_midi: int
    velocity: int
    swell_db: float = 0.0
    glide_semitones: float = 0.0
    is_damped: bool = False

    @property
    def end_seconds(self) -> float:
        """When it is let go."""
        return self.start_seconds + self.duration_seconds
