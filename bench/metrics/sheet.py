"""Whether what a band sounds is what its chord sheet says, beat by beat.

The chroma of the rendered pitched stems (librosa's constant-Q chroma) of each beat is compared with the tones of the
chord that the sheet has there, and with the same chord on the other eleven roots. The beat matches where no other root
fits better. Beats without a chord, or on which the band hardly sounds, are passed over.
"""

from __future__ import annotations

import librosa
import numpy as np

from bench.metrics.beats import FloatArray
from tutti.music.harmony import Chord, chord_at
from tutti.music.score import Score
from tutti.sound.stems import Stems

_RATE_HZ = 22_050
_HOP = 1024
_LEAST_DB = -45.0  # below the loudest beat: nothing sounds
_TIE = 1e-3


def sheet_scores(stems: Stems, score: Score) -> dict[str, float]:
    """The share of beats whose chroma fits the chord of the sheet best; nothing where no pitched part plays."""
    pitched = [part.player for part in score.parts if not part.is_drums]
    sounding = [stem for stem in stems if stem.player in pitched]
    if not sounding:
        return {}
    mono = np.sum([stem.audio.mono() for stem in sounding], axis=0)
    mono = librosa.resample(mono, orig_sr=sounding[0].audio.sample_rate_hz, target_sr=_RATE_HZ)
    chroma = librosa.feature.chroma_cqt(
        y=mono, sr=_RATE_HZ, hop_length=_HOP, tuning=score.tuning_cents / 100.0, norm=None
    )
    level = librosa.feature.rms(y=mono, hop_length=_HOP)[0]
    beats = np.arange(np.ceil(score.sections[0].start_beats), np.floor(score.end_beats))
    edges = librosa.time_to_frames(
        score.timeline.seconds_at(np.append(beats, beats[-1] + 1)), sr=_RATE_HZ, hop_length=_HOP
    )
    found: list[tuple[float, bool]] = []
    last = min(chroma.shape[1], len(level))
    for beat, start, end in zip(beats, edges[:-1], np.minimum(edges[1:], last), strict=True):
        chord = chord_at(score.chords, float(beat))
        if chord is not None and 0 <= start < end:
            found.append((float(level[start:end].mean()), _fits(chroma[:, start:end].mean(axis=1), chord)))
    if not found:
        return {}
    floor = max(loudness for loudness, _ in found) * 10 ** (_LEAST_DB / 20)
    return {"chroma_on_sheet": float(np.mean([fits for loudness, fits in found if loudness >= floor]))}


def _fits(chroma: FloatArray, chord: Chord) -> bool:
    """Whether a chord fits a chroma at least as well as the same chord on any other root."""
    tones = np.zeros(12)
    tones[list(chord.pitch_classes)] = 1.0
    by_root = np.array([np.roll(tones, shift) @ chroma for shift in range(12)])
    return bool(by_root[0] >= by_root.max() * (1.0 - _TIE))
