"""How far a singer's scale lies from equal temperament at A = 440 Hz, and how it drifts.

The fraction of the pitch above the nearest semitone is an angle; confident, steady frames vote for theirs. The local
vote (over eight seconds) counts as far as it agrees with itself, so that a singer may sink over a song without
every note turning out wrong.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve

from tutti.listen.pitch_track import HOP_SECONDS, PitchTrack

FloatArray = npt.NDArray[np.float64]

_WINDOW_SECONDS = 8.0
_STEADY_SEMITONES = 0.1  # pitch that moves by more from frame to frame hardly votes


def tuning_curve(track: PitchTrack) -> FloatArray:
    """The tuning of each frame, in semitones above A = 440 Hz (about -0.5 to 0.5, continuous)."""
    moved = np.abs(np.diff(track.pitch_midi, prepend=track.pitch_midi[:1]))
    votes = np.exp(2j * np.pi * track.pitch_midi) * track.confidence * np.exp(-moved / _STEADY_SEMITONES)
    votes = np.where(track.is_voiced, votes, 0.0)
    whole = np.angle(votes.sum()) / (2.0 * np.pi)
    window = np.hanning(int(_WINDOW_SECONDS / HOP_SECONDS) | 1)
    if len(votes) <= len(window):
        return np.full(len(votes), whole)
    near = fftconvolve(votes * np.exp(-2j * np.pi * whole), window, mode="same")
    strength = fftconvolve(np.abs(votes), window, mode="same")
    agreement = np.clip(np.abs(near) / np.maximum(strength, 1e-9), 0.0, 1.0)
    return np.asarray(whole + agreement * np.angle(near) / (2.0 * np.pi))


def tuning_cents(curve: FloatArray, track: PitchTrack) -> float:
    """The tuning of the whole recording, in cents above A = 440 Hz."""
    heard = curve[track.is_voiced]
    return float(np.median(heard) * 100.0) if len(heard) else 0.0
