"""A humming double of a singer: notes in, audio out, every onset and pitch known.

A note is a sum of falling harmonics with a short attack and release; no consonants, no vibrato.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tutti.music.note import HeardNote
from tutti.music.pitch import midi_to_hz
from tutti.sound.audio import Audio

_HARMONICS = 8
_PEAK = 0.3
_ATTACK_SECONDS = 0.015
_RELEASE_SECONDS = 0.03


def hum(
    notes: Sequence[HeardNote],
    *,
    sample_rate_hz: int = 22050,
    tail_seconds: float = 0.5,
    tuning_cents: float = 0.0,
    seed: int = 0,
) -> Audio:
    """Hum notes over a faint noise floor; the audio ends `tail_seconds` after the last."""
    last = max((note.end_seconds for note in notes), default=0.0)
    frames = round((last + tail_seconds) * sample_rate_hz)
    noise = np.random.Generator(np.random.PCG64(seed)).standard_normal(frames)
    samples = 1e-4 * noise
    for note in notes:
        start, end = round(note.start_seconds * sample_rate_hz), round(note.end_seconds * sample_rate_hz)
        seconds = np.arange(end - start) / sample_rate_hz
        frequency_hz = float(midi_to_hz(note.pitch_midi + tuning_cents / 100.0))
        tone = sum(
            np.sin(2.0 * np.pi * frequency_hz * k * seconds) / k
            for k in range(1, _HARMONICS + 1)
            if frequency_hz * k < 0.45 * sample_rate_hz
        )
        left = np.clip(seconds / _ATTACK_SECONDS, 0.0, 1.0)
        right = np.clip((seconds[-1] - seconds) / _RELEASE_SECONDS, 0.0, 1.0)
        samples[start:end] += _PEAK * tone * np.minimum(left, right)
    return Audio(samples=samples[None, :].astype(np.float32), sample_rate_hz=sample_rate_hz)


def melody(
    pitches: Sequence[int | None],
    durations_beats: Sequence[float],
    *,
    tempo_bpm: float = 100.0,
    start_seconds: float = 0.6,
    held: float = 0.85,
) -> tuple[HeardNote, ...]:
    """A melody in strict time; None rests, and a note sounds for the share `held` of its duration."""
    beat = 60.0 / tempo_bpm
    notes, position = [], 0.0
    for pitch, duration in zip(pitches, durations_beats, strict=True):
        start = start_seconds + position * beat
        if pitch is not None:
            notes.append(HeardNote(start_seconds=start, end_seconds=start + held * duration * beat, pitch_midi=pitch))
        position += duration
    return tuple(notes)
