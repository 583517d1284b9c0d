"""The chord sheet as text: the form, bar by bar, in Harte's labels with the time each section starts."""

from __future__ import annotations

from itertools import groupby

from tutti.music.form import section_at
from tutti.music.harmony import NO_CHORD, chord_at
from tutti.music.score import Score

_BARS_PER_LINE = 4


def chordsheet(score: Score) -> str:
    """The chords of a score as a person writes them down."""
    timeline = score.timeline
    head = [score.title, f"{score.key}, {timeline.meter}, {timeline.tempo_bpm:.1f} bpm", ""]
    start, end = timeline.bar_of(score.sections[0].start_beats), timeline.bar_of(score.end_beats - 1e-6)
    bars = range(start, end + 1)
    lines = []
    for section, members in groupby(bars, key=lambda b: section_at(score.sections, timeline.beat_of_bar(b) + 1e-6)):
        inside = list(members)
        seconds = max(timeline.seconds_at(float(timeline.beat_of_bar(inside[0]))), 0.0)
        lines.append(f"[{section.label.value}] {int(seconds // 60)}:{seconds % 60:05.2f}")
        lines += [_line(score, inside[at : at + _BARS_PER_LINE]) for at in range(0, len(inside), _BARS_PER_LINE)]
        lines.append("")
    return "\n".join(head + lines)


def _line(score: Score, bars: list[int]) -> str:
    return "| " + " | ".join(_bar(score, bar) for bar in bars) + " |"


def _bar(score: Score, bar: int) -> str:
    beats = range(score.timeline.beat_of_bar(bar), score.timeline.beat_of_bar(bar + 1))
    labels: list[str] = []
    for beat in beats:
        chord = chord_at(score.chords, float(beat))
        label = chord.label(flats=score.key.uses_flats) if chord else NO_CHORD
        if not labels or labels[-1] != label:
            labels.append(label)
    return " ".join(labels)
