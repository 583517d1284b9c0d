"""One sung phrase: spoken frames, moved to the notes' time, at their pitch, in a singer's colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tutti.base.seeds import generator
from tutti.perform.voice.colour import (
    extend_treble,
    fundamental,
    open_vowels,
    opening,
    resonances,
    ring,
    scale_formants,
    tilt,
)
from tutti.perform.voice.evenness import levelling_gain
from tutti.perform.voice.frames import FloatArray, FrameArray, VoiceFrames, Window, read_frames
from tutti.perform.voice.loudness import loudness_curve
from tutti.perform.voice.pitch import hertz, pitch_curve
from tutti.perform.voice.randomness import wander
from tutti.perform.voice.singers import Singer
from tutti.perform.voice.source import speak
from tutti.perform.voice.synthesis import synthesise
from tutti.perform.voice.timing import Role, TimedPhrase
from tutti.perform.voice.tone_hints import tone_hints
from tutti.perform.voice.voicing import noise_shares, voicing_curve
from tutti.perform.voice.warp import AFTERGLOW_SECONDS, FORETASTE_SECONDS, warp

_MARGIN_SECONDS = 0.05  # silence at either end of the window
_SILENT = -14.0  # log amplitude where nothing is sung
_EFFORT_TILT = 0.22  # dB an octave above 1 kHz, for each dB of loudness
_TILT_WANDER, _TILT_WANDER_HZ = 0.6, 1.5  # dB an octave: no held vowel keeps one colour
_FADE_IN_SECONDS, _FADE_OUT_SECONDS = 0.02, 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who sings, and what the singer's habits are drawn from.

    Attributes:
        singer: colour and habits.
        player: the name of the part.
        middle_midi: the middle of the part's range.
        seed: of all randomness.
        tuning_cents: how far A lies from 440 Hz.
    """

    singer: Singer
    player: str
    middle_midi: float
    seed: int
    tuning_cents: float = 0.0


def sing_phrase(phrase: TimedPhrase, voice: Voice, index: int) -> tuple[int, FrameArray]:
    """The first sample (from second 0, perhaps before it) and the sound of a phrase, the part's `index`-th."""
    lead, rest = FORETASTE_SECONDS + _MARGIN_SECONDS, AFTERGLOW_SECONDS + _MARGIN_SECONDS
    window = Window.around(phrase.start_seconds - lead, phrase.end_seconds + rest)
    random = {name: generator(voice.seed, voice.player, name, index) for name in ("pitch", "loudness", "warp", "sound")}
    semitones, vibrato = pitch_curve(phrase, window, voice.singer, random["pitch"])
    pitch_hz = hertz(semitones + tone_hints(phrase, window), voice.tuning_cents)
    loudness_db = loudness_curve(phrase, window, vibrato, voice.middle_midi, random["loudness"])
    frames = _voice_frames(phrase, window, voice.singer, pitch_hz, loudness_db, random["warp"])
    gain_db = loudness_db + levelling_gain(frames.log_amplitude, pitch_hz, phrase, window)
    gain_db += _edges_db(phrase, window)
    return window.start_sample, synthesise(frames, pitch_hz, gain_db, window.samples, random["sound"])


def _voice_frames(
    phrase: TimedPhrase,
    window: Window,
    singer: Singer,
    pitch_hz: FloatArray,
    loudness_db: FloatArray,
    random: np.random.Generator,
) -> VoiceFrames:
    spoken = speak(
        [syllable.syllable for syllable in phrase.syllables], speaker=singer.speaker, pitch_midi=_middle_midi(phrase)
    )
    moments = warp(phrase.segments, spoken.edges_seconds, window, random, shares=spoken.shares)
    is_sung = ~np.isnan(moments)
    positions = np.nan_to_num(moments) / spoken.frame_seconds - 0.5
    treble = scale_formants(extend_treble(spoken.log_amplitude), singer.formants_low, singer.formants_high)
    log_amplitude = read_frames(treble, positions)
    voicing = voicing_curve(phrase.segments, window)
    first_formant_hz = _first_formants(phrase, window) * singer.formants_low
    log_amplitude = open_vowels(log_amplitude, opening(pitch_hz, first_formant_hz), first_formant_hz)
    voiced = voicing.astype(np.float32)[:, None]
    throat = ring(singer.ring_hz, singer.ring_db) + resonances(singer.resonances)
    log_amplitude += (throat[None, :] + fundamental(pitch_hz, singer.fullness_db)) * voiced
    restless = _TILT_WANDER * wander(random, window.frames, below_hz=_TILT_WANDER_HZ)
    slope = (singer.tilt_db_per_octave + _EFFORT_TILT * loudness_db + restless).astype(np.float32)[:, None]
    log_amplitude += slope * voiced * tilt()[None, :]
    log_amplitude[~is_sung] = _SILENT
    noise = noise_shares(read_frames(spoken.noise, positions), phrase.segments, window, singer.breath)
    return VoiceFrames(log_amplitude=log_amplitude, noise=noise, voicing=voicing.astype(np.float32))


def _middle_midi(phrase: TimedPhrase) -> float:
    """The mean pitch of the notes by their lengths."""
    return float(
        np.average([note.pitch_midi for note in phrase.notes], weights=[note.seconds for note in phrase.notes])
    )


def _first_formants(phrase: TimedPhrase, window: Window) -> FloatArray:
    """The first formant of the vowel of each moment; far above any pitch where there is none."""
    seconds = window.seconds
    result = np.full(window.frames, 2000.0)
    for segment in phrase.segments:
        if segment.role is Role.NUCLEUS and segment.phone.first_formant_hz is not None:
            inside = (seconds >= segment.start_seconds) & (seconds < segment.end_seconds)
            result[inside] = segment.phone.first_formant_hz
    return result


def _edges_db(phrase: TimedPhrase, window: Window) -> FloatArray:
    """Fades at both ends of the phrase."""
    seconds = window.seconds
    start = phrase.start_seconds - FORETASTE_SECONDS
    end = phrase.end_seconds + AFTERGLOW_SECONDS
    fade = np.clip((seconds - start) / _FADE_IN_SECONDS, 0.0, 1.0)
    fade = np.minimum(fade, np.clip((end - seconds) / _FADE_OUT_SECONDS, 0.0, 1.0))
    return np.asarray(20 * np.log10(np.maximum(np.sin(0.5 * np.pi * fade), 1e-5)))
