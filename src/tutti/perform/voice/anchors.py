"""Where the vowels of a spoken phrase really start and stop.

A network's token boundaries lie up to 80 ms beside the sound. A vowel next to an obstruent starts (stops) where the
harmonic energy in the band of the vowel formants rises through (falls below) 6 dB under the vowel's level. A sonorant
has energy of its own: beside one, the vowel starts where the band of the second and third formants passes that mark,
or where there is no such step, where the spectrum is half way from the consonant's to the vowel's. Consonants in
between keep their nominal proportions; the last sound ends where the phrase falls silent.
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
_UPPER_BAND_HZ = (700.0, 3800.0)
_LIKENESS_EDGES_HZ = np.geomspace(200.0, 5500.0, 19)
_LEAD_SECONDS = 0.03  # the sound runs ahead of its tokens
_REACH_SECONDS = 0.1  # how far from its token a boundary is looked for
_THRESHOLD_DB = 6.0
_LEVEL_WINDOW_SECONDS = (0.03, 0.12)  # the vowel's level is measured so far inside
_PEAK_DB = 3.0  # a vowel's level lies at most so far below its loudest moment
_CLOSURE_DB = 12.0  # a deeper dip between vowels is a glottal stop, which is left out
_SILENCE_DB = 40.0  # under the loudest moment
_SHORTEST_SECONDS = 0.02
_FAR_SECONDS = 1.0


def anchor(log_power: FrameArray, noise_share: FrameArray, nominal: FloatArray, phones: Sequence[Phone]) -> FloatArray:
    """Phones' starts and ends, shaped (phones, 2) and without gaps, from nominal ones that may have gaps."""
    ears = _Ears(log_power, noise_share)
    edges = _close_gaps(nominal - _LEAD_SECONDS, phones)
    edges[-1, 1] = min(edges[-1, 1], max(ears.end_of_sound(), edges[-1, 0] + 2 * _SHORTEST_SECONDS))
    vowels = [index for index, phone in enumerate(phones) if phone.manner is Manner.VOWEL]
    _take_in_peaks(edges, vowels, ears)
    anchored = edges.copy()
    for index in vowels:
        for side, step in ((0, -1), (1, 1)):
            beside = index + step
            exists = 0 <= beside < len(phones)
            anchored[index, side] = ears.border(
                edges[index],
                phones[beside] if exists else None,
                edges[beside] if exists else None,
                is_onset=side == 0,
            )
    return _spread(edges, anchored, vowels)


class _Ears:
    """Level and spectrum of the spoken frames every 2.5 ms."""

    def __init__(self, log_power: FrameArray, noise_share: FrameArray) -> None:
        bins_hz = np.arange(log_power.shape[1]) * _BIN_HZ
        power = np.exp(log_power.astype(np.float64))
        voiced = power * (1.0 - noise_share)
        centres = (np.arange(len(power)) + 0.5) * _FRAME_SECONDS
        self._times = np.arange(0.0, centres[-1], _STEP_SECONDS)

        def level_db(source: FloatArray, low_hz: float, high_hz: float) -> FloatArray:
            inside = (bins_hz >= low_hz) & (bins_hz < high_hz)
            return np.asarray(np.interp(self._times, centres, 10 * np.log10(source[:, inside].sum(axis=1) + 1e-9)))

        self._vowel_db = level_db(voiced, *_VOWEL_BAND_HZ)
        self._upper_db = level_db(power, *_UPPER_BAND_HZ)
        self._total_db = level_db(power, 100.0, np.inf)
        bands = [level_db(power, low, high) for low, high in pairwise(_LIKENESS_EDGES_HZ)]
        self._bands_db = np.stack(bands, axis=1)

    def end_of_sound(self) -> float:
        """When the phrase falls silent."""
        return float(self._times[np.flatnonzero(self._total_db > self._total_db.max() - _SILENCE_DB)[-1]])

    def loudest_beside(self, start: float, end: float, low: float, high: float) -> float | None:
        """When the loudest moment between low and high comes, if clearly louder than all from start to end."""
        near = (self._times >= low) & (self._times <= high)
        inside = (self._times >= start) & (self._times <= end)
        if not inside.any() or self._vowel_db[inside].max() >= self._vowel_db[near].max() - _THRESHOLD_DB:
            return None
        return float(self._times[near][np.argmax(self._vowel_db[near])])

    def border(self, vowel: FloatArray, beside: Phone | None, neighbour: FloatArray | None, *, is_onset: bool) -> float:
        """Where a vowel that nominally spans `vowel` begins (or stops) beside another phone."""
        nominal = float(vowel[0] if is_onset else vowel[1])
        if beside is None or neighbour is None or beside.is_obstruent:
            return self._step(self._vowel_db, vowel, is_onset=is_onset) or nominal
        if beside.manner is not Manner.VOWEL:
            found = self._step(self._upper_db, vowel, is_onset=is_onset)
            if found is not None:
                return found
        elif self._falls_silent_between(vowel, neighbour):
            return self._step(self._vowel_db, vowel, is_onset=is_onset) or nominal
        likeness = self._likeness(vowel, neighbour, is_onset=is_onset)
        halfway = self._crossings(likeness - 0.5, rising=is_onset)
        near = halfway[np.abs(halfway - nominal) <= _REACH_SECONDS]
        return float(near[np.argmin(np.abs(near - nominal))]) if len(near) else nominal

    def _falls_silent_between(self, vowel: FloatArray, neighbour: FloatArray) -> bool:
        """Whether the throat closes between two vowels, as speakers do before a stressed one."""
        first, second = sorted((self._peak(*vowel), self._peak(*neighbour)))
        between = self._vowel_db[(self._times >= first) & (self._times <= second)]
        return len(between) > 0 and float(between.min()) < min(between[0], between[-1]) - _CLOSURE_DB

    def _step(self, level_db: FloatArray, vowel: FloatArray, *, is_onset: bool) -> float | None:
        """Where a level last rises before (first falls after) the vowel's peak through 6 dB under the vowel's."""
        near, far = _LEVEL_WINDOW_SECONDS
        start, end = float(vowel[0]), float(vowel[1])
        if is_onset:
            outer = (self._times > start) & (self._times < start + far)
            inside = (self._times > start + near) & (self._times < max(min(start + far, end), start + 2 * near))
        else:
            outer = (self._times < end) & (self._times > end - far)
            inside = (self._times < end - near) & (self._times > min(max(end - far, start), end - 2 * near))
        level = max(float(np.percentile(level_db[inside], 60)), float(level_db[outer].max()) - _PEAK_DB)
        peak = float(self._times[outer][np.argmax(level_db[outer])])
        crossings = self._crossings(level_db - level + _THRESHOLD_DB, rising=is_onset)
        if is_onset:
            before = crossings[(crossings <= peak) & (crossings >= start - _REACH_SECONDS)]
            return float(before[-1]) if len(before) else None
        after = crossings[(crossings >= peak) & (crossings <= end + _REACH_SECONDS)]
        return float(after[0]) if len(after) else None

    def _peak(self, start: float, end: float) -> float:
        inside = (self._times >= start) & (self._times <= end)
        return float(self._times[inside][np.argmax(self._vowel_db[inside])]) if inside.any() else (start + end) / 2

    def _likeness(self, vowel: FloatArray, neighbour: FloatArray, *, is_onset: bool) -> FloatArray:
        """0 where the spectrum is the neighbour's, 1 where it is the vowel's."""
        depth = min(0.06, 0.5 * float(vowel[1] - vowel[0]))
        inner = self._mean(float(vowel[0]) + depth if is_onset else float(vowel[1]) - depth, 0.02)
        outer = self._mean(float(neighbour.mean()), _FRAME_SECONDS)
        line = inner - outer
        return np.asarray((self._bands_db - outer) @ line / max(float(line @ line), 1e-9))

    def _mean(self, centre: float, half: float) -> FloatArray:
        inside = np.abs(self._times - np.clip(centre, 0.0, self._times[-1])) <= half
        return np.asarray(self._bands_db[inside].mean(axis=0))

    def _crossings(self, curve: FloatArray, *, rising: bool) -> FloatArray:
        """The times a curve rises (falls) through zero."""
        signed = curve if rising else -curve
        at = np.flatnonzero((signed[:-1] < 0) & (signed[1:] >= 0))
        return np.asarray(self._times[at] + _STEP_SECONDS * signed[at] / (signed[at] - signed[at + 1]))


