"""A sense of the bar: how much a stretch of melody looks like one that starts with a bar line.

Three small networks, for bars of four, of three and of compound beats, read three bars of a candidate grid at a time
(the bar in question, the one before, the one after), slot by slot: is a note struck, does one sound, how long is it,
how high against the melody at large, from how far does it come, does it lie in the home triad. What they answer is a
log-odds that the bar is one; its mean over a grid is one more reason for voice_ranking. Rhythm of upbeats, cadences,
accents by length and by leap (Lerdahl and Jackendoff, 1983) are learned together here, where single sums miss how they
hang together. bench/voice_bar_sense.py fits the networks; they lie in voice_bar_sense.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tutti.listen.voice_candidates import GridCandidate
from tutti.listen.voice_meter import SWING_SHARE
from tutti.music.note import HeardNote
from tutti.music.pitch import Key

FloatArray = npt.NDArray[np.float64]

KINDS = ("four", "three", "compound")
CUES = ("struck", "sounding", "length", "height", "step", "tonic", "triad")
_DIVISIONS = {"four": 4, "three": 4, "compound": 6}
_BARS_READ = 3
_HEIGHT_SEMITONES, _STEP_SEMITONES = 7.0, 7.0
_LONGEST_OCTAVES = 2.0  # lengths in beats count up to a factor of four
_MOST_LOG_ODDS = 6.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BarSense:
    """One network: log-odds = output . tanh(hidden x + bias) + offset.

    Attributes:
        hidden: shaped (cues of a window, units).
        bias: one a unit.
        output: one a unit.
        offset: of the answer.
    """

    hidden: FloatArray
    bias: FloatArray
    output: FloatArray
    offset: float

    def log_odds(self, windows: npt.NDArray[np.floating]) -> FloatArray:
        """How surely each window, one a row, starts with a bar line."""
        found = np.tanh(windows @ self.hidden + self.bias) @ self.output + self.offset
        return np.clip(np.asarray(found, dtype=np.float64), -_MOST_LOG_ODDS, _MOST_LOG_ODDS)


def kind_of(candidate: GridCandidate) -> str | None:
    """Which network reads the bars of a candidate; None where there is none for its metre."""
    meter = candidate.profile.meter
    if meter.is_compound:
        return "compound" if meter.beats_per_bar == 2 else None
    return {4: "four", 3: "three"}.get(meter.beats_per_bar)


def beat_windows(candidate: GridCandidate, notes: Sequence[HeardNote]) -> npt.NDArray[np.float32] | None:
    """What stands around each beat of a grid, one row a beat; None where no network knows the metre.

    A row holds the cues of every slot from one bar before the beat to two bars behind it.
    """
    kind = kind_of(candidate)
    if kind is None:
        return None
    slots = _slots(candidate, notes, _DIVISIONS[kind])
    per_bar = candidate.profile.beats_per_bar * _DIVISIONS[kind]
    padded = np.pad(slots, ((per_bar, 2 * per_bar), (0, 0)))
    views = np.lib.stride_tricks.sliding_window_view(padded, _BARS_READ * per_bar, axis=0)[:: _DIVISIONS[kind]]
    rows = views[: len(candidate.beat_seconds)].transpose(0, 2, 1)
    return np.ascontiguousarray(rows.reshape(len(rows), -1), dtype=np.float32)


def bar_sense(candidates: Sequence[GridCandidate], notes: Sequence[HeardNote]) -> FloatArray:
    """For each candidate the mean log-odds of its bars; 0 where no network knows its metre."""
    return mean_log_odds(candidates, notes, networks())


def mean_log_odds(
    candidates: Sequence[GridCandidate], notes: Sequence[HeardNote], senses: Mapping[str, BarSense]
) -> FloatArray:
    """The same by any networks. Bars before and after the melody are left out."""
    by_grid: dict[tuple[int, Key], FloatArray] = {}
    first, last = notes[0].start_seconds, notes[-1].start_seconds
    found = np.zeros(len(candidates))
    for place, candidate in enumerate(candidates):
        kind = kind_of(candidate)
        if kind is None:
            continue
        grid = (id(candidate.beat_seconds), candidate.key)
        if grid not in by_grid:
            windows = beat_windows(candidate, notes)
            assert windows is not None, "the metre is known"
            by_grid[grid] = senses[kind].log_odds(windows)
        found[place] = _over_bars(by_grid[grid], candidate, first, last)
    return found


def _over_bars(log_odds: FloatArray, candidate: GridCandidate, first: float, last: float) -> float:
    per_bar = candidate.profile.beats_per_bar
    beats = candidate.beat_seconds
    step = float(np.median(np.diff(beats)))
    is_line = (np.arange(len(beats)) + candidate.bar_beat) % per_bar == 0
    is_sung = (beats > first - per_bar * step) & (beats < last + 0.5 * step)
    chosen = is_line & is_sung
    return float(log_odds[chosen].mean()) if chosen.any() else 0.0


def _slots(candidate: GridCandidate, notes: Sequence[HeardNote], division: int) -> FloatArray:
    """The cues of each slot of a grid, shaped (slots, cues)."""
    beats = candidate.beat_seconds
    index = np.arange(len(beats), dtype=np.float64)
    total = len(beats) * division
    starts = np.interp([note.start_seconds for note in notes], beats, index, left=-1.0, right=-1.0)
    ends = np.interp([note.end_seconds for note in notes], beats, index)
    if candidate.profile.name.endswith("swing"):
        starts, ends = _straightened(starts), _straightened(ends)
    pitches = np.array([note.pitch_midi for note in notes], dtype=np.float64)
    steps = np.clip(np.diff(pitches, prepend=pitches[0]) / _STEP_SEMITONES, -1.5, 1.5)
    heights = np.clip((pitches - np.median(pitches)) / _HEIGHT_SEMITONES, -1.5, 1.5)
    lengths = np.log2(np.clip(np.diff(starts, append=starts[-1] + 2.0), 0.2, 4.0)) / _LONGEST_OCTAVES
    key = candidate.key
    tones = pitches.astype(np.int64) % 12
    is_tonic = tones == key.tonic
    in_triad = np.isin(tones, [key.tonic, key.pitch_classes[2], key.pitch_classes[4]])
    slots = np.zeros((total, len(CUES)))
    at = np.round(starts * division).astype(np.int64)
    until = np.round(ends * division).astype(np.int64)
    for place, stop, *cues in zip(at, until, lengths, heights, steps, is_tonic, in_triad, strict=True):
        if 0 <= place < total:
            slots[place : max(stop, place + 1), 1] = 1.0
            slots[place] = [1.0, 1.0, *cues]
    return slots


def _straightened(beats: FloatArray) -> FloatArray:
    """Swung positions with the second half of the beat in its middle."""
    whole = np.floor(beats)
    part = beats - whole
    return np.asarray(
        whole + np.where(part < SWING_SHARE, part * 0.5 / SWING_SHARE, 1.0 - (1.0 - part) * 0.5 / (1.0 - SWING_SHARE))
    )


@cache
def networks() -> dict[str, BarSense]:
    """The networks in force."""
    return read_networks(Path(__file__).with_name("voice_bar_sense.toml"))


def read_networks(path: Path) -> dict[str, BarSense]:
    """Read networks, one table a kind; `hidden` holds a row a cue of the window."""
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        kind: BarSense(
            hidden=np.array(document[kind]["hidden"], dtype=np.float64),
            bias=np.array(document[kind]["bias"], dtype=np.float64),
            output=np.array(document[kind]["output"], dtype=np.float64),
            offset=float(document[kind]["offset"]),
        )
        for kind in KINDS
    }
