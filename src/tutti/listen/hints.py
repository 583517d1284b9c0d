"""What a person may know about a recording already, and tell."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.base.errors import BriefInvalid
from tutti.music.pitch import Key
from tutti.music.time import Meter

SLOWEST_BPM, FASTEST_BPM = 30.0, 300.0
MOST_BEATS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """Answers that are given and not asked for; None where the engine has to hear for itself.

    Attributes:
        tempo_bpm: how many felt beats a minute (6/8: dotted quarters).
        meter: the time signature.
        key: the home key.
    """

    tempo_bpm: float | None = None
    meter: Meter | None = None
    key: Key | None = None

    def __post_init__(self) -> None:
        if self.tempo_bpm is not None and not 20.0 <= self.tempo_bpm <= 400.0:
            raise ValueError(f"a tempo hint lies between 20 and 400 beats a minute, not {self.tempo_bpm}")


def read_hints(*, bpm: float | None = None, meter: str | None = None, key: str | None = None) -> Hints:
    """What a person writes down about a recording.

    Raises:
        BriefInvalid: a value is not a tempo, a metre or a key.
    """
    if bpm is not None and not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise BriefInvalid(f"bpm is {bpm:g}; a tempo lies between {SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute")
    try:
        wanted = Meter.parse(meter) if meter else None
        known_key = Key.parse(key) if key else None
    except ValueError as error:
        raise BriefInvalid(str(error)) from error
    if wanted is not None and not (2 <= wanted.numerator <= MOST_BEATS and wanted.denominator in (2, 4, 8)):
        raise BriefInvalid(f"meter is {wanted}; known are 2/4, 3/4, 4/4, 6/8 and the like, up to {MOST_BEATS}/8")
    return Hints(tempo_bpm=bpm, meter=wanted, key=known_key)
