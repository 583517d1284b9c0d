"""A picture of what was heard, as a musician would mark it into the recording.

From top to bottom: sections with their energy, the waveform with beats and downbeats, the chords as coloured blocks
(hue goes round the circle of fifths, so that related chords look related; minor is darker), and, where there is a
melody, its piano roll. Long recordings are drawn in rows of equal length, like systems of a score.
"""

from __future__ import annotations

import colorsys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from tutti.music.form import SectionLabel
from tutti.music.harmony import INTERVALS, Chord, Quality
from tutti.music.listening import Listening
from tutti.music.pitch import pitch_class_name
from tutti.sound.audio import Audio

WIDTH_INCHES, HEIGHT_INCHES, DOTS_PER_INCH = 16.0, 9.0, 100
ROW_SECONDS = 45.0  # beyond this a row gets too dense to read
MOST_ROWS = 4
PEAKS_PER_ROW = 1500

PAPER, INK, FAINT_INK, WAVE = "#fbfaf7", "#26242b", "#8d8894", "#6f7f95"
DOWNBEAT_INK, BEAT_INK, NOTE_INK = "#c8452f", "#b9b4bd", "#27577d"
SECTION_COLOURS = {
    SectionLabel.INTRO: "#d9d4c7", SectionLabel.VERSE: "#bcd3c4", SectionLabel.PRE_CHORUS: "#e6d7a3",
    SectionLabel.CHORUS: "#eab48c", SectionLabel.BRIDGE: "#c6bddd", SectionLabel.BREAK: "#e4e1da",
    SectionLabel.SOLO: "#dcb8c4", SectionLabel.OUTRO: "#d9d4c7",
}  # fmt: skip
QUALITY_MARKS = {
    Quality.MAJOR: "", Quality.MINOR: "m", Quality.DIMINISHED: "°", Quality.AUGMENTED: "+", Quality.POWER: "5",
    Quality.MAJOR_6: "6", Quality.MINOR_6: "m6", Quality.MINOR_7: "m7", Quality.MINOR_MAJOR_7: "mΔ7",
    Quality.HALF_DIMINISHED_7: "ø7", Quality.DIMINISHED_7: "°7", Quality.SUSPENDED_4_7: "7sus4",
    Quality.MAJOR_ADD_9: "add9", Quality.MINOR_ADD_9: "m add9", Quality.MINOR_9: "m9",
}  # fmt: skip
LEAST_LABEL_POINTS = 9.0  # of width a letter of a chord name needs

FloatArray = npt.NDArray[np.float64]


def plot(audio: Audio, listening: Listening, path: Path) -> None:
    """Draw a Listening over its recording into a PNG file of 1600 x 900 dots."""
    figure = Figure(figsize=(WIDTH_INCHES, HEIGHT_INCHES), dpi=DOTS_PER_INCH, facecolor=PAPER)
    FigureCanvasAgg(figure)
    figure.text(0.035, 0.965, _title(listening), fontsize=15, color=INK, weight="bold", va="center")
    figure.text(0.965, 0.965, _trust(listening), fontsize=10, color=FAINT_INK, va="center", ha="right")
    rows = int(np.clip(np.ceil(listening.duration_seconds / ROW_SECONDS), 1, MOST_ROWS))
    length = max(listening.duration_seconds / rows, 1e-3)
    has_melody = bool(listening.melody)
    panels = [0.55, 1.5, 0.8, 1.6] if has_melody else [0.55, 1.8, 1.0]
    if not listening.chords:
        panels.pop(2)
    outer = figure.add_gridspec(rows, 1, left=0.035, right=0.965, top=0.93, bottom=0.05, hspace=0.22)
    for row in range(rows):
        window = (row * length, (row + 1) * length)
        inner = outer[row].subgridspec(len(panels), 1, height_ratios=panels, hspace=0.06)
        axes = [figure.add_subplot(inner[index]) for index in range(len(panels))]
        for one in axes:
            _prepare(one, window)
        _draw_sections(axes[0], listening, window)
        _draw_waveform(axes[1], audio, window)
        _draw_beats(axes[1:], listening, window)
        if listening.chords:
            _draw_chords(axes[2], listening, window)
        if has_melody:
            _draw_melody(axes[-1], listening)
        _draw_clock(axes[-1], window)
    figure.savefig(path, format="png", facecolor=PAPER)


