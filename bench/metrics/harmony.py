"""Chords and section borders of a band against the sheet it played from.

Chords: mir_eval.chord, weighted by duration (WCSR), as roots, as majors and minors, and with sevenths. Borders:
mir_eval.segment.detection within 0.5 and 3 s, the first and the last left out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import mir_eval
import numpy as np

from bench.metrics.beats import FloatArray
from tutti.music.form import Section
from tutti.music.harmony import NO_CHORD, ChordSpan
from tutti.music.time import Timeline

_MIR_EVAL_NAMES = {":7sus4": ":sus4(b7)"}  # qualities mir_eval spells otherwise
_COMPARISONS: dict[str, Callable[..., FloatArray]] = {
    "chord_root": mir_eval.chord.root,
    "chord_majmin": mir_eval.chord.majmin,
    "chord_sevenths": mir_eval.chord.sevenths,
}


def chord_scores(
    true_spans: Sequence[ChordSpan],
    true_timeline: Timeline,
    heard_spans: Sequence[ChordSpan],
    heard_timeline: Timeline,
    *,
    end_seconds: float,
) -> dict[str, float]:
    """WCSR from the start of the recording to the end of the last bar; nothing where the true chords are not known."""
    if not true_spans:
        return {}
    if not heard_spans:
        return dict.fromkeys(_COMPARISONS, 0.0)
    true_intervals, true_labels = _labelled(true_spans, true_timeline)
    heard_intervals, heard_labels = _labelled(heard_spans, heard_timeline)
    start = max(0.0, float(true_intervals[0, 0]))
    true_intervals, true_labels = mir_eval.util.adjust_intervals(
        true_intervals, true_labels, start, end_seconds, NO_CHORD, NO_CHORD
    )
    heard_intervals, heard_labels = mir_eval.util.adjust_intervals(
        heard_intervals, heard_labels, start, end_seconds, NO_CHORD, NO_CHORD
    )
    intervals, true_labels, heard_labels = mir_eval.util.merge_labeled_intervals(
        true_intervals, true_labels, heard_intervals, heard_labels
    )
    durations = mir_eval.util.intervals_to_durations(intervals)
    return {
        name: float(mir_eval.chord.weighted_accuracy(compare(true_labels, heard_labels), durations))
        for name, compare in _COMPARISONS.items()
    }


def section_scores(
    true_sections: Sequence[Section],
    true_timeline: Timeline,
    heard_sections: Sequence[Section],
    heard_timeline: Timeline,
    *,
    end_seconds: float,
) -> dict[str, float]:
    """F of the borders within 0.5 and 3 s; nothing where the truth has no border, as between two equal verses."""
    true_sections = joined(true_sections)
    if len(true_sections) < 2 or not heard_sections:
        return {}
    truth = _borders(true_sections, true_timeline, end_seconds)
    heard = _borders(heard_sections, heard_timeline, end_seconds)
    scores = {}
    for name, window in (("border_f0.5", 0.5), ("border_f3", 3.0)):
        _, _, f_measure = mir_eval.segment.detection(truth, heard, window=window, trim=True)
        scores[name] = float(f_measure)
    return scores


def joined(sections: Sequence[Section]) -> list[Section]:
    """Sections of one label after each other are one."""
    joined: list[Section] = []
    for section in sections:
        if joined and joined[-1].label == section.label:
            joined[-1] = replace(joined[-1], end_beats=section.end_beats)
        else:
            joined.append(section)
    return joined


def _labelled(spans: Sequence[ChordSpan], timeline: Timeline) -> tuple[FloatArray, list[str]]:
    edges = timeline.seconds_at([span.start_beats for span in spans] + [spans[-1].end_beats])
    labels = [NO_CHORD if span.chord is None else span.chord.label() for span in spans]
    for ours, theirs in _MIR_EVAL_NAMES.items():
        labels = [label.replace(ours, theirs) for label in labels]
    return np.stack([edges[:-1], edges[1:]], axis=1), labels


def _borders(sections: Sequence[Section], timeline: Timeline, end_seconds: float) -> FloatArray:
    # Where the first section starts is where the music does, after a lead-in: no border between two sections.
    edges = np.asarray(timeline.seconds_at([section.start_beats for section in sections[1:]]))
    edges = np.concatenate([[0.0], edges[(edges > 0.05) & (edges < end_seconds - 0.05)], [end_seconds]])
    return np.stack([edges[:-1], edges[1:]], axis=1)