def _take_in_peaks(edges: FloatArray, vowels: Sequence[int], ears: _Ears) -> None:
    """Widen, in place, nominal spans of vowels that lie beside their vowel, as far as their neighbours allow."""
    for index in vowels:
        start, end = edges[index]
        low = start - _REACH_SECONDS if index == 0 else edges[index - 1].mean()
        high = end + _REACH_SECONDS if index + 1 == len(edges) else edges[index + 1].mean()
        peak = ears.loudest_beside(start, end, max(low, start - _REACH_SECONDS), min(high, end + _REACH_SECONDS))
        if peak is None:
            continue
        edges[index] = min(start, peak - _SHORTEST_SECONDS), max(end, peak + _SHORTEST_SECONDS)
        if index > 0:
            edges[index - 1, 1] = edges[index, 0]
        if index + 1 < len(edges):
            edges[index + 1, 0] = edges[index, 1]


def _close_gaps(edges: FloatArray, phones: Sequence[Phone]) -> FloatArray:
    """Give the time between words to the consonant beside it: a stop's silence is part of the stop."""
    closed = edges.copy()
    for index in range(len(phones) - 1):
        end, start = edges[index, 1], edges[index + 1, 0]
        if phones[index + 1].manner is not Manner.VOWEL:
            border = end
        elif phones[index].manner is not Manner.VOWEL:
            border = start
        else:
            border = (end + start) / 2
        closed[index, 1] = closed[index + 1, 0] = border
    return closed


def _spread(edges: FloatArray, anchored: FloatArray, vowels: Sequence[int]) -> FloatArray:
    """Move the consonants' boundaries along with those of the vowels around them, keeping the order."""
    knots_from, knots_to = [edges[0, 0] - _FAR_SECONDS], [edges[0, 0] - _FAR_SECONDS]
    for index in vowels:
        for side in (0, 1):
            least = _SHORTEST_SECONDS if side == 1 or edges[index, 0] > knots_from[-1] else 0.0
            knots_from.append(max(edges[index, side], knots_from[-1]))
            knots_to.append(max(anchored[index, side], knots_to[-1] + least))
    kept = np.asarray(knots_to[1:]).reshape(-1, 2)
    knots_from.append(max(edges[-1, 1], knots_from[-1]) + _FAR_SECONDS)
    knots_to.append(max(edges[-1, 1], knots_to[-1]) + _FAR_SECONDS)
    spread = np.asarray(np.interp(edges, knots_from, knots_to))
    spread[list(vowels)] = kept  # two vowels that touch may keep a glottal stop between them
    return spread
