"""Form: the sections of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SectionLabel(StrEnum):
    """What a section does in the song."""

    INTRO = "intro"
    VERSE = "verse"
    PRE_CHORUS = "pre_chorus"
    CHORUS = "chorus"
    BRIDGE = "bridge"
    BREAK = "break"
    SOLO = "solo"
    OUTRO = "outro"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of the form.

    Attributes:
        start_beats: where it starts; on a bar line, but for a pickup before the first.
        end_beats: where the next one starts.
        label: what it does.
        energy: 0 (hushed) to 1 (full), what the arrangement aims at.
    """

    start_beats: float
    end_beats: float
    label: SectionLabel
    energy: float

    def __post_init__(self) -> None:
        if self.end_beats <= self.start_beats or not 0.0 <= self.energy <= 1.0:
            raise ValueError(f"not a section: {self}")


def section_at(sections: tuple[Section, ...], beat: float) -> Section:
    """The section a beat lies in; before the first the first, after the last the last."""
    for section in sections:
        if beat < section.end_beats - 1e-9:
            return section
    return sections[-1]
