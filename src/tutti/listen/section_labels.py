"""What each section of a band does in the song, and how full it is.

Sections whose bars are alike in harmony and timbre are one material. The fullest material that comes back is the
chorus, the rest are verses; what comes once, late and between others is a bridge; a short or quiet start is an intro,
a short or quiet end an outro; where almost nothing sounds is a break.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tutti.listen.sections import Bars
from tutti.music.form import Section, SectionLabel
from tutti.music.time import Timeline

FloatArray = npt.NDArray[np.float64]

ALIKE = 0.80  # likeness of sections of one material
HARMONY_SHARE = 0.6  # of harmony beside timbre in a likeness
FULLNESS_LEVEL_DB, FULLNESS_ONSETS = 4.0, 0.08  # differences that are clearly heard
QUIETEST, LOUDEST = 0.3, 0.95
EVEN_FULLNESS = 0.6  # of every section where none differs from another
SHORT_BARS = 8
LEAD_IN_BARS = 2
LATE = 0.45  # a bridge lies beyond this share of the song
SILENT_BELOW_DB = 30.0  # a section so far below the loudest is a break


def label_sections(bars: Bars, starts: tuple[int, ...], timeline: Timeline) -> tuple[Section, ...]:
    """Name and grade sections that start with the bars given; they cover the whole timeline."""
    spans = list(zip(starts, (*starts[1:], len(bars.first_beats)), strict=True))
    fullness = _fullness(bars, spans)
    labels = _labels(bars, spans, fullness)
    edges = [float(bars.first_beats[start]) for start in starts] + [float(timeline.last_beat)]
    sections = [
        Section(start_beats=edges[place], end_beats=edges[place + 1], label=label, energy=float(fullness[place]))
        for place, label in enumerate(labels)
    ]
    return tuple(_with_lead_in(sections, timeline))


def _with_lead_in(sections: list[Section], timeline: Timeline) -> list[Section]:
    """What lies before beat 0 as an intro of its own, or, where it is short, as part of the first section."""
    lead_in = float(-timeline.first_beat)
    if lead_in >= LEAD_IN_BARS * timeline.beats_per_bar and sections[0].label is not SectionLabel.INTRO:
        start = float(timeline.first_beat)
        return [Section(start_beats=start, end_beats=0.0, label=SectionLabel.INTRO, energy=0.0), *sections]
    return [replace(sections[0], start_beats=float(timeline.first_beat)), *sections[1:]]


def _fullness(bars: Bars, spans: list[tuple[int, int]]) -> FloatArray:
    """Level and onsets of each section against the others, QUIETEST to LOUDEST."""
    level = np.array([bars.level_db[start:end].mean() for start, end in spans])
    onsets = np.array([bars.onsets[start:end].mean() for start, end in spans])
    weight = np.array([end - start for start, end in spans], dtype=np.float64)
    raw = (level - np.average(level, weights=weight)) / FULLNESS_LEVEL_DB
    raw += (onsets - np.average(onsets, weights=weight)) / FULLNESS_ONSETS
    squashed = np.tanh(0.5 * raw)
    above, below = LOUDEST - EVEN_FULLNESS, EVEN_FULLNESS - QUIETEST
    return np.asarray(EVEN_FULLNESS + np.where(squashed > 0, above, below) * squashed, dtype=np.float64)


def _labels(bars: Bars, spans: list[tuple[int, int]], fullness: FloatArray) -> list[SectionLabel]:
    if len(spans) == 1:
        return [SectionLabel.VERSE]
    material = _materials(bars, spans)
    inner = [place for place in range(len(spans)) if not _is_edge(place, spans, fullness)]
    chorus = _chorus(material, inner, fullness)
    loudest = float(bars.level_db.max())
    labels = []
    for place, (start, end) in enumerate(spans):
        is_once = material.count(material[place]) == 1
        if bars.level_db[start:end].mean() < loudest - SILENT_BELOW_DB and 0 < place < len(spans) - 1:
            labels.append(SectionLabel.BREAK)
        elif place not in inner:
            labels.append(SectionLabel.INTRO if place == 0 else SectionLabel.OUTRO)
        elif material[place] == chorus:
            labels.append(SectionLabel.CHORUS)
        elif is_once and start > LATE * spans[-1][1] and len(inner) > 3 and place != inner[-1]:
            labels.append(SectionLabel.BRIDGE)
        else:
            labels.append(SectionLabel.VERSE)
    return labels


def _is_edge(place: int, spans: list[tuple[int, int]], fullness: FloatArray) -> bool:
    """Whether a section is the song's way in or out: first or last, short, and not fuller than its neighbour."""
    if len(spans) < 3 or 0 < place < len(spans) - 1:
        return False
    neighbour = 1 if place == 0 else len(spans) - 2
    length = spans[place][1] - spans[place][0]
    usual = float(np.median([end - start for start, end in spans[1:-1]]))
    is_thin = fullness[place] < fullness[neighbour] - 0.02
    return length <= SHORT_BARS and (is_thin or length < usual)


def _chorus(material: list[int], inner: list[int], fullness: FloatArray) -> int | None:
    """The fullest material that comes back; without any, the fullest section that is not the first."""
    heads = {material[place] for place in inner}
    if len(heads) < 2:
        return None
    mean = {head: float(np.mean([fullness[p] for p in inner if material[p] == head])) for head in sorted(heads)}
    repeated = [head for head in mean if sum(material[place] == head for place in inner) > 1]
    if repeated and (len(repeated) > 1 or mean[repeated[0]] >= float(np.mean(list(mean.values())))):
        return max(repeated, key=lambda head: mean[head])
    later = [head for head in mean if head != material[inner[0]]]
    return max(later, key=lambda head: mean[head])


def _materials(bars: Bars, spans: list[tuple[int, int]]) -> list[int]:
    """For each section the first section of its material."""
    deviation = bars.features.std(axis=0)
    scaled = (bars.features - bars.features.mean(axis=0)) / (deviation + 0.15 * bars.features.std() + 1e-9)
    material: list[int] = []
    for place, span in enumerate(spans):
        likeness = [_likeness(bars.chroma, scaled, span, spans[earlier]) for earlier in range(place)]
        best = int(np.argmax(likeness)) if likeness else 0
        material.append(material[best] if likeness and likeness[best] > ALIKE else place)
    return material


def _likeness(chroma: FloatArray, scaled: FloatArray, one: tuple[int, int], other: tuple[int, int]) -> float:
    """How alike two sections are, bar by bar over their shared length, 0 to 1."""
    shared = min(one[1] - one[0], other[1] - other[0])
    first, second = slice(one[0], one[0] + shared), slice(other[0], other[0] + shared)
    harmony = float((chroma[first] * chroma[second]).sum(axis=1).mean())
    distance = float(np.sqrt(np.square(scaled[first].mean(axis=0) - scaled[second].mean(axis=0)).mean()))
    return HARMONY_SHARE * harmony + (1.0 - HARMONY_SHARE) * float(np.exp(-distance))
