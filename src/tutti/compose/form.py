"""The form in which a band plays around a voice that is never moved.

Second 0 of the recording stays second 0. The band may play from the first bar line of the recording, plays through
the singer's rests, strikes its last chord where the last sung note comes to rest, and is done within two bars of her.
Sections lie on bar lines; their energy (0 to 1) joins what the section is for with how strongly it is sung.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from tutti.compose.singer import Singer
from tutti.music.brief import USUAL_AUDIO_WEIGHT
from tutti.music.form import Section, SectionLabel, section_at
from tutti.music.listening import Listening
from tutti.music.time import Timeline

# What a section of each kind aims at before the singing is weighed in (habits of popular song).
LABEL_ENERGY = {
    SectionLabel.INTRO: 0.36, SectionLabel.VERSE: 0.50, SectionLabel.PRE_CHORUS: 0.62, SectionLabel.CHORUS: 0.84,
    SectionLabel.BRIDGE: 0.58, SectionLabel.BREAK: 0.32, SectionLabel.SOLO: 0.70, SectionLabel.OUTRO: 0.32,
}  # fmt: skip
_HEARD_SHARE = 0.3  # of the energy that follows the singing where verses and choruses are told apart
_HEARD_SHARE_UNLABELLED = 0.6  # the same where the form was not made out
_MOST_HEARD, _MOST_HEARD_UNLABELLED = 0.55, 0.95  # the same at the highest audio weight
_VERSE_MOST = 0.64  # a verse stays under the intensity of a chorus,
_CHORUS_LEAST = 0.74  # and a chorus over that of a verse
_GROWTH_PER_RETURN = 0.05  # a section that returns is a little fuller,
_MOST_RETURNS = 3
_RISE, _MOST_STEP = 0.27, 0.22  # and where nothing but returns tells sections apart, by so much over the whole song
_LEVEL_RANGE_DB = 4.0  # loudness differences smaller than this say nothing
_FINAL_ENERGY = 0.25
_ON_TIME_BEATS = 0.35  # a note so close to a bar line is meant on it
_LONG_SECTION_BARS = 16
_BLOCK_BARS = 8
_LONG_BAR_SECONDS = 1.6  # a last chord rings for one bar if bars are longer, else for two


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Where the band plays.

    Attributes:
        timeline: the heard grid, continued to where the music ends.
        sections: from the first bar the band plays to the end, the last one the held chord.
        final_beats: where the last chord is struck, on a bar line.
        end_beats: where it has been held, on a bar line.
    """

    timeline: Timeline
    sections: tuple[Section, ...]
    final_beats: float
    end_beats: float


def lay_out(listening: Listening, singer: Singer, audio_weight: float = USUAL_AUDIO_WEIGHT) -> Form:
    """The form for a band around a voice; the audio weight says how far its energies follow the singing."""
    timeline = listening.timeline
    per_bar = timeline.beats_per_bar
    start = _first_bar_line(timeline)
    final = max(_final_bar_line(listening, singer), start + per_bar)
    bar_seconds = timeline.seconds_at(final + per_bar) - timeline.seconds_at(final)
    held_bars = 1 if bar_seconds >= _LONG_BAR_SECONDS else 2
    end = final + per_bar * held_bars
    if not singer.is_silent:
        voice_end = float(singer.ends_beats[-1])
        latest = per_bar * np.floor((voice_end + 2 * per_bar) / per_bar + 1e-6)
        end = min(max(end, per_bar * np.ceil(voice_end / per_bar - 0.25)), max(latest, final + per_bar))
    sections = _energised(_snapped(listening, singer, start, final), listening, audio_weight)
    last = Section(start_beats=final, end_beats=end, label=SectionLabel.OUTRO, energy=_FINAL_ENERGY)
    return Form(
        timeline=continued(timeline, end), sections=(*sections, last), final_beats=float(final), end_beats=float(end)
    )


def continued(timeline: Timeline, until_beats: float) -> Timeline:
    """The grid with beats at its local tempo up to a beat and one more."""
    missing = int(np.ceil(until_beats + 1e-6)) + 1 - timeline.last_beat
    if missing <= 0:
        return timeline
    beats = timeline.last_beat + np.arange(1, missing + 1, dtype=np.float64)
    more = tuple(float(second) for second in timeline.seconds_at(beats))
    return replace(timeline, beat_seconds=(*timeline.beat_seconds, *more))


def _first_bar_line(timeline: Timeline) -> float:
    """The first bar line inside the recording."""
    per_bar = timeline.beats_per_bar
    first = timeline.beats_at(0.0)
    return float(per_bar * np.ceil(first / per_bar - 0.02)) + 0.0  # never -0.0


