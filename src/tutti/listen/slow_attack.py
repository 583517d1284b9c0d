"""Melody instruments that speak slowly: bowed strings, flutes, hummed lines.

Their notes are recognised late, by about as much as they take to swell. How long notes of a recording take to rise by
9 dB up to 3 dB under their full level tells such sources from sung syllables, which take some 50 ms; what goes beyond
is taken off all onsets alike (after Vos and Rasch, "The perceptual onset of musical tones", Perception and
Psychophysics 29, 1981: onsets are heard where the swell passes a threshold, not where it is complete).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tutti.listen.pitch_track import HOP_SECONDS
from tutti.listen.voice_spectrum import VoiceSpectrum
from tutti.music.note import HeardNote

_SYLLABLE_RISE_SECONDS = 0.055
_LONGEST_LATENCY_SECONDS = 0.045
_FULL_WITHIN_FRAMES = 20
_LONGEST_RISE_FRAMES = 25
_FULL_DB = 3.0
_QUIET_DB = 12.0
_LEAST_NOTES = 8


def without_latency(notes: Sequence[HeardNote], spectrum: VoiceSpectrum) -> tuple[HeardNote, ...]:
    """The notes, moved earlier where their source speaks slowly."""
    latency = latency_seconds(notes, spectrum)
    return tuple(
        replace(
            note,
            start_seconds=max(0.0, note.start_seconds - latency),
            end_seconds=max(note.end_seconds - latency, note.start_seconds - latency + HOP_SECONDS),
        )
        for note in notes
    )


def latency_seconds(notes: Sequence[HeardNote], spectrum: VoiceSpectrum) -> float:
    """How much later than meant the notes of a recording are recognised."""
    rises = [rise for note in notes if (rise := _rise_frames(note, spectrum)) is not None]
    if len(rises) < _LEAST_NOTES:
        return 0.0
    return float(np.clip(np.mean(rises) * HOP_SECONDS - _SYLLABLE_RISE_SECONDS, 0.0, _LONGEST_LATENCY_SECONDS))


def _rise_frames(note: HeardNote, spectrum: VoiceSpectrum) -> int | None:
    """How long a note takes from quiet to full; None where it grows out of the note before."""
    start = round(note.start_seconds / HOP_SECONDS)
    first = spectrum.level_db[start : start + _FULL_WITHIN_FRAMES]
    if len(first) < _FULL_WITHIN_FRAMES:
        return None
    full_db = float(first.max())
    full = start + int(np.argmax(first >= full_db - _FULL_DB))
    before = spectrum.level_db[max(0, full - _LONGEST_RISE_FRAMES + 1) : full + 1][::-1]
    quiet = np.flatnonzero(before <= full_db - _QUIET_DB)
    return int(quiet[0]) if len(quiet) else None
