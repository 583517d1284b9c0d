"""What a mix promises, measured a second way: the upload untouched, loudness, true peak, balance, no clicks.

Loudness is pyloudnorm's (BS.1770); the true peak that of scipy's polyphase resampling by four and by eight.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyloudnorm
from scipy.signal import butter, resample_poly, sosfilt

from tutti.music.score import UPLOAD
from tutti.sound.audio import Audio
from tutti.sound.mixdown import Mixdown

FloatArray = npt.NDArray[np.float64]
_CLICK_RATIO = 40.0  # a jump so many times the usual one of its surroundings is a click
_CLICK_FLOOR = 0.003  # of full scale; smaller jumps are not heard
_CLICK_BLOCK = 2048
_CLICK_HALF_WIDTH = 44  # frames, a millisecond
_BY_DESIGN_ABRUPT = frozenset({UPLOAD, "drums"})


def mix_scores(mixdown: Mixdown, upload: Audio) -> dict[str, float]:
    """All measures of one mixdown."""
    master = np.asarray(mixdown.master.samples, dtype=np.float64)
    rate_hz = mixdown.master.sample_rate_hz
    stems = {stem.player: np.asarray(stem.audio.samples, dtype=np.float64) for stem in mixdown.stems}
    meter = pyloudnorm.Meter(rate_hz)
    total = sum(stems.values(), np.zeros_like(master))
    band = total - stems[UPLOAD]
    return {
        "master_lufs": float(meter.integrated_loudness(master.T)),
        "true_peak4_dbtp": true_peak_dbtp(master, 4),
        "true_peak8_dbtp": true_peak_dbtp(master, 8),
        "upload_residual_db": _upload_residual_db(master, band, upload),
        "sum_residual_db": _level_db(master - total),
        "upload_over_band_lu": _over_band_lu(stems[UPLOAD], band, meter),
        "clicks": float(sum(clicks(samples) for name, samples in stems.items() if name not in _BY_DESIGN_ABRUPT)),
        "reported_lufs_error": abs(float(meter.integrated_loudness(master.T)) - mixdown.report.integrated_lufs),
        "reported_peak_error_db": abs(true_peak_dbtp(master, 4) - mixdown.report.true_peak_dbtp),
    }


def true_peak_dbtp(samples: FloatArray, factor: int) -> float:
    """The highest sample after resampling by a factor, channel by channel."""
    peak = max(float(np.abs(resample_poly(channel, factor, 1)).max()) for channel in samples)
    return float(20 * np.log10(peak + 1e-12))


def clicks(samples: FloatArray) -> int:
    """How many blocks hold a lone jump above 6 kHz: far beyond what is around it, and over within a millisecond.

    A consonant or a plucked string is as sudden, but rings on.
    """
    high = np.abs(sosfilt(butter(4, 0.3, "highpass", output="sos"), samples.mean(axis=0)))
    blocks = high[: len(high) // _CLICK_BLOCK * _CLICK_BLOCK].reshape(-1, _CLICK_BLOCK)
    if not len(blocks):
        return 0
    usual = np.median(blocks, axis=1)
    around = np.maximum(usual, np.maximum(np.roll(usual, 1), np.roll(usual, -1)))
    suspects = np.flatnonzero((blocks.max(axis=1) > _CLICK_RATIO * around) & (blocks.max(axis=1) > _CLICK_FLOOR))
    return sum(_is_lone(high, int(block) * _CLICK_BLOCK + int(np.argmax(blocks[block]))) for block in suspects)


def _is_lone(high: FloatArray, peak: int) -> bool:
    """Whether nearly all energy within 25 ms lies within a millisecond of a peak."""
    near = high[max(0, peak - _CLICK_HALF_WIDTH) : peak + _CLICK_HALF_WIDTH]
    wide = high[max(0, peak - 25 * _CLICK_HALF_WIDTH) : peak + 25 * _CLICK_HALF_WIDTH]
    return bool((near**2).sum() > 0.9 * (wide**2).sum())


def _upload_residual_db(master: FloatArray, band: FloatArray, upload: Audio) -> float:
    """What is left of the master after the band and the upload, times its best single gain, are taken away."""
    given = np.asarray(upload.samples, dtype=np.float64)
    given = np.broadcast_to(given, (master.shape[0], given.shape[1]))
    rest = (master - band)[:, : given.shape[1]]
    gain = float((rest * given).sum() / ((given**2).sum() + 1e-12))
    return _level_db(rest - gain * given)


def _over_band_lu(upload: FloatArray, band: FloatArray, meter: pyloudnorm.Meter) -> float:
    return float(meter.integrated_loudness(upload.T)) - float(meter.integrated_loudness(band.T))


def _level_db(samples: FloatArray) -> float:
    return float(20 * np.log10(np.sqrt(np.mean(samples**2)) + 1e-10))
