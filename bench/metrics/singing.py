"""Whether the singer sings what the score says: pitches, vowel onsets, syllables, range, and notes that fit the band.

Pitch: two trackers (WORLD's Harvest on the range of the notes, and librosa's pYIN), as it is and as the median over
170 ms, which takes vibrato out, within 50 cents of the score's note in the band's tuning; the first 120 ms (or 40 %)
and the last 40 ms of a note are left out, as glides are meant. Onsets: where the energy of a band that vowels fill
(280-3500 Hz after obstruents, 700-3800 Hz after sonorants) comes within 6 dB of what it reaches 30-120 ms into the
note; syllables that start with their vowel have no such moment and are left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import librosa
import numpy as np
import pyworld
import soxr
from scipy.ndimage import median_filter
from scipy.signal import butter, sosfiltfilt

from bench.metrics.beats import FloatArray
from bench.truth.song import swung
from tutti.music.harmony import ChordSpan, chord_at
from tutti.music.score import Score, SungNote
from tutti.music.time import Timeline
from tutti.sound.audio import Audio

_RATE_HZ = 16_000
_STEP_SECONDS = 0.005
_PYIN_HOP = 160
_SMOOTH_SECONDS = 0.17
_CENTS = 50.0
_MEASURED_SECONDS = 40.0  # so much of the singing, from its first note, is given to the trackers
_OBSTRUENTS = frozenset("pbtdkɡgfvθðszʃʒhʧʤTʨꭧʦɕʂx")
_ENERGY_WINDOW_SECONDS = 0.012
_SEARCH_SECONDS = 0.15
_RISE_DB = 6.0
_PRESENT_DB = -26.0  # under the median level of all sung vowels


@dataclass(frozen=True, slots=True, kw_only=True)
class SungTone:
    """A note of the score in seconds."""

    start_seconds: float
    end_seconds: float
    pitch_midi: float
    note: SungNote


def sung_tones(score: Score, tuning_cents: float) -> list[SungTone]:
    """The notes of the lead in seconds."""
    notes = [note for phrase in score.vocals[0].phrases for note in phrase.notes]
    straight = score.swing == 0.5 or score.timeline.meter.is_compound
    swing = 0.5 if straight else score.swing
    starts = score.timeline.seconds_at(swung(np.array([note.start_beats for note in notes]), swing))
    ends = score.timeline.seconds_at(swung(np.array([note.end_beats for note in notes]), swing))
    return [
        SungTone(
            start_seconds=float(start),
            end_seconds=float(end),
            pitch_midi=note.pitch_midi + tuning_cents / 100,
            note=note,
        )
        for start, end, note in zip(starts, ends, notes, strict=True)
    ]


def pitch_scores(vocals: Audio, tones: Sequence[SungTone]) -> dict[str, float]:
    """Share of frames within 50 cents by both trackers, median deviation, and share of voiced frames."""
    first = max(0.0, tones[0].start_seconds - 0.3)
    last = min(first + _MEASURED_SECONDS, tones[-1].end_seconds + 0.3)
    measured = [tone for tone in tones if tone.end_seconds < last]
    piece = vocals.mono()[int(first * vocals.sample_rate_hz) : int(last * vocals.sample_rate_hz)]
    sound = soxr.resample(piece.astype(np.float64), vocals.sample_rate_hz, _RATE_HZ)
    sound += 1e-5 * np.random.default_rng(1).standard_normal(len(sound))
    pitches = [tone.pitch_midi for tone in measured]
    low, high = (float(librosa.midi_to_hz(p)) for p in (min(pitches) - 12, max(pitches) + 9))
    scores: dict[str, float] = {}
    for name, (times, f0_hz) in {
        "harvest": _harvest(sound, low, high),
        "pyin": _pyin(sound, low, high),
    }.items():
        raw, _ = _deviations(times + first, f0_hz, measured, smooth_seconds=0.0)
        deviations, voiced = _deviations(times + first, f0_hz, measured, smooth_seconds=_SMOOTH_SECONDS)
        scores[f"pitch_{name}_raw"] = float(np.mean(np.abs(raw) <= _CENTS)) if len(raw) else 0.0
        scores[f"pitch_{name}"] = float(np.mean(np.abs(deviations) <= _CENTS)) if len(deviations) else 0.0
        scores[f"voiced_{name}"] = voiced
        if name == "harvest" and len(deviations):
            scores["cents_median"] = float(np.median(np.abs(deviations)))
    return scores


def onset_scores(vocals: Audio, tones: Sequence[SungTone]) -> dict[str, float]:
    """Mean absolute error, bias and 95th percentile of vowel onsets, in milliseconds, and the share within 50 ms."""
    bands = {
        True: _level_db(vocals, 280, 3500),
        False: _level_db(vocals, 700, 3800),
    }
    errors = []
    for tone in tones:
        syllable = tone.note.syllable
        if syllable is None or not syllable.onset:
            continue
        error = _rise(bands[syllable.onset[-1][0] in _OBSTRUENTS], tone, vocals.sample_rate_hz)
        if error is not None:
            errors.append(1000 * error)
    if not errors:
        return {}
    values = np.array(errors)
    return {
        "vowel_onset_ms": float(np.mean(np.abs(values))),
        "vowel_onset_bias_ms": float(np.mean(values)),
        "vowel_onset_p95_ms": float(np.quantile(np.abs(values), 0.95)),
        "vowel_onset_in_50ms": float(np.mean(np.abs(values) <= 50)),
    }


def presence_scores(vocals: Audio, tones: Sequence[SungTone]) -> dict[str, float]:
    """Share of syllables that are heard at all, and the range of the melody."""
    level = _level_db(vocals, 100, 5000)
    step = int(vocals.sample_rate_hz * _STEP_SECONDS)
    loud = np.array(
        [
            np.median(level[int(tone.start_seconds * vocals.sample_rate_hz / step) :][: max(3, _frames(tone))])
            for tone in tones
            if tone.note.syllable is not None
        ]
    )
    pitches = [tone.note.pitch_midi for tone in tones]
    return {
        "syllables_present": float(np.mean(loud > np.median(loud) + _PRESENT_DB)),
        "range_semitones": float(max(pitches) - min(pitches)),
        "highest_midi": float(max(pitches)),
    }


def fit_scores(
    score: Score, true_timeline: Timeline, true_chords: tuple[ChordSpan, ...], true_beats: FloatArray
) -> dict[str, float]:
    """Share of notes on true beats that are tones of the true chord, and of notes written on beats that fall on one."""
    tones = sung_tones(score, 0.0)
    on_beat = [tone for tone in tones if abs(tone.note.start_beats - round(tone.note.start_beats)) < 0.01]
    near = [tone for tone in tones if np.abs(true_beats - tone.start_seconds).min() < 0.06]
    fits = [
        chord.has(tone.note.pitch_midi)
        for tone in near
        if (chord := chord_at(true_chords, true_timeline.beats_at(tone.start_seconds + 0.08))) is not None
    ]
    return {
        "sung_on_grid": float(np.mean([np.abs(true_beats - tone.start_seconds).min() <= 0.05 for tone in on_beat])),
        "strong_chord_tones": float(np.mean(fits)) if fits else 0.0,
    }


def _frames(tone: SungTone) -> int:
    return int((tone.end_seconds - tone.start_seconds) / _STEP_SECONDS)


def _harvest(sound: FloatArray, low_hz: float, high_hz: float) -> tuple[FloatArray, FloatArray]:
    f0_hz, times = pyworld.harvest(sound, _RATE_HZ, f0_floor=low_hz, f0_ceil=high_hz, frame_period=_STEP_SECONDS * 1000)
    return times, f0_hz


def _pyin(sound: FloatArray, low_hz: float, high_hz: float) -> tuple[FloatArray, FloatArray]:
    f0_hz, voiced, _ = librosa.pyin(
        sound, fmin=low_hz, fmax=high_hz, sr=_RATE_HZ, frame_length=1024, hop_length=_PYIN_HOP, resolution=0.2
    )
    times = np.arange(len(f0_hz)) * _PYIN_HOP / _RATE_HZ
    return times, np.where(voiced, np.nan_to_num(f0_hz), 0.0)


def _deviations(
    times: FloatArray, f0_hz: FloatArray, tones: Sequence[SungTone], *, smooth_seconds: float
) -> tuple[FloatArray, float]:
    """Cents off the note in every voiced frame of the held part of notes, and the share of voiced frames."""
    width = int(smooth_seconds / (times[1] - times[0])) | 1
    pitch = np.where(f0_hz > 0, 69 + 12 * np.log2(np.maximum(f0_hz, 1.0) / 440.0), np.nan)
    off, frames = [], 0
    for tone in tones:
        length = tone.end_seconds - tone.start_seconds
        start = tone.start_seconds + min(0.12, 0.4 * length)
        held = pitch[(times >= start) & (times < tone.end_seconds - 0.04)]
        frames += len(held)
        voiced = held[np.isfinite(held)]
        if len(voiced):
            off.append(100 * (median_filter(voiced, min(width, len(voiced)), mode="nearest") - tone.pitch_midi))
    found = np.concatenate(off) if off else np.empty(0)
    return found, len(found) / frames if frames else 0.0


def _level_db(vocals: Audio, low_hz: float, high_hz: float) -> FloatArray:
    """Level of a band every 5 ms."""
    rate_hz = vocals.sample_rate_hz
    sos = butter(2, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos")
    power = sosfiltfilt(sos, vocals.mono().astype(np.float64)) ** 2
    window = int(_ENERGY_WINDOW_SECONDS * rate_hz)
    smooth = np.convolve(power, np.ones(window) / window, "same")
    return np.asarray(10 * np.log10(smooth[:: int(rate_hz * _STEP_SECONDS)] + 1e-12))


def _rise(level: FloatArray, tone: SungTone, rate_hz: int) -> float | None:
    """Seconds from the note's start to where its vowel rises; None where no rise is near."""
    step = int(rate_hz * _STEP_SECONDS) / rate_hz
    start = round(tone.start_seconds / step)
    plateau = np.quantile(level[start + round(0.03 / step) : start + round(0.12 / step)], 0.6)
    around = round(_SEARCH_SECONDS / step)
    piece = level[max(0, start - around) : start + around]
    rises = np.flatnonzero((piece[1:] >= plateau - _RISE_DB) & (piece[:-1] < plateau - _RISE_DB)) + 1
    if not len(rises):
        return None
    offsets = (rises - (start - max(0, start - around))) * step
    return float(offsets[np.argmin(np.abs(offsets))])
