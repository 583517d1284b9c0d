"""Where the vowels of a spoken phrase really start, and what is read as the consonants around them.

A network's token boundaries lie up to 80 ms beside the sound. A vowel after an obstruent starts where the harmonic
energy in the band of the vowel formants rises through 6 dB under the vowel's level. A sonorant has energy of its own:
after one, the vowel starts where the band of the second and third formants passes that mark, or where there is no such
step, where the spectrum is half way from the consonant's to the vowel's. Consonants move along with their vowel and
keep their length; a vowel keeps its decay, whose formants tell the consonant to come; time between words is left out.
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
_DECAY_DB = 25.0  # a vowel that has fallen so far has ended
_LEVEL_WINDOW_SECONDS = (0.03, 0.12)  # the vowel's level is measured so far inside
_PEAK_DB = 3.0  # a vowel's level lies at most so far below its loudest moment
_CLOSURE_DB = 12.0  # a deeper dip between vowels is a glottal stop, which is left out
_SILENCE_DB = 40.0  # under the loudest moment
_SHORTEST_SECONDS = 0.02
_TOUCH_SECONDS = 1e-6  # phones of one word touch


def anchor(log_power: FrameArray, noise_share: FrameArray, nominal: FloatArray, phones: Sequence[Phone]) -> FloatArray:
    """Phones' starts and ends, shaped (phones, 2) and ascending, from nominal ones; both may have gaps."""
    ears = _Ears(log_power, noise_share)
    edges = nominal - _LEAD_SECONDS
    edges[-1, 1] = min(edges[-1, 1], max(ears.end_of_sound(), edges[-1, 0] + 2 * _SHORTEST_SECONDS))
    vowels = [index for index, phone in enumerate(phones) if phone.manner is Manner.VOWEL]
    _take_in_peaks(edges, vowels, ears)
    anchored = edges.copy()
    for index in vowels:
        anchored[index] = ears.start(edges, phones, index), ears.end(edges, phones, index)
    return _in_order(_carry(edges, anchored, vowels))


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

    def start(self, edges: FloatArray, phones: Sequence[Phone], index: int) -> float:
        """Where a vowel begins."""
        vowel, before = edges[index], phones[index - 1] if index > 0 else None
        band = self._vowel_db
        if before is not None and not before.is_obstruent:
            if before.manner is not Manner.VOWEL:
                band = self._upper_db
            elif not self._falls_silent_between(vowel, edges[index - 1]):
                return self._halfway(vowel, edges[index - 1], is_onset=True)
        found = self._rise(band, vowel)
        if found is None and band is self._upper_db:
            return self._halfway(vowel, edges[index - 1], is_onset=True)
        return found if found is not None else float(vowel[0])

    def end(self, edges: FloatArray, phones: Sequence[Phone], index: int) -> float:
        """Where a vowel stops; beside a sonorant, where its token does."""
        vowel, after = edges[index], phones[index + 1] if index + 1 < len(phones) else None
        if after is None or after.is_obstruent:
            return self._fall(vowel)
        if after.manner is not Manner.VOWEL:
            return float(vowel[1])
        if self._falls_silent_between(vowel, edges[index + 1]):
            return self._fall(vowel)
        return self._halfway(vowel, edges[index + 1], is_onset=False)

    def _halfway(self, vowel: FloatArray, neighbour: FloatArray, *, is_onset: bool) -> float:
        """Where the spectrum is half way from the neighbour's to the vowel's."""
        nominal = float(vowel[0] if is_onset else vowel[1])
        likeness = self._likeness(vowel, neighbour, is_onset=is_onset)
        halfway = self._crossings(likeness - 0.5, rising=is_onset)
        near = halfway[np.abs(halfway - nominal) <= _REACH_SECONDS]
        return float(near[np.argmin(np.abs(near - nominal))]) if len(near) else nominal

    def _falls_silent_between(self, vowel: FloatArray, neighbour: FloatArray) -> bool:
        """Whether the throat closes between two vowels, as speakers do before a stressed one."""
        first, second = sorted((self._peak(*vowel), self._peak(*neighbour)))
        between = self._vowel_db[(self._times >= first) & (self._times <= second)]
        return len(between) > 0 and float(between.min()) < min(between[0], between[-1]) - _CLOSURE_DB

    def _rise(self, level_db: FloatArray, vowel: FloatArray) -> float | None:
        """Where a level last rises before the vowel's first peak through 6 dB under the vowel's."""
        near, far = _LEVEL_WINDOW_SECONDS
        start, end = float(vowel[0]), float(vowel[1])
        outer = (self._times > start) & (self._times < start + far)
        inside = (self._times > start + near) & (self._times < max(min(start + far, end), start + 2 * near))
        level = max(float(np.percentile(level_db[inside], 60)), float(level_db[outer].max()) - _PEAK_DB)
        peak = float(self._times[outer][np.argmax(level_db[outer])])
        crossings = self._crossings(level_db - level + _THRESHOLD_DB, rising=True)
        before = crossings[(crossings <= peak) & (crossings >= start - _REACH_SECONDS)]
        return float(before[-1]) if len(before) else None

    def _fall(self, vowel: FloatArray) -> float:
        """Where the vowel has died away, if that is before its nominal end."""
        peak = self._peak(*vowel)
        level = float(self._vowel_db[np.argmin(np.abs(self._times - peak))])
        crossings = self._crossings(self._vowel_db - level + _DECAY_DB, rising=False)
        after = crossings[(crossings > peak) & (crossings < vowel[1])]
        return float(after[0]) if len(after) else float(vowel[1])

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
            edges[index - 1, 1] = min(edges[index - 1, 1], edges[index, 0])
        if index + 1 < len(edges):
            edges[index + 1, 0] = max(edges[index + 1, 0], edges[index, 1])


def _carry(edges: FloatArray, anchored: FloatArray, vowels: Sequence[int]) -> FloatArray:
    """Take the consonants before each vowel along with its start.

    Those of its word move as they are; inside a word there is no room for that, so they stretch or shrink.
    """
    result = anchored.copy()
    for before, vowel in pairwise([-1, *vowels]):
        first = before + 1
        start = anchored[vowel, 0]
        word_starts = [i for i in range(first, vowel + 1) if i == 0 or edges[i, 0] > edges[i - 1, 1] + _TOUCH_SECONDS]
        if word_starts:
            own = slice(word_starts[-1], vowel)
            result[own] = edges[own] + start - edges[vowel, 0]
        elif first < vowel:
            origin = edges[first, 0]
            room = max(start - origin, (vowel - first) * _SHORTEST_SECONDS)
            result[first:vowel] = origin + (edges[first:vowel] - origin) * room / (edges[vowel, 0] - origin)
    return result


def _in_order(edges: FloatArray) -> FloatArray:
    """Let each phone end, in place, when the next has begun, and keep something of every one."""
    for index in range(len(edges)):
        if index > 0:
            edges[index, 0] = max(edges[index, 0], edges[index - 1, 1])
        latest = edges[index + 1, 0] if index + 1 < len(edges) else np.inf
        edges[index, 1] = max(min(edges[index, 1], latest), edges[index, 0] + _SHORTEST_SECONDS)
    return edges
