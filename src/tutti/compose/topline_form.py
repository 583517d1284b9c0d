"""Where each line of the lyrics is sung over the heard form.

Lines take whole bars, one, two or four of them; sections of the lyrics are matched in order with the heard sections
by the least total cost: a chorus over a chorus, starts at section starts, no long idle stretches. Lyrics that do not
fit so are set more densely, step by step: breaks are sung over, lines take fewer bars, at last every beat is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tutti.base.errors import LyricsUnsingable
from tutti.compose.prosody import SHORTEST_SYLLABLE_SECONDS, least_beats
from tutti.music.form import Section, SectionLabel, section_at
from tutti.music.listening import Listening
from tutti.music.lyric import Lyrics, LyricSection
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

SUNG_LABELS = frozenset({SectionLabel.VERSE, SectionLabel.PRE_CHORUS, SectionLabel.CHORUS, SectionLabel.BRIDGE})
_SILENT_ENDS = frozenset({SectionLabel.INTRO, SectionLabel.OUTRO})
_LEAD_IN_SECONDS = 4.0  # of band alone, where no intro was heard
_SHORT_MUSIC_SECONDS = 24.0  # shorter music is sung from its first bar
SAFE_START_SECONDS, SAFE_END_SECONDS = 0.35, 0.15
_LONGEST_LINE_BARS = 8
_ROUNDED_SHARE = 0.95  # of the least time of a line that must be left where its start is moved onto a beat
_MISMATCH_COST, _OFF_START_COST, _IDLE_COST, _CROSSING_COST = 0.6, 1.0, 0.08, 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePlace:
    """The stretch of music one line of the lyrics takes.

    Attributes:
        section: index of its section in the lyrics.
        line: index of the line in its section.
        start_beats: the bar line (or, where all is dense, the beat) it belongs to.
        end_beats: where the next line may start; pickups of the next line lie before.
        rest_seconds: how long the singer is silent at its end.
    """

    section: int
    line: int
    start_beats: float
    end_beats: float
    rest_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Density:
    """How closely lines are packed: seconds a syllable and a line take, and what music may be sung over."""

    syllable_seconds: float
    rest_seconds: float
    over_breaks: bool = False
    over_ends: bool = False
    is_regular: bool = True
    has_beat_a_stress: bool = False


_DENSITIES = (
    _Density(syllable_seconds=0.31, rest_seconds=0.8, has_beat_a_stress=True),
    _Density(syllable_seconds=0.31, rest_seconds=0.8, has_beat_a_stress=True, is_regular=False),
    _Density(syllable_seconds=0.31, rest_seconds=0.8),
    _Density(syllable_seconds=0.31, rest_seconds=0.8, over_breaks=True),
    _Density(syllable_seconds=0.24, rest_seconds=0.6),
    _Density(syllable_seconds=0.24, rest_seconds=0.6, over_breaks=True),
    _Density(syllable_seconds=0.20, rest_seconds=0.4, over_breaks=True, over_ends=True, is_regular=False),
)
_TIGHTEST = _Density(syllable_seconds=0.155, rest_seconds=0.28)


def end_of_music_beats(listening: Listening) -> float:
    """The beat at which the recording (or its grid) ends."""
    return min(listening.timeline.beats_at(listening.duration_seconds), float(listening.timeline.last_beat))


def line_bars(syllables: int, beats: int, timeline: Timeline, density: _Density = _DENSITIES[0]) -> int:
    """How many bars a line takes, 1, 2, 4 or 8: time for its syllables and, at an easy pace, the beats it needs."""
    need = syllables * density.syllable_seconds + density.rest_seconds
    bar_seconds = timeline.beats_per_bar * 60.0 / timeline.tempo_bpm
    least = beats if density.has_beat_a_stress else 0
    bars = 1
    while bars < _LONGEST_LINE_BARS and (bars * bar_seconds < 0.92 * need or bars * timeline.beats_per_bar < least):
        bars *= 2
    return bars


def sung_bars(listening: Listening, *, over_breaks: bool = False, over_ends: bool = False) -> npt.NDArray[np.bool_]:
    """For each whole bar from beat 0 whether the singer may sing in it."""
    timeline = listening.timeline
    count = max(int((end_of_music_beats(listening) + 1e-6) // timeline.beats_per_bar), 0)
    labels = [section_at(listening.sections, timeline.beat_of_bar(bar) + 1e-6).label for bar in range(count)]
    allowed = np.array([_may_sing(label, over_breaks, over_ends) for label in labels], dtype=bool)
    if not allowed.any() and not over_ends:
        allowed[:] = [label not in _SILENT_ENDS for label in labels]
    if not allowed.any():
        allowed[:] = True
    if listening.duration_seconds > _SHORT_MUSIC_SECONDS and not over_ends:
        allowed[: _lead_in_bars(timeline)] = False
        allowed[-1:] = False
    return allowed


def _may_sing(label: SectionLabel, over_breaks: bool, over_ends: bool) -> bool:
    return label in SUNG_LABELS or (over_ends if label in _SILENT_ENDS else over_breaks)


def _lead_in_bars(timeline: Timeline) -> int:
    bar_seconds = timeline.beats_per_bar * 60.0 / timeline.tempo_bpm
    return int(2 ** np.clip(np.round(np.log2(_LEAD_IN_SECONDS / bar_seconds)), 0, 2))


def place(lyrics: Lyrics, listening: Listening) -> tuple[LinePlace, ...]:
    """Where every line is sung, in order.

    Raises:
        LyricsUnsingable: the lyrics are too long for the recording even at the fastest pace.
    """
    for density in _DENSITIES:
        places = _place_in_bars(lyrics.sections, listening, density)
        if places is not None:
            return places
    return _place_tightly(lyrics.sections, listening)


def fits_comfortably(sections: Sequence[LyricSection], listening: Listening) -> bool:
    """Whether the sections can be sung at an easy pace in the sung parts of the form."""
    return _place_in_bars(sections, listening, _DENSITIES[0]) is not None


def sung_share(sections: Sequence[LyricSection], listening: Listening) -> float:
    """The share of the bars open to the singer that the sections take."""
    allowed = int(sung_bars(listening).sum())
    return sum(sum(_section_bars(section, listening.timeline, _DENSITIES[0])) for section in sections) / max(allowed, 1)


def _place_in_bars(
    sections: Sequence[LyricSection], listening: Listening, density: _Density
) -> tuple[LinePlace, ...] | None:
    timeline = listening.timeline
    allowed = sung_bars(listening, over_breaks=density.over_breaks, over_ends=density.over_ends)
    lengths = [_section_bars(section, timeline, density) for section in sections]
    starts = _section_starts(sections, lengths, allowed, listening)
    if starts is None:
        return None
    places = []
    for index, (start, bars) in enumerate(zip(starts, lengths, strict=True)):
        borders = start + np.concatenate([[0], np.cumsum(bars)])
        places += [
            LinePlace(
                section=index,
                line=line,
                start_beats=float(timeline.beat_of_bar(int(borders[line]))),
                end_beats=float(timeline.beat_of_bar(int(borders[line + 1]))),
                rest_seconds=density.rest_seconds * 0.75,
            )
            for line in range(len(bars))
        ]
    return tuple(places)


def _section_bars(section: LyricSection, timeline: Timeline, density: _Density) -> list[int]:
    """Bars each line takes; lines of a section are alike unless one is much longer."""
    beat_seconds = 60.0 / timeline.tempo_bpm
    bars = [
        line_bars(len(line.syllables), least_beats(line.syllables, beat_seconds), timeline, density)
        for line in section.lines
    ]
    if not density.is_regular:
        return bars
    usual = sorted(bars)[len(bars) // 2]
    return [max(usual, own) for own in bars]


def _section_starts(
    sections: Sequence[LyricSection],
    lengths: Sequence[Sequence[int]],
    allowed: npt.NDArray[np.bool_],
    listening: Listening,
) -> list[int] | None:
    """The bar each section starts in, by dynamic programming over sections and bars; None where they do not fit."""
    count = len(allowed)
    bars = np.arange(count)
    total = np.full(count, np.inf)
    came: list[npt.NDArray[np.int64]] = []
    for index, (section, spans) in enumerate(zip(sections, lengths, strict=True)):
        own = _start_costs(section, spans, allowed, listening)
        if index == 0:
            total = own + _IDLE_COST * (np.cumsum(allowed) - allowed)
            came.append(np.zeros(count, dtype=np.int64))
            continue
        gap = bars[None, :] - (bars[:, None] + sum(lengths[index - 1]))
        usable = np.concatenate([[0], np.cumsum(allowed)])
        ends = np.minimum(bars + sum(lengths[index - 1]), count)
        idle = usable[bars][None, :] - usable[ends][:, None]
        steps = np.where(gap >= 0, total[:, None] + _IDLE_COST * np.maximum(idle - 2, 0), np.inf)
        came.append(np.argmin(steps, axis=0))
        total = np.min(steps, axis=0) + own
    last = int(np.argmin(total)) if count else 0
    if not count or not np.isfinite(total[last]):
        return None
    starts = [last]
    for origin in reversed(came[1:]):
        starts.append(int(origin[starts[-1]]))
    return starts[::-1]


def _start_costs(
    section: LyricSection, spans: Sequence[int], allowed: npt.NDArray[np.bool_], listening: Listening
) -> FloatArray:
    """What it costs to start a section in each bar; infinite where it cannot be sung."""
    timeline, count, length = listening.timeline, len(allowed), sum(spans)
    heard = [section_at(listening.sections, timeline.beat_of_bar(bar) + 1e-6) for bar in range(count)]
    runs = np.concatenate([[0], np.cumsum(allowed)])
    costs = np.full(count, np.inf)
    for bar in range(count - length + 1):
        if runs[bar + length] - runs[bar] < length:
            continue
        first_allowed = bar == 0 or not allowed[bar - 1]
        offset = bar - timeline.bar_of(heard[bar].start_beats + 1e-6)
        on_start = first_allowed or offset == 0
        off_phrase = offset % min(4 * spans[0], 8) != 0
        costs[bar] = 0.0 if on_start else _OFF_START_COST * (2.0 if off_phrase else 0.5)
        inside = heard[bar : bar + length]
        costs[bar] += _MISMATCH_COST * len(spans) * np.mean([_mismatch(section.label, h.label) for h in inside])
        costs[bar] += _CROSSING_COST * sum(a is not b for a, b in pairwise(inside))
    return costs


def _mismatch(written: str, heard: SectionLabel) -> float:
    if written == heard.value:
        return 0.0
    if SectionLabel.CHORUS.value in (written, heard.value):
        return 1.0
    return 0.4


def _place_tightly(sections: Sequence[LyricSection], listening: Listening) -> tuple[LinePlace, ...]:
    """Line after line over the whole recording, each taking time in proportion to its syllables."""
    timeline = listening.timeline
    lines = [(k, n, len(line.syllables)) for k, section in enumerate(sections) for n, line in enumerate(section.lines)]
    start = max(timeline.seconds_at(float(timeline.first_beat)), SAFE_START_SECONDS)
    room = listening.duration_seconds - SAFE_END_SECONDS - start
    needs = np.array([count * _TIGHTEST.syllable_seconds + _TIGHTEST.rest_seconds for _, _, count in lines])
    if needs.sum() > room:
        syllables = sum(count for _, _, count in lines)
        fitting = int(max(room, 0.0) / needs.sum() * syllables)
        raise LyricsUnsingable(
            f"the lyrics have {syllables} syllables and the recording has room for about {fitting} at "
            f"{SHORTEST_SYLLABLE_SECONDS} s each; shorten the lyrics or use a longer recording"
        )
    borders = timeline.beats_at(start + np.concatenate([[0.0], np.cumsum(needs)]) * (room / needs.sum()))
    on_beats = np.concatenate([np.ceil(borders[:1]), np.round(borders[1:-1]), borders[-1:]])
    if np.all(np.diff(timeline.seconds_at(on_beats)) >= _ROUNDED_SHARE * needs):
        borders = on_beats
    return tuple(
        LinePlace(
            section=section, line=line, start_beats=float(a), end_beats=float(b), rest_seconds=_TIGHTEST.rest_seconds
        )
        for (section, line, _), (a, b) in zip(lines, pairwise(borders), strict=True)
    )


def merged_sung_sections(listening: Listening) -> tuple[tuple[Section, int], ...]:
    """The heard sections that are sung over, neighbours of one label joined, each with its number of bars."""
    allowed = sung_bars(listening)
    timeline = listening.timeline
    merged: list[tuple[Section, int]] = []
    for bar in np.flatnonzero(allowed):
        section = section_at(listening.sections, timeline.beat_of_bar(int(bar)) + 1e-6)
        if merged and merged[-1][0].label is section.label and (bar == 0 or allowed[bar - 1]):
            merged[-1] = (merged[-1][0], merged[-1][1] + 1)
        else:
            merged.append((section, 1))
    return tuple(merged)
