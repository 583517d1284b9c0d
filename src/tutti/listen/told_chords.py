"""Chords that a person gave, in place of those that were heard: over the grid, with the key and the form they imply.

The first bar of a progression is the first downbeat. Of a band, what was heard in a pickup before it stays.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tutti.listen.hints import Hints
from tutti.music.form import Section, SectionLabel
from tutti.music.harmony import ChordSpan
from tutti.music.listening import Listening, Source
from tutti.music.progression import Progression
from tutti.theory.key import key_of_chords

_LEAD_OUT_BARS = 4  # a band may play on so far behind the end of a voice


def with_told_chords(listening: Listening, hints: Hints) -> Listening:
    """The listening under the chords that were told."""
    progression = hints.chords
    if progression is None:
        return listening
    timeline = listening.timeline
    key = listening.key
    first, last = float(timeline.first_beat), float(timeline.last_beat)
    if hints.key is None and not progression.is_relative:
        key = key_of_chords(progression.spans(key, timeline.beats_per_bar, 0.0, max(last, 1.0)), key)
    start = first if listening.source is Source.VOICE else max(first, 0.0)
    end = last + _LEAD_OUT_BARS * timeline.beats_per_bar if listening.source is Source.VOICE else last
    told = progression.spans(key, timeline.beats_per_bar, start, end)
    return replace(
        listening,
        key=key,
        chords=(*_before(listening.chords, start), *told),
        sections=_sections(listening, progression) if progression.names_sections else listening.sections,
        confidence=replace(listening.confidence, chords=1.0),
    )


def _before(chords: tuple[ChordSpan, ...], end_beats: float) -> tuple[ChordSpan, ...]:
    return tuple(
        replace(span, end_beats=min(span.end_beats, end_beats)) for span in chords if span.start_beats < end_beats
    )


def _sections(listening: Listening, progression: Progression) -> tuple[Section, ...]:
    """The form the heads tell, as full as it was heard; from the first downbeat on."""
    timeline = listening.timeline
    per_bar = timeline.beats_per_bar
    bars = int(np.ceil(timeline.last_beat / per_bar))
    sections = [
        replace(section, end_beats=min(section.end_beats, 0.0))
        for section in listening.sections
        if section.start_beats < 0.0
    ]
    for stanza, first_bar, end_bar in progression.stanzas_between(0, bars):
        start, end = float(first_bar * per_bar), min(float(end_bar * per_bar), float(timeline.last_beat))
        if end > start:
            energy = _energy(listening, start, end)
            label = stanza.label or SectionLabel.VERSE
            sections.append(Section(start_beats=start, end_beats=end, label=label, energy=energy))
    return tuple(sections)


def _energy(listening: Listening, start_beats: float, end_beats: float) -> float:
    """The mean energy that was heard in a stretch."""
    shares = [
        max(0.0, min(section.end_beats, end_beats) - max(section.start_beats, start_beats))
        for section in listening.sections
    ]
    if sum(shares) <= 0.0:
        return listening.sections[-1].energy
    return float(np.average([section.energy for section in listening.sections], weights=shares))
