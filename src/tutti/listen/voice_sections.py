"""The form of a song out of its bare melody.

Bars where nobody sings for long become intro, break and outro. What is sung is cut on bar lines by a dynamic program
that likes sections of eight bars, starts after a rest, and places where the melody changes; sections that repeat one
another get one label. The chorus is the repeated material that is sung loudest, highest and densest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.music.form import Section, SectionLabel
from tutti.music.note import HeardNote
from tutti.music.time import Timeline
from tutti.theory.harmonise import melody_weights

FloatArray = npt.NDArray[np.float64]

_LONG_REST_BARS = 4
_LEAST_REST_BARS = 2  # an intro or outro as short as this stands for itself
_LONGEST_SECTION_BARS = 16
# Preference for sections of so many bars; even lengths beside these, then odd ones, are rarer.
_LENGTH_NATS = {4: -0.9, 8: 0.0, 12: -0.6, 16: -0.5}
_EVEN_NATS, _ODD_NATS = -1.6, -2.6
_REST_BEFORE_NATS = 0.8  # a boundary where a phrase begins after a rest
_NOVELTY_NATS = 1.0
_QUARTERS_PER_BEAT = 4
_PICKUP_BARS = 0.6  # a phrase that begins later in its bar leads to the next
_TAIL_BEATS = 0.25  # of a last note that hang over into a bar do not count
_UNIT_BARS = 4  # a phrase is rounded up to so many with the rest that follows
_ALIKE = 0.72  # likeness of sections that share a label
_BRIDGE_AFTER = 0.45  # of the song
_QUIETEST_ENERGY, _LOUDEST_ENERGY = 0.35, 0.95
_LABEL_ENERGY = {SectionLabel.VERSE: 0.55, SectionLabel.CHORUS: 0.85, SectionLabel.BRIDGE: 0.65}
_REST_ENERGY = {SectionLabel.INTRO: 0.4, SectionLabel.BREAK: 0.6, SectionLabel.OUTRO: 0.4}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Bars:
    """The sung bars: `first` is the number of the first; arrays hold one row a bar."""

    first: int
    melody: FloatArray  # unit vectors of pitch classes and onset pattern
    count: FloatArray  # notes that start
    is_sung: npt.NDArray[np.bool_]  # more than a pickup sounds
    height: FloatArray  # mean pitch, nan where empty
    level_db: FloatArray  # of the notes, nan where empty
    starts_phrase: npt.NDArray[np.bool_]


def find_sections(notes: Sequence[HeardNote], timeline: Timeline) -> tuple[Section, ...]:
    """The sections of a melody; they cover the whole timeline."""
    if not notes:
        return (_section(timeline.first_beat, timeline.last_beat, SectionLabel.VERSE, 0.5),)
    bars = _bars(notes, timeline)
    stretches = _stretches(bars)
    spans: list[tuple[int, int, SectionLabel | None]] = []
    for start, end in stretches:
        if spans and spans[-1][1] < start:
            spans.append((spans[-1][1], start, SectionLabel.BREAK))
        spans.extend((a, b, None) for a, b in _cut(bars, start, end))
    sung = [(start, end) for start, end, label in spans if label is None]
    labels = iter(_labels(bars, sung))
    energies = iter(_energies(bars, sung))
    named = []
    for start, end, rest in spans:
        label = rest or next(labels)
        energy = _REST_ENERGY[rest] if rest else 0.5 * (_LABEL_ENERGY[label] + next(energies))
        named.append((bars.first + start, bars.first + end, label, energy))
    return _cover(named, timeline)


def _bars(notes: Sequence[HeardNote], timeline: Timeline) -> _Bars:
    per_bar = timeline.beats_per_bar
    starts = timeline.beats_at([note.start_seconds for note in notes])
    ends = timeline.beats_at([note.end_seconds for note in notes])
    last = max(timeline.bar_of(min(float(ends[-1]), float(timeline.last_beat)) - 0.25), 0)
    first = min(0, last)
    edges = np.arange(first, last + 2, dtype=np.float64) * per_bar
    line = [(start, end, note.pitch_midi) for start, end, note in zip(starts, ends, notes, strict=True)]
    total = last + 1 - first
    pattern = np.zeros((total, per_bar * _QUARTERS_PER_BEAT))
    count, height, level = np.zeros(total), np.zeros(total), np.zeros(total)
    starts_phrase = np.zeros(total, dtype=np.bool_)
    previous_end = -np.inf
    for start, end, note in zip(starts, ends, notes, strict=True):
        slot = int(np.clip(round((start - edges[0]) * _QUARTERS_PER_BEAT), 0, pattern.size - 1))
        bar = slot // pattern.shape[1]
        pattern[bar, slot % pattern.shape[1]] = 1.0
        count[bar] += 1.0
        height[bar] += note.pitch_midi
        level[bar] += note.level_db
        if start - previous_end > 0.75:  # beats of rest; a pickup leads to the next bar
            lead = start - edges[bar] > _PICKUP_BARS * per_bar
            starts_phrase[min(bar + int(lead), total - 1)] = True
        previous_end = end
    with np.errstate(invalid="ignore"):
        height, level = height / count, level / count
    return _Bars(
        first=first,
        melody=np.hstack([_unit(melody_weights(line, edges)), _unit(pattern)]) / np.sqrt(2.0),
        count=count,
        is_sung=_sung(starts, ends, edges, per_bar),
        height=height,
        level_db=level,
        starts_phrase=starts_phrase,
    )


def _sung(starts: FloatArray, ends: FloatArray, edges: FloatArray, per_bar: int) -> npt.NDArray[np.bool_]:
    """Whether something sounds before the part of each bar where pickups begin."""
    before_pickup = edges[:-1] + _PICKUP_BARS * per_bar
    sounding = (starts[None, :] < before_pickup[:, None]) & (ends[None, :] > edges[:-1, None] + _TAIL_BEATS)
    is_sung = np.asarray(sounding.any(axis=1))
    is_sung[0] |= not is_sung.any()
    return is_sung


def _unit(rows: FloatArray) -> FloatArray:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1), 1e-9)[:, None])


def _stretches(bars: _Bars) -> list[tuple[int, int]]:
    """Runs of bars without a long rest inside, rounded up to whole phrases."""
    sung = np.flatnonzero(bars.is_sung)
    breaks = np.flatnonzero(np.diff(sung) > _LONG_REST_BARS)
    starts = [0, *(int(sung[i + 1]) for i in breaks)]
    ends = [*(int(sung[i]) + 1 for i in breaks), len(bars.count)]
    stretches = []
    for start, end, following in zip(starts, ends, [*starts[1:], ends[-1]], strict=True):
        whole = start + -(-(end - start) // _UNIT_BARS) * _UNIT_BARS
        stretches.append((start, whole if whole <= following - _LEAST_REST_BARS else end))
    return stretches


def _cut(bars: _Bars, start: int, end: int) -> list[tuple[int, int]]:
    """The best sections of a stretch of bars."""
    total = end - start
    gain = np.array([_boundary_nats(bars, start, bar) for bar in range(start, end)] + [0.0])
    best = np.full(total + 1, -np.inf)
    best[0] = 0.0
    back = np.zeros(total + 1, dtype=np.int64)
    for stop in range(1, total + 1):
        for length in range(1, min(_LONGEST_SECTION_BARS, stop) + 1):
            value = best[stop - length] + _LENGTH_NATS.get(length, _ODD_NATS if length % 2 else _EVEN_NATS)
            value += gain[stop] if stop < total else 0.0
            if value > best[stop]:
                best[stop], back[stop] = value, stop - length
    cuts, stop = [], total
    while stop > 0:
        cuts.append((start + int(back[stop]), start + stop))
        stop = int(back[stop])
    return cuts[::-1]


def _boundary_nats(bars: _Bars, stretch_start: int, bar: int) -> float:
    """What speaks for a section starting with a bar: a phrase begins, and the four bars before were other music."""
    if bar == stretch_start:
        return 0.0
    before, after = bars.melody[max(stretch_start, bar - 4) : bar], bars.melody[bar : bar + 4]
    shared = min(len(before), len(after))
    likeness = float(np.mean(np.sum(before[:shared] * after[:shared], axis=1))) if shared else 0.0
    return _NOVELTY_NATS * (0.5 - likeness) + _REST_BEFORE_NATS * float(bars.starts_phrase[bar])


def _likeness(bars: _Bars, one: tuple[int, int], other: tuple[int, int]) -> float:
    """How alike two sections are, bar by bar, 0 to 1."""
    shared = min(one[1] - one[0], other[1] - other[0])
    first, second = bars.melody[one[0] : one[0] + shared], bars.melody[other[0] : other[0] + shared]
    return float(np.mean(np.sum(first * second, axis=1)))


def _labels(bars: _Bars, sections: Sequence[tuple[int, int]]) -> list[SectionLabel]:
    group: list[int] = []
    for place, section in enumerate(sections):
        twins = [earlier for earlier in range(place) if _likeness(bars, section, sections[earlier]) > _ALIKE]
        group.append(group[twins[0]] if twins else place)
    energy = _energies(bars, sections)
    heads = sorted(set(group))
    times = {head: group.count(head) for head in heads}
    mean = {head: float(np.mean([energy[i] for i, g in enumerate(group) if g == head])) for head in heads}
    repeated = [head for head in heads if times[head] > 1]
    chorus = max(repeated, key=lambda head: mean[head]) if len(heads) > 1 and repeated else None
    labels = []
    for place, head in enumerate(group):
        late = sections[place][0] > _BRIDGE_AFTER * sections[-1][1]
        if head == chorus:
            labels.append(SectionLabel.CHORUS)
        elif chorus is not None and times[head] == 1 and late and len(heads) > 2:
            labels.append(SectionLabel.BRIDGE)
        else:
            labels.append(SectionLabel.VERSE)
    return labels


def _energies(bars: _Bars, sections: Sequence[tuple[int, int]]) -> list[float]:
    """How full each section is sung: level, height and density against the rest of the song."""
    table = np.array(
        [
            [
                np.nanmean(column[start:end]) if np.any(bars.count[start:end]) else np.nanmean(column)
                for column in columns
            ]
            for start, end in sections
            for columns in [(bars.level_db, bars.height, bars.count)]
        ]
    )
    spread = np.array([3.0, 3.0, 2.0])  # dB, semitones and notes a bar that make a clear difference
    fullness = np.tanh((table - table.mean(axis=0)) / spread).mean(axis=1)
    middle, reach = 0.5 * (_LOUDEST_ENERGY + _QUIETEST_ENERGY), 0.5 * (_LOUDEST_ENERGY - _QUIETEST_ENERGY)
    return [float(np.clip(middle + reach * value, 0.0, 1.0)) for value in fullness]


def _cover(named: list[tuple[int, int, SectionLabel, float]], timeline: Timeline) -> tuple[Section, ...]:
    """Sections in beats, with what lies before the first and after the last."""
    per_bar = timeline.beats_per_bar
    beats = [[start * per_bar, end * per_bar, label, energy] for start, end, label, energy in named]
    sections = [_section(*row) for row in beats]  # type: ignore[arg-type]
    lead_in = sections[0].start_beats - timeline.first_beat
    tail = timeline.last_beat - sections[-1].end_beats
    if lead_in >= _LEAST_REST_BARS * per_bar:
        sections.insert(0, _section(timeline.first_beat, sections[0].start_beats, SectionLabel.INTRO, 0.4))
    elif lead_in != 0:
        head = sections[0]
        sections[0] = _section(timeline.first_beat, head.end_beats, head.label, head.energy)
    if tail >= _LEAST_REST_BARS * per_bar:
        sections.append(_section(sections[-1].end_beats, timeline.last_beat, SectionLabel.OUTRO, 0.4))
    elif tail != 0:
        final = sections[-1]
        sections[-1] = _section(final.start_beats, timeline.last_beat, final.label, final.energy)
    return tuple(sections)


def _section(start: float, end: float, label: SectionLabel, energy: float) -> Section:
    return Section(start_beats=float(start), end_beats=float(end), label=label, energy=float(energy))
