"""How loud the voice sings, in dB around its middle level, one value a frame.

A phrase swells and falls; higher notes and written accents are louder; vowels are attacked, long notes swell, the last
note fades at its end; vibrato breathes along.
"""

from __future__ import annotations

import numpy as np

from tutti.perform.voice.frames import FloatArray, Window
from tutti.perform.voice.randomness import smooth, wander
from tutti.perform.voice.timing import HeldNote, TimedPhrase

_ARC_DB, _ARC_START_DB = 2.2, -1.2
_DB_PER_SEMITONE = 0.15  # louder with height within the part
_DB_PER_VELOCITY = 0.1  # around velocity 80
_MIDDLE_VELOCITY = 80
_ATTACK_DB, _ATTACK_SECONDS = 1.5, 0.09
_SWELL_DB, _SWELL_NOTE_SECONDS = 1.3, 0.8
_FADE_DB, _FADE_SHARE, _FADE_LONGEST_SECONDS = 5.0, 0.3, 0.36
_VIBRATO_DB_PER_SEMITONE = 0.8
_SHAKE_DB, _SHAKE_HZ = 0.3, 3.0
_REPEAT_DIP_DB, _REPEAT_DIP_SECONDS = 1.6, 0.022  # at the note changes of a melisma
_SMOOTH_HZ = 12.0
_LEAD_SECONDS = 0.05


def loudness_curve(
    phrase: TimedPhrase, window: Window, vibrato: FloatArray, middle_midi: float, random: np.random.Generator
) -> FloatArray:
    """The loudness of a phrase in dB; `middle_midi` is the middle of the part's range."""
    seconds = window.seconds
    start, end = phrase.notes[0].start_seconds - 0.2, phrase.notes[-1].end_seconds + 0.1
    course = np.clip((seconds - start) / (end - start), 0.0, 1.0)
    level = _ARC_DB * np.sin(np.pi * course**0.8) + _ARC_START_DB
    for index, note in enumerate(phrase.notes):
        last = index + 1 == len(phrase.notes)
        level += _of_note(note, seconds, middle_midi, is_first=index == 0, is_last=last)
    level -= _fade(phrase.notes[-1], seconds)
    level = smooth(level, below_hz=_SMOOTH_HZ)
    for note in phrase.notes:
        if not note.starts_syllable:
            level -= _REPEAT_DIP_DB * np.exp(-0.5 * ((seconds - note.start_seconds) / _REPEAT_DIP_SECONDS) ** 2)
    shake = _SHAKE_DB * wander(random, window.frames, below_hz=_SHAKE_HZ)
    return np.asarray(level + _VIBRATO_DB_PER_SEMITONE * vibrato + shake)


def _of_note(note: HeldNote, seconds: FloatArray, middle_midi: float, *, is_first: bool, is_last: bool) -> FloatArray:
    start = -np.inf if is_first else note.start_seconds - _LEAD_SECONDS
    end = np.inf if is_last else note.end_seconds - _LEAD_SECONDS
    inside = (seconds >= start) & (seconds < end)
    level = np.full(len(seconds), _DB_PER_SEMITONE * (note.pitch_midi - middle_midi))
    level += _DB_PER_VELOCITY * (note.velocity - _MIDDLE_VELOCITY)
    if note.seconds > _SWELL_NOTE_SECONDS:
        level += _SWELL_DB * np.sin(np.pi * np.clip((seconds - note.start_seconds) / note.seconds, 0.0, 1.0))
    attack = np.zeros(len(seconds))
    if note.starts_syllable:
        since = seconds - note.start_seconds
        attack = _ATTACK_DB * np.exp(-np.clip(since, 0.0, None) / _ATTACK_SECONDS) * (since >= -_LEAD_SECONDS)
    return np.asarray(level * inside + attack)


def _fade(note: HeldNote, seconds: FloatArray) -> FloatArray:
    length = min(_FADE_SHARE * note.seconds, _FADE_LONGEST_SECONDS)
    return np.asarray(_FADE_DB * np.clip((seconds - (note.end_seconds - length)) / length, 0.0, 1.0) ** 2)
