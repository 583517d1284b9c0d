"""A song sheet: the chords of a song as text, with the key, tempo and metre it names; plain text or ChordPro.

ChordPro (https://www.chordpro.org/chordpro/) writes chords into the words and says nothing of how long they last: each
is a bar, and a line whose chords are to share bars goes into a grid ({start_of_grid}). Environments and comments that
name a section are heads, {chorus} calls the chorus back, {capo} raises what is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tutti.music.pitch import Key
from tutti.music.progression import Progression
from tutti.music.progression_text import label_of, read_chord, read_progression
from tutti.music.time import Meter

_DIRECTIVE = re.compile(r"\{\s*([\w-]+)\s*(?:[:\s]\s*(.*?))?\s*\}$")
_IN_BRACKETS = re.compile(r"\[([^\]]*)\]")
_ENVIRONMENT = re.compile(r"start_of_(?!grid|tab)(\w+)|so([vcb])")
_SHORT = {"v": "verse", "c": "chorus", "b": "bridge"}
_GRID = {"start_of_grid": True, "sog": True, "end_of_grid": False, "eog": False}
_TAB = {"start_of_tab": True, "sot": True, "end_of_tab": False, "eot": False}
_COMMENTS = frozenset({"comment", "c", "comment_italic", "ci", "comment_box", "cb", "highlight"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SongSheet:
    """What a sheet says; None where it is silent."""

    progression: Progression
    key: Key | None = None
    tempo_bpm: float | None = None
    meter: Meter | None = None


def read_songsheet(text: str) -> SongSheet:
    """The sheet a text holds.

    Raises:
        ValueError: a chord cannot be read, or there is none; the message says which and where.
    """
    if not any(_DIRECTIVE.match(line.strip()) or _has_words_and_chords(line) for line in text.splitlines()):
        return SongSheet(progression=read_progression(text))
    said: dict[str, str] = {}
    progression = read_progression("\n".join(_plain_lines(text, said)))
    try:
        sheet = SongSheet(
            progression=progression,
            key=Key.parse(said["key"]) if "key" in said else None,
            tempo_bpm=float(said["tempo"]) if "tempo" in said else None,
            meter=Meter.parse(said["time"]) if "time" in said else None,
        )
        capo = int(said.get("capo", 0)) + int(said.get("transpose", 0))
    except ValueError as error:
        raise ValueError(f"a directive of the sheet cannot be read: {error}") from None
    if not capo:
        return sheet
    key = None if sheet.key is None else Key((sheet.key.tonic + capo) % 12, sheet.key.mode)
    return replace(sheet, progression=progression.transposed(capo), key=key)


def _has_words_and_chords(line: str) -> bool:
    """Whether a line is one of words with chords in brackets, or of several chords in brackets."""
    found = [name for name in _IN_BRACKETS.findall(line) if _is_chord(name)]
    return bool(found) and (len(found) > 1 or bool(_IN_BRACKETS.sub("", line).strip())) and "|" not in line


def _is_chord(name: str) -> bool:
    try:
        read_chord(name)
    except ValueError:
        return False
    return True


def _plain_lines(text: str, said: dict[str, str]) -> Iterator[str]:
    """ChordPro as lines of a plain sheet, as many as there were; what directives say of the song goes into `said`."""
    in_grid = in_tab = False
    for raw in text.splitlines():
        line = raw.strip()
        directive = _DIRECTIVE.match(line)
        if directive is None:
            yield "" if in_tab else line if in_grid else _chords_of(line)
            continue
        name, value = directive[1].lower(), directive[2] or ""
        in_grid, in_tab = _GRID.get(name, in_grid), _TAB.get(name, in_tab)
        said.setdefault(name, value)
        yield _head_of(name, value)


def _head_of(name: str, value: str) -> str:
    """The head a directive stands for; empty for others."""
    environment = _ENVIRONMENT.fullmatch(name)
    if environment is not None:
        kind = environment[1] or _SHORT[environment[2]]
        return f"[{value if value and label_of(value) else kind}]"
    if name == "chorus":
        return "[chorus]"
    return f"[{value}]" if name in _COMMENTS and label_of(value) else ""


def _chords_of(line: str) -> str:
    """The chords in a line of words, a bar each; a head stays one."""
    names = _IN_BRACKETS.findall(line)
    if len(names) == 1 and not _IN_BRACKETS.sub("", line).strip() and not _is_chord(names[0]):
        return line
    chords = [name.strip() for name in names if name.strip() and not name.startswith("*")]
    return "| " + " | ".join(chords) + " |" if chords else ""
