"""A toy band whose every beat and chord is known: kick, snare, hi-hat, bass and held chords, made from sines and noise.

It plays one chord a bar in the metre asked for; swing and 12/8 feel divide the beat by three. Real enough to be
listened to, small enough for a unit test.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tutti.base.seeds import generator
from tutti.music.harmony import Chord
from tutti.music.pitch import midi_to_hz
from tutti.music.time import Meter, Timeline
from tutti.sound.audio import Audio, frames_at

SAMPLE_RATE_HZ = 22_050
TAIL_SECONDS = 0.7
BASS_MIDI, CHORD_MIDI = 36, 60  # the octave that starts here
HARMONICS = (1.0, 0.5, 0.3, 0.2, 0.1)
KICK_HZ, KICK_DROP_HZ = 55.0, 90.0

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ToySong:
    """What was played, and the truth about it."""

    audio: Audio
    timeline: Timeline
    chords: tuple[Chord, ...]


def play(
    labels: Sequence[str],
    *,
    meter: Meter,
    tempo: float | Timeline = 100.0,
    lead_in_seconds: float = 0.0,
    is_triple: bool = False,
    has_drums: bool = True,
    tuning_cents: float = 0.0,
    loudness: Sequence[float] | None = None,
) -> ToySong:
    """Play one chord a bar.

    Args:
        labels: chords in Harte's syntax, one a bar.
        meter: the time signature.
        tempo: felt beats a minute, or the grid to play on.
        lead_in_seconds: silence before the first downbeat, where no grid is given.
        is_triple: whether beats divide by three (always so in compound metres).
        has_drums: whether kick, snare and hi-hat play.
        tuning_cents: how far the band is tuned from A = 440 Hz.
        loudness: a gain a bar.
    """
    bar = meter.beats_per_bar
    if isinstance(tempo, Timeline):
        timeline = tempo
    else:
        beats = bar * len(labels)
        timeline = Timeline.steady(meter=meter, tempo_bpm=tempo, beats=beats, start_seconds=lead_in_seconds)
    chords = tuple(Chord.parse(label) for label in labels)
    gains = [1.0] * len(labels) if loudness is None else list(loudness)
    sound = np.zeros(frames_at(timeline.seconds_at(float(bar * len(labels))) + TAIL_SECONDS, SAMPLE_RATE_HZ))
    division = 3 if is_triple or meter.is_compound else 2
    for index, (chord, gain) in enumerate(zip(chords, gains, strict=True)):
        start = float(index * bar)
        for span, midi, level in _notes(chord, start, bar):
            _add(sound, timeline, span[0], gain * level * _tone(timeline, span, midi + tuning_cents / 100.0))
        if has_drums:
            for beat, hit in _drums(start, bar, division):
                _add(sound, timeline, beat, gain * hit)
    audio = Audio(samples=(0.2 * sound)[np.newaxis].astype(np.float32), sample_rate_hz=SAMPLE_RATE_HZ)
    return ToySong(audio=audio, timeline=timeline, chords=chords)


def _notes(chord: Chord, start: float, bar: int) -> list[tuple[tuple[float, float], float, float]]:
    """Bass on the downbeat (and again in mid-bar of 4/4), the chord struck with it: (beats, midi, level)."""
    root = BASS_MIDI + chord.bass_or_root
    bass = [((start, start + bar / 2), root, 0.9), ((start + bar / 2, start + bar), root, 0.6)]
    if bar != 4:
        bass = [((start, start + bar), root, 0.9)]
    held = [((start, float(start + bar)), float(CHORD_MIDI + pitch), 0.35) for pitch in chord.pitch_classes]
    return [(beats, float(midi), level) for beats, midi, level in bass] + held


def _drums(start: float, bar: int, division: int) -> list[tuple[float, FloatArray]]:
    """Kick on the downbeat and in mid-bar, snare on the back-beats (waltz: light on 2 and 3), hats in between."""
    hits = []
    for beat in range(bar):
        is_kick = beat == 0 or (bar == 4 and beat == 2)
        hits.append((start + beat, _kick() if is_kick else _noise("snare", 0.12, 0.5 if bar == 3 else 1.0)))
        places = (0.0, 2.0 / 3.0) if division == 3 and bar != 2 else np.arange(division) / division
        hits += [(start + beat + float(place), _noise("hat", 0.03, 0.35)) for place in places]
    return hits


def _tone(timeline: Timeline, beats: tuple[float, float], midi: float) -> FloatArray:
    seconds = timeline.seconds_at(beats[1]) - timeline.seconds_at(beats[0])
    t = np.arange(frames_at(seconds, SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    hz = float(midi_to_hz(midi))
    wave = sum(level * np.sin(2 * np.pi * hz * (k + 1) * t) for k, level in enumerate(HARMONICS))
    return np.asarray(wave * np.exp(-1.2 * t) * np.minimum(np.minimum(t, t[::-1]) / 0.005, 1.0))


def _kick() -> FloatArray:
    t = np.arange(int(0.18 * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return np.asarray(
        1.6 * np.sin(2 * np.pi * (KICK_HZ * t - KICK_DROP_HZ * 0.02 * np.exp(-t / 0.02))) * np.exp(-t / 0.05)
    )


def _noise(name: str, seconds: float, level: float) -> FloatArray:
    frames = int(seconds * SAMPLE_RATE_HZ)
    noise = np.diff(generator(0, name).standard_normal(frames + 1))  # brighter than white
    return np.asarray(level * noise * np.exp(-np.arange(frames) / (0.3 * frames)))


def _add(sound: FloatArray, timeline: Timeline, beat: float, wave: FloatArray) -> None:
    start = frames_at(timeline.seconds_at(beat), SAMPLE_RATE_HZ)
    stop = min(start + len(wave), len(sound))
    sound[start:stop] += wave[: stop - start]
