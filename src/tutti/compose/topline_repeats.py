"""Short lyrics over a long band: sections come back as in a song, and the band keeps some bars for itself."""

from __future__ import annotations

from dataclasses import replace

from tutti.compose.topline_form import fits_comfortably, sung_share
from tutti.music.form import SectionLabel
from tutti.music.listening import Listening
from tutti.music.lyric import Lyrics, LyricSection

_FULL_SHARE = 0.6  # of the sung bars; beyond this no verse is repeated
_FULL_SHARE_WITH_CHORUS = 0.9  # beyond this no chorus is either
_MOST_TIMES = 4  # that one section is sung


def with_repeats(lyrics: Lyrics, listening: Listening) -> Lyrics:
    """The lyrics with sections repeated until the song is reasonably full."""
    sections = lyrics.sections
    for index, added in _additions(lyrics.sections):
        only_chorus = all(section.label == SectionLabel.CHORUS.value for section in added)
        full = _FULL_SHARE_WITH_CHORUS if only_chorus else _FULL_SHARE
        if sung_share(sections, listening) >= full:
            continue
        longer = _insert(sections, index, added)
        if _is_modest(longer) and fits_comfortably(longer, listening):
            sections = longer
    return replace(lyrics, sections=sections)


def _additions(sections: tuple[LyricSection, ...]) -> list[tuple[int | None, tuple[LyricSection, ...]]]:
    """What may be added, in order: (index to insert before in the sheet, None for the end; sections)."""
    choruses = [s for s in sections if s.label == SectionLabel.CHORUS.value]
    additions: list[tuple[int | None, tuple[LyricSection, ...]]] = []
    if choruses:
        chorus = choruses[0]
        labels = [s.label for s in sections]
        shift = 0
        for index, label in enumerate(labels):
            follows = labels[index + 1] if index + 1 < len(labels) else None
            if label == SectionLabel.VERSE.value and follows == SectionLabel.VERSE.value:
                additions.append((index + 1 + shift, (chorus,)))
                shift += 1
        if labels[-1] != SectionLabel.CHORUS.value:
            additions.append((None, (chorus,)))
        verses = [s for s in sections if s.label == SectionLabel.VERSE.value]
        additions += [(None, (verse, chorus)) for verse in (verses or choruses)[:2] * 2]
        additions.append((None, (chorus,)))
    else:
        additions += [(None, sections)] * (_MOST_TIMES - 1)
    return additions


def _insert(
    sections: tuple[LyricSection, ...], index: int | None, added: tuple[LyricSection, ...]
) -> tuple[LyricSection, ...]:
    at = len(sections) if index is None else index
    return (*sections[:at], *added, *sections[at:])


def _is_modest(sections: tuple[LyricSection, ...]) -> bool:
    return all(sections.count(section) <= _MOST_TIMES for section in sections)
