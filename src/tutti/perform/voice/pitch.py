"""The pitch curve: from written notes to what a singer's voice does, in semitones (MIDI), one value a frame.

A new note is a step through a second-order system that overshoots a little (Saitou et al., Speech Commun. 46, 2005),
begun before the vowel so that the vowel starts near its pitch; phrases, and in some genres accented notes, are entered
from below. Long notes get vibrato after a while, unless they are held straight (rate and extent: Prame, JASA 96 and
102), everything a slow drift, and voiced consonants pull the pitch down for a moment. Vibrato and drift swing around
the note. Last notes may fall off.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tutti.perform.voice.frames import FRAME_SECONDS, FloatArray, Window
from tutti.perform.voice.randomness import wander
from tutti.perform.voice.singers import Singer
from tutti.perform.voice.timing import HeldNote, Segment, TimedPhrase

_STEP_RATE = 50.0  # natural frequency of a pitch step, rad/s
_SHORT_NOTE_SECONDS = 0.25  # shorter notes are reached faster ...
_SHORT_NOTE_FACTOR = 1.35  # ... by this factor
_DAMPING = 0.7  # about 5 % overshoot
_LEAD_SECONDS = 0.042  # a step starts so long before its vowel
_MELISMA_LEAD_SECONDS = 0.04
_LATER_SCOOP_SHARE, _LATER_SCOOP_SECONDS = 0.7, 0.07  # within a phrase: less far, for so long after the vowel's start
_SCOOPED_NOTE_SECONDS = 0.35  # shorter notes are not scooped
_FALL_SEMITONES, _FALL_SECONDS = 3.0, 0.12  # a last note that falls off
_FALLING_NOTE_SECONDS = 0.3
_SUBSTEPS = 4  # of the integration, a frame

_VIBRATO_NOTE_SECONDS = 0.42  # shorter notes stay straight
_VIBRATO_DELAY_SHARE = 0.28
_VIBRATO_DELAYS_SECONDS = (0.16, 0.45)
_VIBRATO_GROWTH_SHARE = 0.35
_VIBRATO_RELEASE_SECONDS = 0.09
_VIBRATO_RATE_DEVIATION = 0.05

_DRIFT_SEMITONES, _DRIFT_HZ = 0.06, 1.2
_FLUTTER_SEMITONES, _FLUTTER_HZ = 0.03, 9.0
_OBSTRUENT_DIP_SEMITONES, _OBSTRUENT_DIP_SECONDS = 0.2, 0.025


def pitch_curve(
    phrase: TimedPhrase, window: Window, singer: Singer, random: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """The pitch of a phrase in semitones, and the vibrato contained in it."""
    seconds = window.seconds
    line = _steps(phrase, seconds, singer, random)
    swing = _vibrato(phrase.notes, seconds, singer, random)
    drift = _DRIFT_SEMITONES * wander(random, window.frames, below_hz=_DRIFT_HZ)
    flutter = _FLUTTER_SEMITONES * wander(random, window.frames, below_hz=_FLUTTER_HZ)
    steadiness = singer.unsteadiness
    line -= _fall(phrase.notes[-1], seconds, singer, random)
    return line + swing + steadiness * (drift + flutter) - _dips(phrase.segments, seconds), swing


def hertz(semitones: FloatArray, tuning_cents: float = 0.0) -> FloatArray:
    """Frequencies of MIDI pitches where A lies so far from 440 Hz."""
    return np.asarray(440.0 * 2.0 ** (tuning_cents / 1200.0) * 2.0 ** ((semitones - 69.0) / 12.0))


def _steps(phrase: TimedPhrase, seconds: FloatArray, singer: Singer, random: np.random.Generator) -> FloatArray:
    notes = phrase.notes
    target = np.full(len(seconds), float(notes[0].pitch_midi))
    rate = np.full(len(seconds), _STEP_RATE * singer.glide)
    for index, note in enumerate(notes):
        lead = _LEAD_SECONDS if note.starts_syllable else _MELISMA_LEAD_SECONDS
        target[seconds >= note.start_seconds - lead] = note.pitch_midi
        if note.seconds < _SHORT_NOTE_SECONDS:
            rate[(seconds >= note.start_seconds - lead) & (seconds < note.end_seconds - lead)] = (
                _STEP_RATE * singer.glide * _SHORT_NOTE_FACTOR
            )
        is_scooped = index > 0 and note.starts_syllable and random.random() < singer.scoop_odds
        if is_scooped and note.seconds >= _SCOOPED_NOTE_SECONDS:
            held = (seconds >= note.start_seconds - lead) & (seconds < note.start_seconds + _LATER_SCOOP_SECONDS - lead)
            target[held] -= _LATER_SCOOP_SHARE * singer.scoop_semitones
    entry = notes[0].start_seconds - _LEAD_SECONDS
    target[seconds < entry] -= singer.scoop_semitones
    return np.asarray(_follow(target, rate, _DAMPING, FRAME_SECONDS / _SUBSTEPS, _SUBSTEPS))


def _fall(note: HeldNote, seconds: FloatArray, singer: Singer, random: np.random.Generator) -> FloatArray:
    """How far the last note of a phrase falls off at its end."""
    if random.random() >= singer.fall_odds or note.seconds < _FALLING_NOTE_SECONDS:
        return np.zeros(len(seconds))
    course = (seconds - note.end_seconds + _FALL_SECONDS) / _FALL_SECONDS
    return np.asarray(_FALL_SEMITONES * np.clip(course, 0.0, 2.0) ** 2)


@njit(cache=True)  # type: ignore[untyped-decorator,unused-ignore]
def _follow(target: FloatArray, rate: FloatArray, damping: float, step: float, substeps: int) -> FloatArray:
    """A mass on a damped spring whose rest position is the target."""
    result = np.empty_like(target)
    place = target[0]
    speed = 0.0
    for index in range(len(target)):
        for _ in range(substeps):
            force = rate[index] ** 2 * (target[index] - place) - 2.0 * damping * rate[index] * speed
            speed += force * step
            place += speed * step
        result[index] = place
    return result


def _vibrato(
    notes: tuple[HeldNote, ...], seconds: FloatArray, singer: Singer, random: np.random.Generator
) -> FloatArray:
    extent = np.zeros(len(seconds))
    for note in notes:
        is_straight = random.random() < singer.straight_share
        if note.seconds < _VIBRATO_NOTE_SECONDS or is_straight:
            continue
        delay = float(np.clip(_VIBRATO_DELAY_SHARE * min(1.6, note.seconds), *_VIBRATO_DELAYS_SECONDS))
        growth = max(0.25, _VIBRATO_GROWTH_SHARE * (note.seconds - delay))
        rise = np.clip((seconds - note.start_seconds - delay) / growth, 0.0, 1.0) ** 1.2
        release = np.clip((note.end_seconds - seconds) / _VIBRATO_RELEASE_SECONDS, 0.0, 1.0)
        size = singer.vibrato_semitones * min(1.0, 0.55 + 0.3 * note.seconds)
        extent = np.maximum(extent, size * rise * release)
    rate = singer.vibrato_hz * (1 + _VIBRATO_RATE_DEVIATION * wander(random, len(seconds), below_hz=1.0))
    phase = 2 * np.pi * (np.cumsum(rate) * FRAME_SECONDS + random.random())
    return np.asarray(extent * np.sin(phase))


def _dips(segments: tuple[Segment, ...], seconds: FloatArray) -> FloatArray:
    total = np.zeros(len(seconds))
    for segment in segments:
        if segment.phone.is_obstruent and segment.phone.is_voiced:
            centre = (segment.start_seconds + segment.end_seconds) / 2
            total += np.exp(-0.5 * ((seconds - centre) / _OBSTRUENT_DIP_SECONDS) ** 2)
    return _OBSTRUENT_DIP_SEMITONES * np.minimum(total, 1.0)
