"""Syllables of a voice that holds no pitch: rap, speech, whispering.

Where no notes were found, rises of the spectrum above the silence stand in for onsets, so that there is a beat to
follow. The result are notes for timing only; their pitch means nothing.
"""

from __future__ import annotations

import numpy as np
from scipy.signal import find_peaks

from tutti.listen.pitch_track import HOP_SECONDS
from tutti.listen.voice_spectrum import VoiceSpectrum
from tutti.music.note import HeardNote

_SILENCE_BELOW_LOUD_DB = 30.0
_LEAST_RISE = 0.35  # of the 97th percentile of flux
_SHORTEST_FRAMES = 12
_LONGEST_SECONDS = 0.4
_NO_PITCH_MIDI = 60


def find_syllables(spectrum: VoiceSpectrum) -> tuple[HeardNote, ...]:
    """The syllables of a recording, in order."""
    full = float(np.percentile(spectrum.flux, 97))
    if full <= 0.0:
        return ()
    loud_db = float(np.percentile(spectrum.level_db, 95)) - _SILENCE_BELOW_LOUD_DB
    peaks, _ = find_peaks(spectrum.flux, height=_LEAST_RISE * full, distance=_SHORTEST_FRAMES)
    starts = [int(peak) for peak in peaks if spectrum.level_db[peak : peak + _SHORTEST_FRAMES].max() > loud_db]
    starts_seconds = [start * HOP_SECONDS for start in starts]
    ends_seconds = [*starts_seconds[1:], (starts_seconds[-1] if starts else 0.0) + _LONGEST_SECONDS]
    return tuple(
        HeardNote(start_seconds=start, end_seconds=min(end, start + _LONGEST_SECONDS), pitch_midi=_NO_PITCH_MIDI)
        for start, end in zip(starts_seconds, ends_seconds, strict=False)
    )
