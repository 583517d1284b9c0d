"""Where the vowels of a spoken phrase really start and stop.

A network's token boundaries lie up to 80 ms beside the sound. A vowel next to an obstruent starts (stops) where the
harmonic energy in the band of the vowel formants rises through (falls below) 6 dB under the vowel's level. Beside a
sonorant, which has energy of its own, it starts where the spectrum is half way from the consonant's to the vowel's:
the projection on the line between both crosses one half. Consonants in between keep their nominal proportions.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from tutti.perform.voice.frames import FloatArray, FrameArray
from tutti.perform.voice.phones import Manner, Phone

_FRAME_SECONDS = 0.0125
_BIN_HZ = 20.0
_STEP_SECONDS = 0.0025
_VOWEL_BAND_HZ = (280.0, 3500.0)
_LEAD_SECONDS = 0.03  # the sound runs ahead of its tokens
_REACH_SECONDS = 0.08  # how far from its token a boundary is looked for
_THRESHOLD_DB = 6.0
_LEVEL_WINDOW_SECONDS = (0.03, 0.12)  # the vowel's level is measured so far inside
_SHORTEST_SECONDS = 0.01


def anchor(log_power: FrameArray, noise_share: FrameArray, nominal: FloatArray, phones: Sequence[Phone]) -> FloatArray:
    """Phones' starts and ends, shaped (phones, 2), from nominal ones of the same shape."""
    edges = nominal - _LEAD_SECONDS
    ears = _Ears(log_power, noise_share)
    anchored = edges.copy()
    vowels = [index for index, phone in enumerate(phones) if phone.manner is Manner.VOWEL]
    for index in vowels:
        start, end = edges[index]
        before = phones[index - 1] if index > 0 else None
        after = phones[index + 1] if index + 1 < len(phones) else None
        anchored[index, 0] = ears.border(start, end, before, edges[index - 1] if before else None, is_onset=True)
        anchored[index, 1] = ears.border(start, end, after, edges[index + 1] if after else None, is_onset=False)
    return _spread(edges, anchored, vowels)


class _Ears:
    """Level and spectrum of the spoken frames every 2.5 ms."""

    def __init__(self, log_power: FrameArray, noise_share: FrameArray) -> None:
        bins_hz = np.arange(log_power.shape[1]) * _BIN_HZ
        power = np.exp(log_power.astype(np.float64))
        voiced = power * (1.0 - noise_share)
        band = (bins_hz >= _VOWEL_BAND_HZ[0]) & (bins_hz <= _VOWEL_BAND_HZ[1])
        edges_hz = np.geomspace(200.0, 5500.0, 19)
        bands = np.stack(
            [power[:, (bins_hz >= low) & (bins_hz < high)].sum(axis=1) for low, high in pairwise(edges_hz)], axis=1
        )
        centres = (np.arange(len(power)) + 0.5) * _FRAME_SECONDS
        self._times = np.arange(0.0, centres[-1], _STEP_SECONDS)
        level_db = 10 * np.log10(voiced[:, band].sum(axis=1) + 1e-9)
        self._level_db = np.interp(self._times, centres, level_db)
        bands_db = 10 * np.log10(bands + 1e-9)
        self._bands_db = np.stack([np.interp(self._times, centres, column) for column in bands_db.T], axis=1)

    def border(
        self, start: float, end: float, beside: Phone | None, neighbour: FloatArray | None, *, is_onset: bool
    ) -> float:
        """Where a vowel that nominally spans start to end begins (or stops) beside another phone."""
        nominal = start if is_onset else end
        if beside is None or beside.is_obstruent or neighbour is None:
            curve, threshold = self._level_db, self._level(start, end, is_onset=is_onset) - _THRESHOLD_DB
        else:
            curve, threshold = self._likeness(start, end, neighbour, is_onset=is_onset), 0.5
        return self._crossing(curve, threshold, nominal, rising=is_onset)

    def _level(self, start: float, end: float, *, is_onset: bool) -> float:
        near, far = _LEVEL_WINDOW_SECONDS
        if is_onset:
            inside = (self._times > start + near) & (self._times < max(min(start + far, end), start + 2 * near))
        else:
            inside = (self._times < end - near) & (self._times > min(max(end - far, start), end - 2 * near))
        return float(np.percentile(self._level_db[inside], 60))

    def _likeness(self, start: float, end: float, neighbour: FloatArray, *, is_onset: bool) -> FloatArray:
        """0 where the spectrum is the neighbour's, 1 where it is the vowel's."""
        depth = min(0.06, 0.5 * (end - start))
        vowel = self._mean(start + depth, 0.02) if is_onset else self._mean(end - depth, 0.02)
        other = self._mean(float(neighbour.mean()), 0.0125)
        line = vowel - other
        return np.asarray((self._bands_db - other) @ line / max(float(line @ line), 1e-9))

    def _mean(self, centre: float, half: float) -> FloatArray:
        inside = np.abs(self._times - centre) <= half
        return np.asarray(self._bands_db[inside].mean(axis=0))

    def _crossing(self, curve: FloatArray, threshold: float, nominal: float, *, rising: bool) -> float:
        """The time nearest to `nominal`, within reach, where the curve passes the threshold."""
        signed = (curve - threshold) if rising else (threshold - curve)
        crosses = np.flatnonzero((signed[:-1] < 0) & (signed[1:] >= 0))
        times = self._times[crosses] + _STEP_SECONDS * signed[crosses] / (signed[crosses] - signed[crosses + 1])
        near = times[np.abs(times - nominal) <= _REACH_SECONDS]
        return float(near[np.argmin(np.abs(near - nominal))]) if len(near) else nominal


def _spread(edges: FloatArray, anchored: FloatArray, vowels: Sequence[int]) -> FloatArray:
    """Move the consonants' boundaries along with those of the vowels around them, keeping the order."""
    far = 1.0  # beyond the outermost vowels boundaries move as the vowel next to them does
    knots_from, knots_to = [edges[0, 0] - far], [edges[0, 0] - far]
    for index in vowels:
        for side in (0, 1):
            knots_from.append(max(edges[index, side], knots_from[-1] + 1e-6))
            knots_to.append(max(anchored[index, side], knots_to[-1] + _SHORTEST_SECONDS))
    knots_from.append(max(edges[-1, 1], knots_from[-1]) + far)
    knots_to.append(max(edges[-1, 1], knots_to[-1]) + far)
    return np.asarray(np.interp(edges, knots_from, knots_to))