def _title(listening: Listening) -> str:
    timeline = listening.timeline
    return f"{listening.key}   ·   {listening.tempo_bpm:.1f} bpm   ·   {timeline.meter}"


def _trust(listening: Listening) -> str:
    """How sure each answer is, in a line."""
    confidence = listening.confidence
    answers = {
        "beats": confidence.beats, "downbeats": confidence.downbeats, "key": confidence.key,
        "chords": confidence.chords, "melody": confidence.melody,
    }  # fmt: skip
    parts = [f"{name} {100 * value:.0f} %" for name, value in answers.items() if value is not None]
    tuning = f"tuned {listening.tuning_cents:+.0f} cents"
    return "how sure:  " + "   ".join(parts) + f"      {tuning}"


def _prepare(axes: Axes, window: tuple[float, float]) -> None:
    axes.set_xlim(*window)
    axes.set_facecolor(PAPER)
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _draw_sections(axes: Axes, listening: Listening, window: tuple[float, float]) -> None:
    """A band a section, as high as it is full."""
    axes.set_ylim(0, 1)
    for section in listening.sections:
        start, end = _seconds(listening, section.start_beats, section.end_beats)
        colour = SECTION_COLOURS[section.label]
        axes.add_patch(Rectangle((start, 0), end - start, 1, facecolor=colour, alpha=0.35, edgecolor=PAPER))
        axes.add_patch(Rectangle((start, 0), end - start, section.energy, facecolor=colour, edgecolor=PAPER))
        visible = min(end, window[1]) - max(start, window[0])
        if visible > 0.04 * (window[1] - window[0]):
            name = section.label.value.replace("_", "-")
            axes.text(max(start, window[0]) + 0.006 * (window[1] - window[0]), 0.45, name, fontsize=10, va="center",
                      color=INK, clip_on=True)  # fmt: skip


def _draw_waveform(axes: Axes, audio: Audio, window: tuple[float, float]) -> None:
    """Peaks and RMS of the recording."""
    first = int(np.clip(window[0] * audio.sample_rate_hz, 0, audio.frames))
    last = int(np.clip(window[1] * audio.sample_rate_hz, 0, audio.frames))
    mono = audio.mono()[first:last]
    if len(mono) == 0:
        return
    starts = np.unique(np.linspace(0, len(mono), PEAKS_PER_ROW, endpoint=False).astype(np.int64))
    high, low = np.maximum.reduceat(mono, starts), np.minimum.reduceat(mono, starts)
    power = np.add.reduceat(np.square(mono, dtype=np.float64), starts) / np.diff(np.append(starts, len(mono)))
    seconds = (first + starts) / audio.sample_rate_hz
    reach = float(max(np.abs(audio.samples).max(), 1e-6)) * 1.05
    axes.set_ylim(-reach, reach)
    axes.fill_between(seconds, low, high, color=WAVE, alpha=0.45, linewidth=0)
    axes.fill_between(seconds, -np.sqrt(power), np.sqrt(power), color=WAVE, linewidth=0)


def _draw_beats(panels: Sequence[Axes], listening: Listening, window: tuple[float, float]) -> None:
    """Downbeats through all panels with bar numbers, the other beats in the waveform only."""
    timeline = listening.timeline
    downbeats = {round(second, 6) for second in timeline.downbeats_seconds()}
    bars_shown = (window[1] - window[0]) / max(60.0 / listening.tempo_bpm * timeline.beats_per_bar, 1e-3)
    every = 1 if bars_shown <= 24 else 4
    for index, second in enumerate(timeline.beat_seconds):
        if not window[0] <= second < window[1]:
            continue
        if round(second, 6) not in downbeats:
            panels[0].axvline(second, color=BEAT_INK, linewidth=0.7, zorder=0)
            continue
        bar = timeline.bar_of(timeline.first_beat + index)
        for axes in panels:
            axes.axvline(second, color=DOWNBEAT_INK, linewidth=0.9, alpha=0.8, zorder=0.5)
        if bar % every == 0:
            panels[0].text(second, panels[0].get_ylim()[1], f" {bar + 1}", fontsize=8, color=DOWNBEAT_INK, va="top")


