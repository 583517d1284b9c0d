"""The grids a melody may be bound to: one for each metre, band of tempi and place of the bar line.

Each band gives the best path of the bar pointer and the best steady grids; the bar line is then tried on every beat of
the bar. A candidate carries what speaks for it: rhythm (the model's log-likelihood), harmony (how well one chord a bar
fits), and parallelism (whether the melody repeats at distances of two, three or four beats). voice_ranking judges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from tutti.listen.hints import Hints
from tutti.listen.voice_bar_pointer import FRAMES_PER_SECOND, Onsets, bar_states, follow
from tutti.listen.voice_meter import OnsetProfile, profiles_of
from tutti.listen.voice_parallelism import Parallelism, parallelism
from tutti.listen.voice_steady import steady_grids, steady_score
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.theory.harmonise import harmonise, melody_weights
from tutti.theory.key import pitch_class_weights, rank_keys

FloatArray = npt.NDArray[np.float64]

_LEAD_IN_SECONDS = 1.0  # the pointer starts before the first note
_LAST_INTERVAL_SECONDS = 0.5  # at least, from the last note on
_LONG_REST_SECONDS = 4.0  # in longer rests nobody is expected to sing
_REST_TAIL_SECONDS = 1.5
TEMPO_OBEYED = 0.015  # a grid's mean tempo is no farther from a told one
_TOLD_REACHES = (1.0 + TEMPO_OBEYED, 1.06)  # how far a performance of a told tempo may stray from it for a while
_KEYS_TRIED = 2
_LEAST_BEATS = 4
_STEADY_GRIDS = 3  # a band
_SAME_SECONDS = 0.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridCandidate:
    """A grid, and what speaks for it.

    Attributes:
        profile: the metre.
        beat_seconds: the beats, ascending.
        is_steady: whether they have one tempo by construction.
        bar_beat: which beat of its bar the first is.
        rhythm: log-likelihood of the onsets, in nats.
        harmony: score of the best chords, one a bar, in nats.
        key: the key they are taken from.
        bars: how many bars were harmonised.
        parallelism: how well the melody repeats, by distance.
    """

    profile: OnsetProfile
    beat_seconds: FloatArray
    is_steady: bool
    bar_beat: int
    rhythm: float
    harmony: float
    key: Key
    bars: int
    parallelism: Parallelism

    @property
    def tempo_bpm(self) -> float:
        """Mean beats a minute."""
        return float(60.0 * (len(self.beat_seconds) - 1) / (self.beat_seconds[-1] - self.beat_seconds[0]))

    @property
    def downbeat_seconds(self) -> FloatArray:
        """The beats that start a bar."""
        beats_per_bar = self.profile.beats_per_bar
        is_downbeat = (np.arange(len(self.beat_seconds)) + self.bar_beat) % beats_per_bar == 0
        return np.asarray(self.beat_seconds[is_downbeat])


def place_onsets(notes: Sequence[HeardNote]) -> Onsets:
    """The onsets of a melody on the frames of the bar pointer."""
    starts = np.array([note.start_seconds for note in notes])
    ends = np.array([note.end_seconds for note in notes])
    origin = max(0.0, float(starts[0]) - _LEAD_IN_SECONDS)
    frames = np.round((starts - origin) * FRAMES_PER_SECOND).astype(np.int64)
    count = np.arange(len(frames))
    frames = np.maximum.accumulate(frames - count) + count  # two onsets never share a frame
    total = max(int((ends[-1] - origin) * FRAMES_PER_SECOND) + 5, int(frames[-1]) + 1)
    is_counted = np.ones(total)
    for end, following in zip(ends[:-1], starts[1:], strict=True):
        if following - end > _LONG_REST_SECONDS:
            quiet_from, quiet_to = end + _REST_TAIL_SECONDS - origin, following - origin
            is_counted[int(quiet_from * FRAMES_PER_SECOND) : int(quiet_to * FRAMES_PER_SECOND)] = 0.0
    last = max(float(ends[-1] - starts[-1]), _LAST_INTERVAL_SECONDS)
    intervals = np.append(np.diff(starts), last)
    return Onsets(
        start_seconds=origin,
        seconds=starts,
        frames=frames,
        intervals_frames=intervals * FRAMES_PER_SECOND,
        is_counted=is_counted,
    )


def find_candidates(notes: Sequence[HeardNote], hints: Hints) -> tuple[GridCandidate, ...]:
    """All grids worth judging for a melody of at least two notes, hints obeyed."""
    onsets = place_onsets(notes)
    keys = [hints.key] if hints.key else [key for _, key in rank_keys(pitch_class_weights(notes))[:_KEYS_TRIED]]
    profiles = profiles_of(hints.meter)
    if hints.tempo_bpm is not None:
        grids = [grid for profile in profiles for grid in _told_grids(onsets, profile, hints.tempo_bpm)]
    else:
        grids = [grid for profile in profiles for grid in _heard_grids(onsets, profile)]
    return tuple(candidate for grid in grids for candidate in _rotations(grid, notes, keys))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Grid:
    """Beats without a bar line yet: `rhythm` says how well each beat of the bar suits the first."""

    profile: OnsetProfile
    beat_seconds: FloatArray
    is_steady: bool
    rhythm: FloatArray

    @property
    def mean_bpm(self) -> float:
        """The tempo by least squares."""
        return float(60.0 / np.polyfit(np.arange(len(self.beat_seconds)), self.beat_seconds, 1)[0])

    def is_like(self, other: _Grid) -> bool:
        """Whether two steady grids are one."""
        return (
            self.is_steady
            and other.is_steady
            and abs(len(self.beat_seconds) - len(other.beat_seconds)) <= 1
            and float(np.min(np.abs(other.beat_seconds - self.beat_seconds[-1]))) < _SAME_SECONDS
            and float(np.min(np.abs(other.beat_seconds - self.beat_seconds[0]))) < _SAME_SECONDS
        )


def _heard_grids(onsets: Onsets, profile: OnsetProfile) -> list[_Grid]:
    """The best grids of each band of tempi; where bands overlap, a steady grid counts once."""
    found: list[_Grid] = []
    for band in profile.tempo_bands_bpm:
        fresh = [grid for grid in _steady(onsets, profile, *band) if not any(grid.is_like(old) for old in found)]
        found += _followed(onsets, profile, *band) + fresh
    return found


def _told_grids(onsets: Onsets, profile: OnsetProfile, tempo_bpm: float) -> list[_Grid]:
    """Grids of a told tempo: exactly steady, and following a performance that drifts around it."""
    found = _steady(onsets, profile, tempo_bpm, tempo_bpm)
    for reach in _TOLD_REACHES:
        followed = _followed(onsets, profile, tempo_bpm / reach, tempo_bpm * reach)
        found += [grid for grid in followed if abs(grid.mean_bpm / tempo_bpm - 1.0) < TEMPO_OBEYED]
    return found


def _followed(onsets: Onsets, profile: OnsetProfile, slowest_bpm: float, fastest_bpm: float) -> list[_Grid]:
    """The path of the bar pointer, if it is long enough to be one."""
    path = follow(onsets, bar_states(profile, slowest_bpm, fastest_bpm))
    frames, places = path.beats()
    if len(frames) < _LEAST_BEATS:
        return []
    turned = np.array([path.rotated_score(onsets, rotation) for rotation in range(profile.beats_per_bar)])
    return [
        _Grid(
            profile=profile,
            beat_seconds=onsets.start_seconds + frames / FRAMES_PER_SECOND,
            is_steady=False,
            rhythm=np.roll(path.score + turned - turned[0], int(places[0])),
        )
    ]


def _steady(onsets: Onsets, profile: OnsetProfile, slowest_bpm: float, fastest_bpm: float) -> list[_Grid]:
    """Grids of one tempo, if they are long enough."""
    end_seconds = onsets.start_seconds + len(onsets.is_counted) / FRAMES_PER_SECOND
    found = []
    for grid in steady_grids(onsets, profile, slowest_bpm, fastest_bpm, _STEADY_GRIDS):
        beats = grid.beats(onsets.start_seconds, end_seconds)
        if len(beats) >= _LEAST_BEATS:
            start = replace(grid, first_seconds=float(beats[0]))
            scores = [steady_score(onsets, profile, start, bar_beat) for bar_beat in range(profile.beats_per_bar)]
            found.append(_Grid(profile=profile, beat_seconds=beats, is_steady=True, rhythm=np.array(scores)))
    return found


def _rotations(grid: _Grid, notes: Sequence[HeardNote], keys: Sequence[Key]) -> list[GridCandidate]:
    """A grid with its bar line on every beat of the bar."""
    beats_per_bar = grid.profile.beats_per_bar
    repeats = parallelism(notes, grid.beat_seconds)
    line = [(note.start_seconds, note.end_seconds, note.pitch_midi) for note in notes]
    found = []
    for bar_beat in range(beats_per_bar):
        bars = _bar_lines(grid.beat_seconds, bar_beat, beats_per_bar, notes[0].start_seconds)
        weights = melody_weights(line, bars)
        harmony, place = max((harmonise(weights, key).score, -place) for place, key in enumerate(keys))
        found.append(
            GridCandidate(
                profile=grid.profile,
                beat_seconds=grid.beat_seconds,
                is_steady=grid.is_steady,
                bar_beat=bar_beat,
                rhythm=float(grid.rhythm[bar_beat]),
                harmony=harmony,
                key=keys[-place],
                bars=len(weights),
                parallelism=repeats,
            )
        )
    return found


def _bar_lines(beat_seconds: FloatArray, bar_beat: int, beats_per_bar: int, first_note: float) -> FloatArray:
    """The bar lines from the bar of the first note on, one bar beyond the grid on both sides."""
    step = float(np.median(np.diff(beat_seconds)))
    before = beat_seconds[0] - step * np.arange(beats_per_bar, 0, -1)
    after = beat_seconds[-1] + step * np.arange(1, beats_per_bar + 1)
    grid = np.concatenate([before, beat_seconds, after])
    lines = grid[(np.arange(len(grid)) + bar_beat) % beats_per_bar == 0]
    return np.asarray(lines[lines > first_note - step * beats_per_bar - 1e-3])
