"""The pitch of one voice over time.

Frames are 10 ms apart; pitch is fractional MIDI and means something only where the frame is voiced. The network
SwiftF0 hears best; where its package is missing, YIN does the work.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from tutti.listen import yin
from tutti.music.pitch import hz_to_midi
from tutti.networks import swift_f0

FloatArray = npt.NDArray[np.float64]

SAMPLE_RATE_HZ = 16000
HOP_SECONDS = 0.01
_HOP_SAMPLES = 160
_GLIDE_SEMITONES = 1.0  # between neighbouring answers closer than this the pitch is interpolated
_YIN_VOICED_CONFIDENCE = 1e-6  # the path of YIN decides by itself; its unvoiced frames have none


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PitchTrack:
    """The pitch of a recording, a frame every `HOP_SECONDS`.

    Attributes:
        times_seconds: the moment of each frame.
        pitch_midi: fractional MIDI pitch; arbitrary where unvoiced.
        confidence: 0 to 1.
        is_voiced: whether there is a pitch.
    """

    times_seconds: FloatArray
    pitch_midi: FloatArray
    confidence: FloatArray
    is_voiced: npt.NDArray[np.bool_]


def track_pitch(samples: npt.NDArray[np.float32], *, with_network: bool | None = None) -> PitchTrack:
    """The pitch of mono audio at 16 kHz.

    Args:
        samples: shaped (frames,).
        with_network: None takes the network where it is installed.
    """
    if with_network if with_network is not None else swift_f0.is_installed():
        return _by_network(samples)
    return _by_yin(samples)


def _times(samples: npt.NDArray[np.float32]) -> FloatArray:
    return np.arange(len(samples) // _HOP_SAMPLES + 1, dtype=np.float64) * HOP_SECONDS


def _by_network(samples: npt.NDArray[np.float32]) -> PitchTrack:
    pitch_hz, confidence = swift_f0.detect(samples)
    heard = hz_to_midi(np.maximum(pitch_hz, swift_f0.LOWEST_HZ))
    times = _times(samples)
    position = np.clip(times * (swift_f0.SAMPLE_RATE_HZ / swift_f0.HOP_SAMPLES), 0, len(heard) - 1)
    before = np.minimum(position.astype(np.int64), max(len(heard) - 2, 0))
    after = np.minimum(before + 1, len(heard) - 1)
    share = np.clip(position - before, 0.0, 1.0)
    nearest = np.where(share < 0.5, heard[before], heard[after])
    glide = heard[before] * (1.0 - share) + heard[after] * share
    pitch = np.where(np.abs(heard[after] - heard[before]) < _GLIDE_SEMITONES, glide, nearest)
    confidence = confidence[before] * (1.0 - share) + confidence[after] * share
    return PitchTrack(
        times_seconds=times,
        pitch_midi=pitch,
        confidence=confidence,
        is_voiced=confidence > swift_f0.VOICED_CONFIDENCE,
    )


def _by_yin(samples: npt.NDArray[np.float32]) -> PitchTrack:
    pitch, confidence = yin.detect(soxr.resample(samples, SAMPLE_RATE_HZ, yin.SAMPLE_RATE_HZ, "HQ"))
    times = _times(samples)
    short = max(0, len(times) - len(pitch))
    pitch, confidence = (np.pad(values, (0, short))[: len(times)] for values in (pitch, confidence))
    return PitchTrack(
        times_seconds=times, pitch_midi=pitch, confidence=confidence, is_voiced=confidence > _YIN_VOICED_CONFIDENCE
    )
