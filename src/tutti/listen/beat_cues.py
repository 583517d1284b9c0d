"""What a musician would check before believing a beat grid: cues of one candidate, each a plain number.

Where do kick, chords and cymbals fall in the beat and in the bar; do the chords change on the bar lines;
does the music repeat after a beat and after a bar; is the tempo a usual one? `beat_ranking` weighs
the cues. Fluxes are relative to their mean over the recording.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d

from tutti.listen.band_spectrum import FRAMES_PER_SECOND, BandSpectrum
from tutti.listen.bar_pointer import BarPath
from tutti.listen.chord_changes import ChordChanges

FloatArray = npt.NDArray[np.float64]

PLACES = {"on": (0.0,), "half": (0.5,), "third": (1 / 3,), "swing": (2 / 3,), "quarter": (0.25, 0.75)}
LEAST_VARIANCE = 0.02  # of the flux, summed over bands: music has 0.4, the ripple of a steady tone 0.003
GROUPS = {"low": slice(0, 2), "mid": slice(2, 3), "high": slice(3, 5)}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curves:
    """What all candidates of a recording are judged on.

    Attributes:
        flux: local maxima of flux in three groups (low, mid, high) relative to their mean, shaped (frames, 3).
        change: harmonic change relative to its mean, shaped (frames,).
        repetition: autocorrelation of the flux by lag in frames, 1 at lag 0.
    """

    flux: FloatArray
    change: FloatArray
    repetition: FloatArray


def curves(spectrum: BandSpectrum, harmonic_change: npt.NDArray[np.float32]) -> Curves:
    """Prepare a recording for judging candidates."""
    peaks = maximum_filter1d(spectrum.flux.astype(np.float64), 3, axis=0)
    grouped = np.stack([peaks[:, bands].mean(axis=1) for bands in GROUPS.values()], axis=1)
    change = maximum_filter1d(harmonic_change.astype(np.float64), 5)
    return Curves(
        flux=grouped / (grouped.mean(axis=0) + 1e-3),
        change=change / (change.mean() + 1e-3),
        repetition=_repetition(spectrum.flux.astype(np.float64)),
    )


def cues(seen: Curves, path: BarPath, rotation: int, chords: ChordChanges) -> dict[str, float]:
    """The cues of a path whose downbeats are moved `rotation` beats later."""
    beats = len(path.pattern.beats)
    positions = (path.bar_positions - rotation) % beats
    found = _beat_cues(seen, path)
    found |= _bar_cues(seen, path, positions)
    found |= _chord_cues(chords, positions[:-1], beats)
    found |= _tempo_cues(seen, path)
    found["score"] = 10.0 * path.score
    found["rotated"] = float(rotation != 0)
    return found


def _beat_cues(seen: Curves, path: BarPath) -> dict[str, float]:
    """Fluxes on and between beats."""
    found: dict[str, float] = {}
    for place, shares in PLACES.items():
        strength = np.mean([_sample(seen.flux, path, share).mean(axis=0) for share in shares], axis=0)
        found |= {f"{place}_{group}": float(value) for group, value in zip(GROUPS, strength, strict=True)}
    return found


def _bar_cues(seen: Curves, path: BarPath, positions: npt.NDArray[np.int64]) -> dict[str, float]:
    """What tells the downbeat, the back-beat and the middle of the bar."""
    beats = len(path.pattern.beats)
    flux, change = _sample(seen.flux, path, 0.0), _sample(seen.change[:, None], path, 0.0)[:, 0]
    positions = positions[: len(flux)]
    down = positions == 0
    found = {}
    for index, group in enumerate(GROUPS):
        found[f"down_{group}"] = _contrast(flux[:, index], down)
        found[f"back_{group}"] = _contrast(flux[:, index], positions % 2 == 1) if beats == 4 else 0.0
    found["down_change"] = _contrast(change, down)
    found["middle_change"] = _contrast(change[~down], positions[~down] == 2) if beats == 4 else 0.0
    found["on_change"] = float(change.mean())
    found["half_change"] = float(_sample(seen.change[:, None], path, 0.5).mean())
    return found


def _chord_cues(chords: ChordChanges, positions: npt.NDArray[np.int64], beats: int) -> dict[str, float]:
    """Whether the chords change on the bar lines, comparable between bars of any length."""
    down = positions == 0
    spread = np.sqrt((beats - 1) / beats**2)
    found = {}
    for name, values in (
        ("changes", chords.changes),
        ("treble", chords.treble_distance),
        ("bass", chords.bass_distance),
    ):
        found[f"chord_{name}"] = spread * _contrast(values, down) / (float(values.std()) + 0.05)
    return found


def _tempo_cues(seen: Curves, path: BarPath) -> dict[str, float]:
    """How usual the tempo is, and whether the music repeats at its beat and bar."""
    period = _period(path)
    octaves = float(np.log2(60.0 * FRAMES_PER_SECOND / period / 100.0))
    beats = len(path.pattern.beats)
    found = {f"repeat_{name}": _at_lag(seen.repetition, share * period) for name, share in (
        ("third", 1 / 3), ("half", 0.5), ("beat", 1.0), ("two", 2.0), ("three", 3.0), ("bar", float(beats)),
    )}  # fmt: skip
    found["tempo"], found["tempo_squared"] = octaves, octaves**2
    return found


def pulse_clarity(seen: Curves, path: BarPath) -> float:
    """How much of the flux comes back after a beat or a bar, 0 to 1; near 0 without a pulse."""
    period = _period(path)
    bar = len(path.pattern.beats) * period
    return float(np.clip(max(_at_lag(seen.repetition, period), _at_lag(seen.repetition, bar)), 0.0, 1.0))


def _period(path: BarPath) -> float:
    """The usual beat in frames, finer than a frame."""
    intervals = np.diff(path.beat_frames)
    median = float(np.median(intervals))
    return float(np.mean(intervals[np.abs(intervals - median) <= 2.0]))


def _sample(curve: FloatArray, path: BarPath, share: float) -> FloatArray:
    """A curve at a share of each beat interval."""
    beats = path.beat_frames.astype(np.float64)
    frames = np.round(beats[:-1] + share * np.diff(beats)).astype(int)
    return np.asarray(curve[np.clip(frames, 0, len(curve) - 1)], dtype=np.float64)


def _contrast(values: FloatArray, chosen: npt.NDArray[np.bool_]) -> float:
    """Mean of the chosen minus mean of the others."""
    if not np.any(chosen) or np.all(chosen):
        return 0.0
    return float(values[chosen].mean() - values[~chosen].mean())


def _repetition(flux: FloatArray) -> FloatArray:
    """Autocorrelation, summed over bands, for lags up to 12 s."""
    centred = flux - flux.mean(axis=0)
    size = 2 ** int(np.ceil(np.log2(2 * max(len(flux), 2))))
    spectrum = np.fft.rfft(centred, size, axis=0)
    correlation = np.fft.irfft(np.square(np.abs(spectrum)), size, axis=0).sum(axis=1)
    lags = min(len(flux), 12 * FRAMES_PER_SECOND)
    overlap = np.maximum(len(flux) - np.arange(lags), 0.5 * len(flux))  # little overlap proves little
    unbiased = correlation[:lags] * len(flux) / overlap
    return np.asarray(unbiased / (unbiased[0] + LEAST_VARIANCE * len(flux)), dtype=np.float64)


def _at_lag(repetition: FloatArray, lag: float) -> float:
    """The greatest autocorrelation within a frame of a lag."""
    low = int(np.floor(lag)) - 1
    near = repetition[max(low, 1) : low + 4]
    return float(near.max()) if len(near) > 0 else 0.0
