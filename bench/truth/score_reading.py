"""Reading notes, bars and metres out of `music21` streams."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from tutti.music.time import Meter

Stream = Any  # music21 types its streams too loosely to help
_METERS = frozenset({"4/4", "3/4", "6/8"})


def only_meter(stream: Stream) -> Meter | None:
    """The metre of a piece that keeps one of the metres that are measured; else None."""
    meters = {signature.ratioString for signature in stream.recurse().getElementsByClass("TimeSignature")}
    return Meter.parse(meters.pop()) if len(meters) == 1 and meters <= _METERS else None


def notes_of(part: Stream) -> list[tuple[Fraction, Fraction, int]]:
    """Start, length in quarters and pitch of each note; tied notes are one, of a chord the top, grace notes none."""
    events: list[tuple[Fraction, Fraction, int]] = []
    for element in part.recurse().notes:
        length = Fraction(element.quarterLength)
        if length == 0 or not element.pitches:
            continue
        start = Fraction(element.getOffsetInHierarchy(part))
        pitch = int(max(pitch.midi for pitch in element.pitches))
        if element.tie is not None and element.tie.type in ("stop", "continue") and events:
            first, held, before = events[-1]
            if before == pitch and first + held == start:
                events[-1] = (first, held + length, pitch)
                continue
        events.append((start, length, pitch))
    return events


def bar_lengths(part: Stream) -> list[Fraction]:
    """How many quarters each bar of a part holds."""
    measures = list(part.getElementsByClass("Measure"))
    return [sum((Fraction(e.quarterLength) for e in m.recurse().notesAndRests), Fraction(0)) for m in measures]
