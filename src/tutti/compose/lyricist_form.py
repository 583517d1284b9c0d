"""How many verses, choruses and lines a heard form has room for."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.compose.topline_form import line_bars, merged_sung_sections
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening

LINE_SIZES = ((8, 6), (10, 8))  # syllables and beats of a line: the usual one, and a broad one for narrow forms
_MOST_VERSE_LINES = 8
_STANZA_LINES = 4
_MOST_VERSES = 4  # later ones sing the first again


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionWish:
    """A section to be written: which verse it is (0 for the first), and how many lines it has."""

    label: SectionLabel
    number: int
    lines: int


def wished_sections(listening: Listening, line_size: tuple[int, int]) -> tuple[SectionWish, ...]:
    """The sections a song over this band has, in order, if its lines have the size given."""
    bars_a_line = line_bars(*line_size, listening.timeline)
    blocks = [(section.label, max(bars // bars_a_line, 1)) for section, bars in merged_sung_sections(listening)]
    if any(label is SectionLabel.CHORUS for label, _ in blocks):
        kinds = [wish for label, room in blocks for wish in _as_heard(label, room)]
    else:
        kinds = _alternating([room for _, room in blocks if room > 1] or [1])
    return _numbered(kinds)


def _as_heard(label: SectionLabel, room: int) -> list[tuple[SectionLabel, int]]:
    if label is SectionLabel.CHORUS:
        times = 2 if room >= 2 * _STANZA_LINES else 1
        return [(label, min(_even(room), _STANZA_LINES))] * times
    if label is SectionLabel.BRIDGE:
        return [(label, 2)] if room >= 2 else []
    lines = _MOST_VERSE_LINES if room >= _MOST_VERSE_LINES else min(_even(room), _STANZA_LINES)
    return [(SectionLabel.VERSE, lines)] if room >= 2 else []


def _alternating(rooms: list[int]) -> list[tuple[SectionLabel, int]]:
    """Verse and chorus in turn where the band plays no chorus of its own, with pauses of a stanza after every two."""
    kinds: list[tuple[SectionLabel, int]] = []
    for room in rooms:
        left = room
        while left >= 2 or not kinds:
            lines = min(max(_even(left), 1), _STANZA_LINES)
            turn = len(kinds) % 2
            kinds.append((SectionLabel.CHORUS if turn else SectionLabel.VERSE, lines))
            left -= lines + (2 if turn else 0)
    return kinds


def _even(room: int) -> int:
    return room - room % 2 if room > 1 else room


def _numbered(kinds: list[tuple[SectionLabel, int]]) -> tuple[SectionWish, ...]:
    wishes: list[SectionWish] = []
    verses = 0
    for label, lines in kinds:
        number = verses % _MOST_VERSES if label is SectionLabel.VERSE else 0
        verses += label is SectionLabel.VERSE
        wishes.append(SectionWish(label=label, number=number, lines=lines))
    return tuple(wishes)