def _final_bar_line(listening: Listening, singer: Singer) -> float:
    """The bar line on which the last chord is struck: under the last note, or where it has come to rest."""
    timeline = listening.timeline
    per_bar = timeline.beats_per_bar
    if singer.is_silent:
        return float(per_bar * max(1.0, np.floor(timeline.beats_at(listening.duration_seconds) / per_bar) - 1))
    onset, end = float(singer.starts_beats[-1]), float(singer.ends_beats[-1])
    nearest = per_bar * round(onset / per_bar)
    if abs(onset - nearest) <= _ON_TIME_BEATS and end <= nearest + 1.5 * per_bar:
        return float(nearest)
    after_onset = per_bar * np.ceil((onset - _ON_TIME_BEATS) / per_bar)
    last_inside = per_bar * np.floor((end + _ON_TIME_BEATS) / per_bar)
    return float(max(after_onset, last_inside))


def _snapped(listening: Listening, singer: Singer, start: float, final: float) -> list[Section]:
    """The heard sections on bar lines between two bar lines, with the lead-in as an intro of its own."""
    per_bar = listening.timeline.beats_per_bar
    voice_bar = start
    if not singer.is_silent:
        voice_bar = per_bar * np.floor((float(singer.starts_beats[0]) + 0.5 * per_bar) / per_bar)
    lines = {start, final}
    for section in listening.sections:
        line = per_bar * round(section.start_beats / per_bar)
        if start < line < final:
            lines.add(line)
    if start < voice_bar < final:
        lines = {line for line in lines if line >= voice_bar} | {start, voice_bar}
    ordered = sorted(float(line) for line in lines)
    result: list[Section] = []
    for begin, end in pairwise(ordered):
        heard = section_at(listening.sections, (begin + end) / 2)
        label = SectionLabel.INTRO if end <= voice_bar else heard.label
        if label in (SectionLabel.INTRO, SectionLabel.OUTRO) and end > voice_bar and not singer.is_silent:
            label = SectionLabel.VERSE if singer.share(begin, end) > 0.2 else label
        whole = replace(heard, start_beats=begin, end_beats=end, label=label)
        result += _blocks(whole, per_bar)
    return result


def _blocks(section: Section, per_bar: int) -> list[Section]:
    """A very long section as blocks of eight bars, so that it can grow."""
    bars = round((section.end_beats - section.start_beats) / per_bar)
    if bars <= _LONG_SECTION_BARS:
        return [section]
    starts = [section.start_beats + per_bar * bar for bar in range(0, bars - _BLOCK_BARS // 2, _BLOCK_BARS)]
    return [
        replace(section, start_beats=begin, end_beats=end)
        for begin, end in zip(starts, [*starts[1:], section.end_beats], strict=True)
    ]


def _energised(sections: list[Section], listening: Listening, audio_weight: float) -> tuple[Section, ...]:
    """The sections with the energy the arrangement aims at."""
    heard = _heard_energies(sections, listening)
    has_chorus = any(section.label is SectionLabel.CHORUS for section in sections)
    usual, most = (_HEARD_SHARE, _MOST_HEARD) if has_chorus else (_HEARD_SHARE_UNLABELLED, _MOST_HEARD_UNLABELLED)
    share = float(np.interp(audio_weight, [0.0, USUAL_AUDIO_WEIGHT, 1.0], [0.0, usual, most]))
    often = max(Counter(section.label for section in sections).values())
    growth = _GROWTH_PER_RETURN if has_chorus else min(_MOST_STEP, _RISE / max(1, often - 1))
    returns: Counter[SectionLabel] = Counter()
    result = []
    for section, strength in zip(sections, heard, strict=True):
        energy = (1 - share) * LABEL_ENERGY[section.label] + share * strength
        energy += growth * min(returns[section.label], _MOST_RETURNS if has_chorus else len(sections))
        if section.label is SectionLabel.CHORUS:
            energy = max(energy, _CHORUS_LEAST)
        elif section.label is SectionLabel.VERSE and has_chorus:
            energy = min(energy, _VERSE_MOST)
        elif section.label is SectionLabel.INTRO:
            energy = min(energy, LABEL_ENERGY[SectionLabel.VERSE])
        returns[section.label] += 1
        result.append(replace(section, energy=float(np.clip(energy, 0.0, 1.0))))
    return tuple(result)


def _heard_energies(sections: list[Section], listening: Listening) -> list[float]:
    """How strongly each section is sung, 0 to 1: what listening says, joined with its level against the others."""
    levels = np.asarray(listening.beat_levels_db, dtype=np.float64)
    means = []
    for section in sections:
        first = max(0, int(section.start_beats) - listening.timeline.first_beat)
        inside = np.sort(levels[first : max(first + 1, int(section.end_beats) - listening.timeline.first_beat)])
        means.append(float(np.mean(inside[len(inside) // 2 :])) if len(inside) else -60.0)  # its louder half
    spread = max(means) - min(means)
    by_level = [(mean - min(means)) / spread if spread >= _LEVEL_RANGE_DB else 0.5 for mean in means]
    said = [section_at(listening.sections, (s.start_beats + s.end_beats) / 2).energy for s in sections]
    return [0.5 * level + 0.5 * energy for level, energy in zip(by_level, said, strict=True)]
