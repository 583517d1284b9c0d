"""What a person may know about a recording already, and tell."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.music.pitch import Key
from tutti.music.time import Meter


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Answers that are given and not asked for; None where the engine has to hear for itself.

    Attributes:
        tempo_bpm: about how many felt beats a minute (6/8: dotted quarters).
        meter: the time signature.
        key: the home key.
    """

    tempo_bpm: float | None = None
    meter: Meter | None = None
    key: Key | None = None

    def __post_init__(self) -> None:
        if self.tempo_bpm is not None and not 20.0 <= self.tempo_bpm <= 400.0:
            raise ValueError(f"a tempo hint lies between 20 and 400 beats a minute, not {self.tempo_bpm}")
