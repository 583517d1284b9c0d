"""The notes of one voice, out of its pitch track.

A segmental dynamic program cuts the 10 ms frames into notes and gaps: a note pays for pitch off its own line, for
unvoiced frames and for dips of level; a gap is free; each new note costs, less where the spectrum rises. The dips cut
repeated notes of one pitch. Sung notes then start at their vowel, which is what ears take for the beat (Sundberg and
Bauer-Huppmann, "When does a sung tone start?", Journal of Voice 21, 2007), not at the consonant before it.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.ndimage import maximum_filter1d

from tutti.listen.pitch_track import HOP_SECONDS, PitchTrack
from tutti.listen.voice_spectrum import VoiceSpectrum
from tutti.music.note import HeardNote

FloatArray = npt.NDArray[np.float64]

_GRID_SEMITONES = 0.2
_NOTE_COST = 8.6  # nats, of every new note
_FLUX_RELIEF = 0.3  # the share of it that a full rise of the spectrum saves
_LEAST_NOTE_SHARE = 0.25
_OFF_PITCH_COST = 0.85  # nats a semitone and frame, times confidence
_LARGEST_OFF_PITCH_SEMITONES = 1.64
_UNVOICED_COST = 0.625  # times the log odds of being unvoiced, a frame
_DIP_COST = 0.60  # nats a dB and frame
_DIP_MARGIN_DB = 2.0
_DIP_REACH_FRAMES = 13
_SILENCE_BELOW_LOUD_DB = 40.0
_UNVOICED_CONFIDENCE = 0.45  # at most, where no pitch was heard
_FLUX_FULL_PERCENTILE = 97
_SHORTEST_NOTE_FRAMES = 5
_LEAST_VOICED_FRAMES = 10
_VOWEL_RISE_NEPERS = 1.6  # dB-like margin under the vowel's maximum that counts as arrived
_VOWEL_REACH_FRAMES = 16
_REFINED_NOTE_FRAMES = 8
_GAP_BEFORE_SECONDS = 0.05


def find_notes(track: PitchTrack, spectrum: VoiceSpectrum, tuning: FloatArray) -> tuple[HeardNote, ...]:
    """The notes of a pitch track, in order, none overlapping the next.

    Args:
        track: the pitch.
        spectrum: of the same recording.
        tuning: semitones above A = 440 Hz, frame by frame.
    """
    frames = min(len(track.pitch_midi), len(spectrum.flux), len(tuning))
    voiced = track.pitch_midi[:frames][track.is_voiced[:frames]]
    if len(voiced) < _LEAST_VOICED_FRAMES:
        return ()
    lowest, highest = np.percentile(voiced, (0.5, 99.5))
    grid = np.arange(np.floor(lowest) - 1.0, np.ceil(highest) + 1.01, _GRID_SEMITONES)
    level = spectrum.level_db[:frames]
    confidence = np.where(track.is_voiced, track.confidence, np.minimum(track.confidence, _UNVOICED_CONFIDENCE))
    confidence = np.where(level < np.percentile(level, 95) - _SILENCE_BELOW_LOUD_DB, 0.01, confidence[:frames])
    line, is_start = _cut(
        track.pitch_midi[:frames],
        track.is_voiced[:frames],
        np.clip(confidence, 0.01, 0.99),
        _dips(level),
        _rises(spectrum.flux[:frames]),
        grid,
    )
    notes: list[HeardNote] = []
    for start, end in _runs(line, is_start):
        if end - start < _SHORTEST_NOTE_FRAMES:
            continue
        after_gap = not notes or start * HOP_SECONDS - notes[-1].end_seconds > _GAP_BEFORE_SECONDS
        note = _note(track, spectrum, tuning, start, end, float(grid[line[start]]), after_gap)
        if notes and notes[-1].end_seconds > note.start_seconds:
            notes[-1] = replace(notes[-1], end_seconds=note.start_seconds)
        notes.append(note)
    return tuple(notes)


def _dips(level_db: FloatArray) -> FloatArray:
    """How far each frame lies under the level to its left and right, in dB beyond a margin."""
    span = _DIP_REACH_FRAMES + 1
    left = maximum_filter1d(level_db, span, origin=(span - 1) // 2, mode="nearest")
    right = maximum_filter1d(level_db, span, origin=-(span // 2), mode="nearest")
    return np.asarray(np.maximum(0.0, np.minimum(left, right) - _DIP_MARGIN_DB - level_db))


def _rises(flux: FloatArray) -> FloatArray:
    """Peaks of flux, 1 where full, spread over their neighbours."""
    scaled = flux / (np.percentile(flux, _FLUX_FULL_PERCENTILE) + 1e-6)
    is_peak = scaled >= maximum_filter1d(scaled, 5, mode="nearest") - 1e-9
    is_peak[:2] = is_peak[-2:] = False
    return np.asarray(maximum_filter1d(np.where(is_peak, np.minimum(scaled, 1.2), 0.0), 3, mode="nearest"))


@njit(cache=True)
def _cut(
    pitch: FloatArray,
    is_voiced: npt.NDArray[np.bool_],
    confidence: FloatArray,
    dips: FloatArray,
    rises: FloatArray,
    grid: FloatArray,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The line of the grid each frame sings (-1 in a gap), and where notes start."""
    frames, lines = len(pitch), len(grid)
    value = np.full(lines, 1e18)
    is_new = np.zeros((frames, lines), dtype=np.bool_)
    source = np.zeros(frames, dtype=np.int64)
    gap_value = 0.0
    for frame in range(frames + 1):
        best, best_line = gap_value, -1
        for line in range(lines):
            if value[line] < best:
                best, best_line = value[line], line
        if frame == frames:
            break
        source[frame] = best_line
        arriving = best + _NOTE_COST * max(_LEAST_NOTE_SHARE, 1.0 - _FLUX_RELIEF * rises[frame])
        sure = confidence[frame]
        held = _UNVOICED_COST * np.log((1.0 - sure) / sure) + _DIP_COST * dips[frame]
        for line in range(lines):
            if arriving < value[line]:
                value[line] = arriving
                is_new[frame, line] = True
            if is_voiced[frame]:
                off = min(abs(pitch[frame] - grid[line]), _LARGEST_OFF_PITCH_SEMITONES)
                value[line] += _OFF_PITCH_COST * sure * off
            value[line] += held
        gap_value = best
    path = np.full(frames, -1)
    is_start = np.zeros(frames, dtype=np.bool_)
    line = best_line
    for frame in range(frames - 1, -1, -1):
        path[frame] = line
        if line < 0:
            line = source[frame]
        elif is_new[frame, line]:
            is_start[frame] = True
            line = source[frame]
    return path, is_start


