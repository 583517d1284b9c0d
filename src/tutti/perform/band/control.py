"""Slow movements of pitch, filter and level inside a note: two LFOs and the modulation envelope.

Curves are sampled once every `CONTROL_FRAMES` output frames and shaped (blocks,). LFOs are triangles that start at
zero and rise (SoundFont 2.04, section 8.1.2, generators 5 to 13 and 21 to 32); the envelope runs 0 to 1, its attack
convex, and falls to 0 from where it is when the note is let go.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from tutti.music.time import FloatArray

CONTROL_FRAMES = 64
GLIDE_SECONDS = 0.09  # how long a slide takes, even in cents: the portamento of a bass synthesizer
_SHORTEST_SECONDS = 0.001
_SHORTEST_RELEASE_SECONDS = 0.04  # a filter that falls shut at once clicks under the tail of the note
STREAM = np.dtype(
    [
        (name, np.float64)
        for name in (
            "offset",  # wave frames skipped at the start
            "step",  # wave frames per output frame
            "cutoff_cents",  # absolute cents
            "resonance_db",
            "envelope_delay", "envelope_attack", "envelope_hold", "envelope_decay",  # seconds
            "envelope_sustain",  # 0 to 1
            "envelope_release", "held",  # seconds
            "envelope_to_pitch", "envelope_to_cutoff",  # cents
            "vibrato_delay", "vibrato_hz", "vibrato_to_pitch",  # seconds, Hz, cents
            "tremolo_delay", "tremolo_hz", "tremolo_to_pitch", "tremolo_to_cutoff",  # seconds, Hz, cents
            "tremolo_to_volume_db",
            "glide_cents",  # how far from its pitch a slide starts
        )
    ]
)  # fmt: skip


def times_seconds(frames: int, sample_rate_hz: int) -> FloatArray:
    """When the control points of so many output frames lie."""
    blocks = max(-(-frames // CONTROL_FRAMES), 1)
    return np.arange(blocks, dtype=np.float64) * (CONTROL_FRAMES / sample_rate_hz)


def triangle(seconds: FloatArray, *, delay_seconds: float, frequency_hz: float) -> FloatArray:
    """An LFO: -1 to 1, zero until its delay is over."""
    cycles = np.maximum(seconds - delay_seconds, 0.0) * frequency_hz
    return 1.0 - np.abs(4.0 * np.mod(cycles + 0.25, 1.0) - 2.0)


def modulation_envelope(seconds: FloatArray, stream: npt.NDArray[np.void]) -> FloatArray:
    """The modulation envelope, 0 to 1."""
    held = float(stream["held"])
    level = _until_let_go(np.minimum(seconds, held), stream)
    fallen = np.maximum(seconds - held, 0.0) / max(float(stream["envelope_release"]), _SHORTEST_RELEASE_SECONDS)
    return np.maximum(level - fallen, 0.0)


def _until_let_go(seconds: FloatArray, stream: npt.NDArray[np.void]) -> FloatArray:
    attack = max(float(stream["envelope_attack"]), _SHORTEST_SECONDS)
    decay = max(float(stream["envelope_decay"]), _SHORTEST_SECONDS)
    since_start = seconds - float(stream["envelope_delay"])
    since_hold = since_start - attack - float(stream["envelope_hold"])
    rise = np.clip(since_start / attack, 0.0, 1.0)
    # Convex: 1 + 40/96 log10(rise), the standard's curve, from 0 at 0.4 % of the attack.
    convex = np.maximum(1.0 + 40.0 / 96.0 * np.log10(np.maximum(rise, 1e-6)), 0.0)
    fall = np.maximum(1.0 - np.maximum(since_hold, 0.0) / decay, float(stream["envelope_sustain"]))
    return np.where(since_start < attack, convex, fall)


def pitch_cents(stream: npt.NDArray[np.void], seconds: FloatArray) -> FloatArray:
    """How far the pitch is bent, for each block; a single 0 where nothing bends it."""
    bend = np.zeros(1)
    if stream["vibrato_to_pitch"]:
        bend = bend + stream["vibrato_to_pitch"] * _vibrato(stream, seconds)
    if stream["tremolo_to_pitch"]:
        bend = bend + stream["tremolo_to_pitch"] * _tremolo(stream, seconds)
    if stream["envelope_to_pitch"]:
        bend = bend + stream["envelope_to_pitch"] * modulation_envelope(seconds, stream)
    if stream["glide_cents"]:
        bend = bend + stream["glide_cents"] * np.maximum(1.0 - seconds / GLIDE_SECONDS, 0.0)
    return bend


def cutoff_cents(stream: npt.NDArray[np.void], seconds: FloatArray) -> FloatArray:
    """Where the filter stands, for each block; a single value where nothing moves it."""
    cutoff = np.full(1, float(stream["cutoff_cents"]))
    if stream["envelope_to_cutoff"]:
        cutoff = cutoff + stream["envelope_to_cutoff"] * modulation_envelope(seconds, stream)
    if stream["tremolo_to_cutoff"]:
        cutoff = cutoff + stream["tremolo_to_cutoff"] * _tremolo(stream, seconds)
    return cutoff


def tremolo_db(stream: npt.NDArray[np.void], seconds: FloatArray) -> FloatArray:
    """The level the tremolo adds, for each block; a single 0 where there is none."""
    if not stream["tremolo_to_volume_db"]:
        return np.zeros(1)
    return np.asarray(stream["tremolo_to_volume_db"] * _tremolo(stream, seconds))


def _vibrato(stream: npt.NDArray[np.void], seconds: FloatArray) -> FloatArray:
    return triangle(seconds, delay_seconds=float(stream["vibrato_delay"]), frequency_hz=float(stream["vibrato_hz"]))


def _tremolo(stream: npt.NDArray[np.void], seconds: FloatArray) -> FloatArray:
    return triangle(seconds, delay_seconds=float(stream["tremolo_delay"]), frequency_hz=float(stream["tremolo_hz"]))
