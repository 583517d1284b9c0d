"""Where the vowels of a natively spoken phrase really are, and the consonants around them.

Lengths of tokens come in steps of 25 ms, the sound runs ahead of them, and the mark of a tone, whose length is the
vowel's, stands before a nasal that has begun by then. So each vowel is looked for around its loudest moment: it starts
where its energy has risen, and ends where that falls or, before a sonorant, where the upper formants do. Consonants
keep their lengths and move with their vowel; of what lies between, decay and closure are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.ndimage import gaussian_filter1d

from tutti.perform.voice.frames import FloatArray, FrameArray
from tutti.perform.voice.phones import Manner, Phone

_VOWEL_BAND_HZ = (280.0, 3500.0)
_UPPER_BAND_HZ = (700.0, 3800.0)
_LEAD_SECONDS = 0.03  # by which the sound runs ahead of the tokens
_REACH_SECONDS = 0.08  # how far before its token a vowel may start
_NOISE_WEIGHT = 0.7
_RISE_DB, _UPPER_RISE_DB = 8.0, 9.0
_FALL_DB, _UPPER_FALL_DB = 12.0, 7.0
_SMOOTH_FRAMES = 1.0
_LONGEST_DECAY_SECONDS, _LONGEST_CLOSURE_SECONDS = 0.03, 0.08
_SHORTEST_SECONDS = 0.02
_SHORTEST_VOWEL_SECONDS = 0.045


def anchor_natively(
    log_power: FrameArray,
    noise_share: FrameArray,
    nominal: FloatArray,
    phones: Sequence[Phone],
    owners: Sequence[int],
    *,
    frame_seconds: float,
    bin_hz: float,
) -> FloatArray:
    """Phones' starts and ends, shaped (phones, 2) and ascending, from nominal ones; `owners` are their syllables."""
    edges = np.maximum(nominal - _LEAD_SECONDS, 0.0)
    voiced, upper = _levels(log_power, noise_share, bin_hz)
    times: FloatArray = (np.arange(len(voiced), dtype=np.float64) + 0.5) * frame_seconds
    vowels = [index for index, phone in enumerate(phones) if phone.manner is Manner.VOWEL]
    anchored = edges.copy()
    floor = 0.0
    for place, index in enumerate(vowels):
        later = edges[vowels[place + 1], 0] if place + 1 < len(vowels) else times[-1]
        anchored[index] = _vowel(edges, phones, index, (floor, later), times, voiced, upper)
        floor = anchored[index, 1]
    _move_consonants(anchored, edges, vowels, owners)
    _share_gaps(anchored, phones)
    return _in_order(anchored)


def _levels(log_power: FrameArray, noise_share: FrameArray, bin_hz: float) -> tuple[FloatArray, FloatArray]:
    """Levels in dB of voiced power in the vowels' band and in that of the upper formants."""
    bins_hz = np.arange(log_power.shape[1]) * bin_hz
    voiced = np.exp(log_power.astype(np.float64)) * (1.0 - _NOISE_WEIGHT * noise_share)

    def level_db(low_hz: float, high_hz: float) -> FloatArray:
        inside = (bins_hz >= low_hz) & (bins_hz < high_hz)
        level = 10 * np.log10(voiced[:, inside].sum(axis=1) + 1e-9)
        return np.asarray(gaussian_filter1d(level, _SMOOTH_FRAMES))

    return level_db(*_VOWEL_BAND_HZ), level_db(*_UPPER_BAND_HZ)


def _vowel(
    edges: FloatArray,
    phones: Sequence[Phone],
    index: int,
    limits: tuple[float, float],
    times: FloatArray,
    voiced: FloatArray,
    upper: FloatArray,
) -> tuple[float, float]:
    """The start and end of one vowel inside its limits: the end of the vowel before, and the token of the one after."""
    start, end = edges[index]
    before = phones[index - 1] if index > 0 else None
    after = phones[index + 1] if index + 1 < len(phones) else None
    low = max(limits[0], start - _REACH_SECONDS)
    inside = np.flatnonzero((times >= max(low, start - _LEAD_SECONDS)) & (times <= min(end, limits[1])))
    if len(inside) < 2:
        return float(start), float(end)
    rising = upper if before is not None and not before.is_obstruent else voiced
    peak = int(inside[np.argmax(rising[inside])])
    under = rising[peak] - (_RISE_DB if rising is voiced else _UPPER_RISE_DB)
    back = np.flatnonzero((times[:peak] >= low) & (rising[:peak] < under))
    found_start = times[back[-1] + 1] if len(back) else start
    falling = upper if after is not None and not after.is_obstruent else voiced
    under = falling[peak] - (_FALL_DB if falling is voiced else _UPPER_FALL_DB)
    on = np.flatnonzero((times[peak:] <= end) & (falling[peak:] < under))
    found_end = times[peak + on[0]] if len(on) else end
    return float(found_start), float(max(found_end, found_start + _SHORTEST_VOWEL_SECONDS))


def _move_consonants(anchored: FloatArray, edges: FloatArray, vowels: Sequence[int], owners: Sequence[int]) -> None:
    """Consonants keep their lengths beside their vowel, as far as those between two vowels have room for it."""
    for index in vowels:
        shift = anchored[index, 0] - edges[index, 0]
        for place in range(index - 1, -1, -1):
            if owners[place] != owners[index]:
                break
            anchored[place] = edges[place] + shift
        shift = anchored[index, 1] - edges[index, 1]
        for place in range(index + 1, len(edges)):
            if owners[place] != owners[index]:
                break
            anchored[place] = edges[place] + shift
    for before, after in pairwise(vowels):
        first, last = before + 1, after
        if first == last:
            continue
        start, end = anchored[before, 1], anchored[after, 0]
        low, high = float(anchored[first:last].min()), float(anchored[first:last].max())
        opening = next((place for place in range(first, last) if owners[place] == owners[after]), last)
        overlaps = first < opening < last and anchored[opening - 1, 1] > anchored[opening, 0]
        if low < start - 1e-9 or high > end + 1e-9 or overlaps:
            lengths = np.diff(anchored[first:last], axis=1).ravel()
            borders = start + np.concatenate([[0.0], np.cumsum(lengths)]) * max(end - start, 0.0) / lengths.sum()
            anchored[first:last] = np.stack([borders[:-1], borders[1:]], axis=1)


def _share_gaps(anchored: FloatArray, phones: Sequence[Phone]) -> None:
    """Give the time between phones, in place, to the one that dies away, then to the closure of a stop."""
    for before, after in pairwise(range(len(anchored))):
        gap = anchored[after, 0] - anchored[before, 1]
        if gap <= 0.0:
            continue
        decay = min(gap, _LONGEST_DECAY_SECONDS)
        anchored[before, 1] += decay
        if phones[after].manner is Manner.STOP:
            anchored[after, 0] -= min(gap - decay, _LONGEST_CLOSURE_SECONDS)


def _in_order(edges: FloatArray) -> FloatArray:
    """Let each phone end, in place, when the next has begun, and keep something of every one."""
    for index in range(len(edges)):
        if index > 0:
            edges[index, 0] = max(edges[index, 0], edges[index - 1, 1])
        latest = edges[index + 1, 0] if index + 1 < len(edges) else np.inf
        edges[index, 1] = max(min(edges[index, 1], latest), edges[index, 0] + _SHORTEST_SECONDS)
    return edges
