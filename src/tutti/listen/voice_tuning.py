"""How far a singer's scale lies from equal temperament at A = 440 Hz, and how it drifts.

The fraction of the pitch above the nearest semitone is an angle; confident, steady frames vote for theirs. The local
vote (over eight seconds) counts as far as it agrees with itself, so that a singer may sink over a song without
every note turning out wrong. Vibrato is averaged out first: it dwells at its extremes, and one of more than about 40
cents (J0(2 pi x) changes sign at x = 0.38 semitones) would turn the vote round.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d
from scipy.signal import fftconvolve

from tutti.listen.pitch_track import HOP_SECONDS, PitchTrack

FloatArray = npt.NDArray[np.float64]

_WINDOW_SECONDS = 8.0
_VIBRATO_SECONDS = 0.18  # one period at 5.5 Hz
_STEADY_SEMITONES = 0.02  # pitch that moves by more from frame to frame hardly votes
_LEAST_VOTES = 50.0  # frames: half a second of steady voice; drums and speech leave fewer
_LEAST_AGREEMENT = 0.4  # singers have 0.65 to 0.9, speech and sirens less than 0.4


def tuning_curve(track: PitchTrack) -> FloatArray:
    """The tuning of each frame, in semitones above A = 440 Hz (about -0.5 to 0.5, continuous)."""
    votes = _votes(track)
    whole = np.angle(votes.sum()) / (2.0 * np.pi)
    window = np.hanning(int(_WINDOW_SECONDS / HOP_SECONDS) | 1)
    if len(votes) <= len(window):
        return np.full(len(votes), whole)
    near = fftconvolve(votes * np.exp(-2j * np.pi * whole), window, mode="same")
    strength = fftconvolve(np.abs(votes), window, mode="same")
    agreement = np.clip(np.abs(near) / np.maximum(strength, 1e-9), 0.0, 1.0)
    return np.asarray(whole + agreement * np.angle(near) / (2.0 * np.pi))


def _votes(track: PitchTrack) -> npt.NDArray[np.complex128]:
    """For each frame the direction of its tuning, as long as its vote counts."""
    centre = _without_vibrato(track)
    moved = np.abs(np.diff(centre, prepend=centre[:1]))
    votes = np.exp(2j * np.pi * centre) * track.confidence * np.exp(-moved / _STEADY_SEMITONES)
    return np.asarray(np.where(track.is_voiced, votes, 0.0))


def _without_vibrato(track: PitchTrack) -> FloatArray:
    """The pitch averaged over one period of vibrato, voiced frames alone."""
    frames = round(_VIBRATO_SECONDS / HOP_SECONDS)
    heard = uniform_filter1d(np.where(track.is_voiced, track.pitch_midi, 0.0), frames, mode="nearest")
    share = uniform_filter1d(track.is_voiced.astype(np.float64), frames, mode="nearest")
    return np.asarray(np.where(track.is_voiced, heard / np.maximum(share, 1.0 / frames), track.pitch_midi))


def tuning_cents(curve: FloatArray, track: PitchTrack) -> float:
    """The tuning of the whole recording, in cents above A = 440 Hz; 0 where too little is sung, or without a scale."""
    votes = _votes(track)
    given = float(np.abs(votes).sum())
    if given < _LEAST_VOTES or abs(votes.sum()) < _LEAST_AGREEMENT * given:
        return 0.0
    return float(np.median(curve[track.is_voiced]) * 100.0)