def _draw_chords(axes: Axes, listening: Listening, window: tuple[float, float]) -> None:
    axes.set_ylim(0, 1)
    points = 72.0 * WIDTH_INCHES * 0.93 / (window[1] - window[0])
    for span in listening.chords:
        start, end = _seconds(listening, span.start_beats, span.end_beats)
        if span.chord is None or end <= window[0] or start >= window[1]:
            continue
        axes.add_patch(Rectangle((start, 0.05), end - start, 0.9, facecolor=chord_colour(span.chord), edgecolor=PAPER))
        name = chord_name(span.chord, flats=listening.key.uses_flats)
        low, high = max(start, window[0]), min(end, window[1])
        if (high - low) * points > LEAST_LABEL_POINTS * 0.8 * len(name):
            axes.text(0.5 * (low + high), 0.5, name, fontsize=11, ha="center", va="center", color=INK, weight="bold")


def chord_colour(chord: Chord) -> tuple[float, float, float]:
    """Hue by the circle of fifths; minor-like chords are darker."""
    hue = (chord.root * 7 % 12) / 12.0
    is_minor = INTERVALS[chord.quality][1] == 3
    return colorsys.hls_to_rgb(hue, 0.62 if is_minor else 0.78, 0.42 if is_minor else 0.62)


def chord_name(chord: Chord, *, flats: bool) -> str:
    """A chord as a lead sheet writes it: "F#m7", "C/E"."""
    name = pitch_class_name(chord.root, flats=flats) + QUALITY_MARKS.get(chord.quality, chord.quality.value)
    if chord.bass is None or chord.bass == chord.root:
        return name
    return f"{name}/{pitch_class_name(chord.bass, flats=flats)}"


def _draw_melody(axes: Axes, listening: Listening) -> None:
    """The piano roll, with a line at each C."""
    pitches = [note.pitch_midi for note in listening.melody]
    axes.set_ylim(min(pitches) - 2.5, max(pitches) + 2.5)
    for octave_c in range(12, 128, 12):
        if min(pitches) - 2.5 < octave_c < max(pitches) + 2.5:
            axes.axhline(octave_c, color=BEAT_INK, linewidth=0.8, linestyle=":", zorder=0)
            axes.text(axes.get_xlim()[0], octave_c, f"C{octave_c // 12 - 1} ", fontsize=8, color=FAINT_INK, va="center",
                      ha="right")  # fmt: skip
    for note in listening.melody:
        axes.add_patch(
            Rectangle(
                (note.start_seconds, note.pitch_midi - 0.4),
                note.end_seconds - note.start_seconds,
                0.8,
                facecolor=NOTE_INK,
                edgecolor=PAPER,
                linewidth=0.5,
            )
        )


def _draw_clock(axes: Axes, window: tuple[float, float]) -> None:
    """Minutes and seconds below a row."""
    steps = (1, 2, 5, 10, 15, 30, 60, 120)
    step = next((s for s in steps if (window[1] - window[0]) / s <= 12), steps[-1])
    ticks = np.arange(np.ceil(window[0] / step) * step, window[1], step)
    axes.set_xticks(ticks, [f"{int(tick) // 60}:{int(tick) % 60:02d}" for tick in ticks], fontsize=8, color=FAINT_INK)
    axes.tick_params(length=2, color=FAINT_INK)


def _seconds(listening: Listening, start_beats: float, end_beats: float) -> tuple[float, float]:
    """A span of beats in seconds, inside the recording."""
    start, end = listening.timeline.seconds_at([start_beats, end_beats])
    return float(np.clip(start, 0, listening.duration_seconds)), float(np.clip(end, 0, listening.duration_seconds))
