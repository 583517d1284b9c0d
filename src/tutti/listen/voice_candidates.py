"""The grids a melody may be bound to: one for each metre, band of tempi and place of the bar line.

Each band gives one best path of the bar pointer; its bar line is then tried on every beat of the bar. A candidate
carries what speaks for it: rhythm (the model's log-likelihood), harmony (how well one chord a bar fits), and
parallelism (whether the melody repeats at distances of two, three or four beats). Judging is left to voice_ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.listen.hints import Hints
from tutti.listen.voice_bar_pointer import FRAMES_PER_SECOND, BarPath, Onsets, bar_states, follow
from tutti.listen.voice_meter import PROFILES, OnsetProfile
from tutti.listen.voice_parallelism import Parallelism, parallelism
from tutti.music.note import HeardNote
from tutti.music.pitch import Key
from tutti.theory.harmonise import harmonise, melody_weights
from tutti.theory.key import pitch_class_weights, rank_keys

FloatArray = npt.NDArray[np.float64]

_LEAD_IN_SECONDS = 1.0  # the pointer starts before the first note
_LAST_INTERVAL_SECONDS = 0.5  # at least, from the last note on
_LONG_REST_SECONDS = 4.0  # in longer rests nobody is expected to sing
_REST_TAIL_SECONDS = 1.5
_HINT_REACH = 1.1  # a tempo hint may be wrong by 10 %
_KEYS_TRIED = 2
_LEAST_BEATS = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GridCandidate:
    """A grid, and what speaks for it.

    Attributes:
        profile: the metre.
        beat_seconds: the beats, ascending.
        bar_beat: which beat of its bar the first is.
        rhythm: log-likelihood of the onsets, in nats.
        harmony: score of the best chords, one a bar, in nats.
        key: the key they are taken from.
        bars: how many bars were harmonised.
        parallelism: how well the melody repeats, by distance.
    """

    profile: OnsetProfile
    beat_seconds: FloatArray
    bar_beat: int
    rhythm: float
    harmony: float
    key: Key
    bars: int
    parallelism: Parallelism

    @property
    def tempo_bpm(self) -> float:
        """Median beats a minute."""
        return float(60.0 / np.median(np.diff(self.beat_seconds)))

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
        frames=frames,
        intervals_frames=intervals * FRAMES_PER_SECOND,
        is_counted=is_counted,
    )


def find_candidates(notes: Sequence[HeardNote], hints: Hints) -> tuple[GridCandidate, ...]:
    """All grids worth judging for a melody of at least two notes, hints obeyed."""
    onsets = place_onsets(notes)
    keys = [hints.key] if hints.key else [key for _, key in rank_keys(pitch_class_weights(notes))[:_KEYS_TRIED]]
    found: list[GridCandidate] = []
    for profile, slowest_bpm, fastest_bpm in _bands(hints):
        path = follow(onsets, bar_states(profile.name, slowest_bpm, fastest_bpm))
        found.extend(_rotations(path, onsets, notes, keys))
    return tuple(found)


def _bands(hints: Hints) -> list[tuple[OnsetProfile, float, float]]:
    profiles = [profile for profile in PROFILES if hints.meter in (None, profile.meter)]
    if hints.tempo_bpm is not None:
        slowest_bpm, fastest_bpm = hints.tempo_bpm / _HINT_REACH, hints.tempo_bpm * _HINT_REACH
        return [(profile, slowest_bpm, fastest_bpm) for profile in profiles]
    return [(profile, slowest, fastest) for profile in profiles for slowest, fastest in profile.tempo_bands_bpm]


def _rotations(path: BarPath, onsets: Onsets, notes: Sequence[HeardNote], keys: Sequence[Key]) -> list[GridCandidate]:
    """The grid of a path with its bar line on every beat of the bar."""
    frames, places = path.beats()
    if len(frames) < _LEAST_BEATS:
        return []
    profile = path.states.profile
    beat_seconds = onsets.start_seconds + frames / FRAMES_PER_SECOND
    repeats = parallelism(notes, beat_seconds)
    unrotated = path.rotated_score(onsets, 0)
    line = [(note.start_seconds, note.end_seconds, note.pitch_midi) for note in notes]
    found = []
    for rotation in range(profile.beats_per_bar):
        bar_beat = (int(places[0]) + rotation) % profile.beats_per_bar
        weights = melody_weights(
            line, _bar_lines(beat_seconds, bar_beat, profile.beats_per_bar, notes[0].start_seconds)
        )
        harmony, place = max((harmonise(weights, key).score, -place) for place, key in enumerate(keys))
        found.append(
            GridCandidate(
                profile=profile,
                beat_seconds=beat_seconds,
                bar_beat=bar_beat,
                rhythm=path.score + path.rotated_score(onsets, rotation) - unrotated,
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
