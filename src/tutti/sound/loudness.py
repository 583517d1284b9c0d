"""Loudness and true peak after ITU-R BS.1770-4.

Loudness: K-weighting (a high shelf and a high pass), mean square in blocks of 400 ms that overlap by 75 %, an absolute
gate at -70 LUFS and a relative one 10 LU under what is left. True peak: annex 2, four times oversampled. The filters
are designed anew for each rate from the analogue prototype of the standard's 48 kHz coefficients (as in De Man,
"Evaluation of implementations of the EBU R128 loudness measurement", 2018).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numba
import numpy as np
import numpy.typing as npt

from tutti.sound.audio import Audio, Samples

FloatArray = npt.NDArray[np.float64]
Measure = TypeVar("Measure")

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
OFFSET_LUFS = -0.691
STEP_SECONDS = 0.1
BLOCK_STEPS = 4  # 400 ms
SHORT_TERM_STEPS = 30  # 3 s
OVERSAMPLING = 4  # what the standard asks for
_DIED_AWAY = 1e-30  # of a filter's state
_TAPS = 24  # a phase; the standard's own filter has 12


def integrated_lufs(audio: Audio) -> float:
    """Programme loudness; minus infinity where every block is gated."""
    return gated_lufs(step_powers(audio))


def step_powers(audio: Audio) -> FloatArray:
    """K-weighted power of each step of 100 ms, summed over the channels."""
    step = round(STEP_SECONDS * audio.sample_rate_hz)
    shelf, high_pass = _k_weighting(audio.sample_rate_hz)
    count = max(1, audio.frames // step)

    def weighted(channel: npt.NDArray[np.float32]) -> FloatArray:
        return np.asarray(_weighted_powers(np.ascontiguousarray(channel), shelf, high_pass, step, count))

    return np.asarray(sum(_of_each_channel(weighted, audio), start=np.zeros(count)))


def gated_lufs(powers: FloatArray) -> float:
    """Programme loudness of steps of 100 ms."""
    blocks = _moving_mean(powers, BLOCK_STEPS)
    heard = blocks[_lufs(blocks) > ABSOLUTE_GATE_LUFS]
    if not len(heard):
        return -math.inf
    gate = float(_lufs(np.array([heard.mean()]))[0]) + RELATIVE_GATE_LU
    loud = heard[_lufs(heard) > gate]
    return float(_lufs(np.array([loud.mean()]))[0])


def level_free_lufs(powers: FloatArray) -> float:
    """Programme loudness of steps of 100 ms without the absolute gate: of however quiet a recording.

    Minus infinity for digital silence alone.
    """
    highest = float(np.max(powers, initial=0.0))
    if highest <= 0.0:
        return -math.inf
    return gated_lufs(powers / highest) + 10.0 * math.log10(highest)


def short_term_lufs(audio: Audio) -> FloatArray:
    """Loudness of windows of 3 s, one every 100 ms, ungated."""
    return _lufs(_moving_mean(step_powers(audio), SHORT_TERM_STEPS))


def true_peak_dbtp(audio: Audio, *, oversampling: int = OVERSAMPLING) -> float:
    """Highest peak between the samples, dB relative to full scale; minus infinity for silence."""
    peak = max(_of_each_channel(lambda channel: true_peak(channel, oversampling), audio))
    return 20.0 * math.log10(peak) if peak > 0.0 else -math.inf


def true_peak(channel: npt.NDArray[np.float32], oversampling: int = OVERSAMPLING) -> float:
    """Highest absolute value of one channel between its samples."""
    samples = np.ascontiguousarray(channel)
    highest = float(np.max(np.abs(samples), initial=0.0))
    return float(_true_peak(samples, _phases(oversampling), highest)) if highest > 0.0 else 0.0


def _of_each_channel(measure: Callable[[npt.NDArray[np.float32]], Measure], audio: Audio) -> list[Measure]:
    """Both channels at once: the loops below leave Python's lock to others; sides of one memory are measured once."""
    if audio.channels == 1 or audio.samples.strides[0] == 0:
        return [measure(audio.samples[0])] * audio.channels
    with ThreadPoolExecutor(audio.channels) as pool:
        return list(pool.map(measure, audio.samples))


