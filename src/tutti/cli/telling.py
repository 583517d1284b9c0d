"""What is told about a recording on the command line, as hints."""

from __future__ import annotations

from pathlib import Path

from tutti.base.errors import BriefInvalid, FileMissing
from tutti.listen.hints import Hints, read_hints


def told(
    *,
    bpm: float | None,
    meter: str | None,
    key: str | None,
    first_downbeat: float | None,
    chords: str | None,
    chord_sheet: Path | None,
) -> Hints:
    """The hints of a command.

    Raises:
        BriefInvalid: a value cannot be read.
        FileMissing: there is no chord sheet at the path.
    """
    if chord_sheet is not None:
        if chords is not None:
            raise BriefInvalid("--chords and --chord-sheet both give the chords; keep one")
        chords = _read(chord_sheet)
        if not chords.strip():
            raise BriefInvalid(f"the chord sheet {chord_sheet} is empty")
    return read_hints(bpm=bpm, meter=meter, key=key, first_downbeat=first_downbeat, chords=chords)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileMissing(f"there is no chord sheet at {path}; check the path") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BriefInvalid(f"{path} is not a text file in UTF-8; save the chords as plain text") from error