def _runs(line: npt.NDArray[np.int64], is_start: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First frame and end of each note."""
    changes = np.flatnonzero((np.diff(line, prepend=-1) != 0) | is_start)
    edges = [*changes.tolist(), len(line)]
    return [(start, end) for start, end in pairwise(edges) if line[start] >= 0]


def _note(
    track: PitchTrack,
    spectrum: VoiceSpectrum,
    tuning: FloatArray,
    start: int,
    end: int,
    grid_midi: float,
    after_gap: bool,
) -> HeardNote:
    core = slice(start + (end - start) // 5, end - (end - start) // 6)
    steady = track.pitch_midi[core][track.is_voiced[core]]
    held = float(np.median(steady)) if len(steady) else grid_midi
    tuned = held - float(np.median(tuning[start:end]))
    pitch = round(tuned)
    onset = start
    if after_gap and end - start > _REFINED_NOTE_FRAMES:
        vowel = spectrum.vowel_level[start : min(end, start + _VOWEL_REACH_FRAMES)]
        onset += int(np.argmax(vowel >= vowel.max() - _VOWEL_RISE_NEPERS))
    return HeardNote(
        start_seconds=onset * HOP_SECONDS,
        end_seconds=end * HOP_SECONDS,
        pitch_midi=pitch,
        deviation_cents=100.0 * (tuned - pitch),
        level_db=float(np.median(spectrum.level_db[start:end])),
    )
