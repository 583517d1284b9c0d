"""What a person may know about a recording already, and tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tutti.base.errors import BriefInvalid
from tutti.music.pitch import Key
from tutti.music.progression import Progression
from tutti.music.songsheet import SongSheet, read_songsheet
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
        first_downbeat_seconds: when the first bar begins.
        chords: what is played from the first downbeat on.
    """

    tempo_bpm: float | None = None
    meter: Meter | None = None
    key: Key | None = None
    first_downbeat_seconds: float | None = None
    chords: Progression | None = None

    @property
    def tell_time(self) -> bool:
        """Whether anything in them says that there is a pulse."""
        return any(told is not None for told in (self.tempo_bpm, self.meter, self.first_downbeat_seconds, self.chords))

    def __post_init__(self) -> None:
        if self.tempo_bpm is not None and not 20.0 <= self.tempo_bpm <= 400.0:
            raise ValueError(f"a tempo hint lies between 20 and 400 beats a minute, not {self.tempo_bpm}")
        if self.first_downbeat_seconds is not None and self.first_downbeat_seconds < 0.0:
            raise ValueError(f"the first downbeat lies in the recording, not at {self.first_downbeat_seconds} s")


def read_hints(
    *,
    bpm: float | None = None,
    meter: str | None = None,
    key: str | None = None,
    first_downbeat: float | None = None,
    chords: str | None = None,
) -> Hints:
    """What a person writes down about a recording; what a chord sheet says besides counts where nothing else does.

    Raises:
        BriefInvalid: a value is not a tempo, a metre, a key, a time or a progression of chords.
    """
    sheet = _sheet(chords)
    if sheet is not None and bpm is None:
        bpm = sheet.tempo_bpm
    if bpm is not None and not SLOWEST_BPM <= bpm <= FASTEST_BPM:
        raise BriefInvalid(f"bpm is {bpm:g}; a tempo lies between {SLOWEST_BPM:g} and {FASTEST_BPM:g} beats a minute")
    if first_downbeat is not None and not 0.0 <= first_downbeat < math.inf:
        raise BriefInvalid(f"first downbeat is {first_downbeat:g}; give the second of the recording it falls on")
    try:
        wanted = Meter.parse(meter) if meter else sheet.meter if sheet else None
        known_key = Key.parse(key) if key else sheet.key if sheet else None
    except ValueError as error:
        raise BriefInvalid(str(error)) from error
    if wanted is not None and not (2 <= wanted.numerator <= MOST_BEATS and wanted.denominator in (2, 4, 8)):
        raise BriefInvalid(f"meter is {wanted}; known are 2/4, 3/4, 4/4, 6/8 and the like, up to {MOST_BEATS}/8")
    return Hints(
        tempo_bpm=bpm,
        meter=wanted,
        key=known_key,
        first_downbeat_seconds=first_downbeat,
        chords=sheet.progression if sheet else None,
    )


def _sheet(chords: str | None) -> SongSheet | None:
    if chords is None or not chords.strip():
        return None
    try:
        return read_songsheet(chords)
    except ValueError as error:
        raise BriefInvalid(f"chords: {error}") from error