def _moving_mean(powers: FloatArray, steps: int) -> FloatArray:
    steps = min(steps, len(powers))
    total = np.concatenate([[0.0], np.cumsum(powers)])
    return np.asarray(np.maximum(total[steps:] - total[:-steps], 0.0) / steps)


def _lufs(powers: FloatArray) -> FloatArray:
    return np.asarray(OFFSET_LUFS + 10.0 * np.log10(powers + 1e-20))


def _k_weighting(rate_hz: int) -> tuple[FloatArray, FloatArray]:
    """The two second-order sections as (b0, b1, b2, a1, a2)."""
    gain_db, q, centre_hz = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * centre_hz / rate_hz)
    high = 10.0 ** (gain_db / 20.0)
    band = high**0.4996667741545416
    norm = 1.0 + k / q + k * k
    shelf = np.array([
        (high + band * k / q + k * k) / norm,
        2.0 * (k * k - high) / norm,
        (high - band * k / q + k * k) / norm,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / q + k * k) / norm,
    ])  # fmt: skip
    q, corner_hz = 0.5003270373238773, 38.13547087602444
    k = math.tan(math.pi * corner_hz / rate_hz)
    norm = 1.0 + k / q + k * k
    high_pass = np.array([1.0, -2.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm])
    return shelf, high_pass


@numba.njit(cache=True, nogil=True)
def _weighted_powers(
    samples: Samples, shelf: FloatArray, high_pass: FloatArray, step: int, count: int
) -> FloatArray:  # pragma: no cover
    powers = np.zeros(count)
    s1 = s2 = h1 = h2 = 0.0
    for index in range(count):
        total = 0.0
        # In silence the filters would go on in denormal numbers, which take fifty times as long.
        if max(abs(s1), abs(s2), abs(h1), abs(h2)) < _DIED_AWAY:
            s1 = s2 = h1 = h2 = 0.0
        for frame in range(index * step, min((index + 1) * step, len(samples))):
            x = float(samples[frame])
            y = shelf[0] * x + s1
            s1 = shelf[1] * x - shelf[3] * y + s2
            s2 = shelf[2] * x - shelf[4] * y
            z = high_pass[0] * y + h1
            h1 = high_pass[1] * y - high_pass[3] * z + h2
            h2 = high_pass[2] * y - high_pass[4] * z
            total += z * z
        powers[index] = total / step
    return powers


def _phases(oversampling: int) -> FloatArray:
    """Interpolators at the points between two samples: windowed sinc, shaped (oversampling - 1, taps)."""
    taps = np.arange(_TAPS) - _TAPS // 2 + 1
    phases = []
    for phase in range(1, oversampling):
        at = taps - phase / oversampling
        window = np.cos(np.pi * at / (_TAPS + 1)) ** 2
        weights = np.sinc(at) * window
        phases.append(weights / weights.sum())
    return np.array(phases)


@numba.njit(cache=True, nogil=True)
def _true_peak(samples: Samples, phases: FloatArray, highest: float) -> float:  # pragma: no cover
    """Looks between samples only where a neighbour is at least half as high as the highest sample."""
    half = phases.shape[1] // 2
    peak = highest
    for frame in range(len(samples) - 1):
        if max(abs(samples[frame]), abs(samples[frame + 1])) < 0.5 * highest:
            continue
        for phase in range(phases.shape[0]):
            total = 0.0
            for tap in range(phases.shape[1]):
                at = frame + tap - half + 1
                if 0 <= at < len(samples):
                    total += phases[phase, tap] * samples[at]
            peak = max(peak, abs(total))
    return peak
