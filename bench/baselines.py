"""What one gets without this engine: librosa's beat tracker, and chroma with key profiles, on the same recordings.

Downbeats: every fourth beat of the tracker from the first. Key: the mean of the constant-Q chroma correlated with the
profiles of Krumhansl and Kessler (1982). Chords: major and minor templates on beat-wise chroma.
"""

from __future__ import annotations

import librosa
import numpy as np

from bench.metrics.beats import FloatArray, beat_scores, downbeat_score, tempo_scores
from bench.metrics.harmony import chord_scores
from bench.metrics.notes import key_scores
from bench.truth.band import BandCase
from bench.truth.voice import VoiceCase
from tutti.music.harmony import Chord, ChordSpan, Quality
from tutti.music.pitch import Key, Mode
from tutti.music.time import Meter, Timeline

RATE_HZ = 22_050
_MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)


def baseline_scores(case: VoiceCase | BandCase) -> dict[str, float]:
    """The baselines' scores on a case, under the names of the engine's."""
    audio = case.audio()
    sound = librosa.resample(audio.mono(), orig_sr=audio.sample_rate_hz, target_sr=RATE_HZ)
    tempo, beats = librosa.beat.beat_track(y=sound, sr=RATE_HZ, units="time")
    scores = {
        **beat_scores(case.beats_seconds, beats),
        "downbeat_f": downbeat_score(case.downbeats_seconds, beats[::4]),
        **tempo_scores(case.beats_seconds, float(np.atleast_1d(tempo)[0])),
    }
    chroma = librosa.feature.chroma_cqt(y=sound, sr=RATE_HZ)
    scores |= key_scores(case.song.key, _krumhansl(chroma.mean(axis=1)))
    if isinstance(case, BandCase) and len(beats) > 2:
        spans, timeline = _template_chords(chroma, beats)
        scores |= chord_scores(case.song.chords, case.timeline, spans, timeline, end_seconds=case.end_seconds)
    return scores


def _krumhansl(profile: FloatArray) -> Key:
    fits = [
        (float(np.corrcoef(profile, np.roll(weights, tonic))[0, 1]), Key(tonic, mode))
        for mode, weights in ((Mode.MAJOR, _MAJOR), (Mode.MINOR, _MINOR))
        for tonic in range(12)
    ]
    return max(fits, key=lambda fit: fit[0])[1]


def _template_chords(chroma: FloatArray, beats: FloatArray) -> tuple[tuple[ChordSpan, ...], Timeline]:
    timeline = Timeline(meter=Meter(4, 4), beat_seconds=tuple(beats))
    frames = librosa.time_to_frames(beats, sr=RATE_HZ).tolist()
    by_beat = librosa.util.sync(chroma, frames, aggregate=np.median)[:, 1:-1]
    chords = [Chord(root, quality) for quality in (Quality.MAJOR, Quality.MINOR) for root in range(12)]
    templates = np.array([[float(pc in chord.pitch_classes) for pc in range(12)] for chord in chords])
    best = np.argmax(templates @ by_beat, axis=0)
    return (
        tuple(
            ChordSpan(start_beats=float(beat), end_beats=float(beat + 1), chord=chords[int(index)])
            for beat, index in enumerate(best)
        ),
        timeline,
    )
