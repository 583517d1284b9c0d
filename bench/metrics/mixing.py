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
    """How many blocks hold a jump far beyond those around it, above 6 kHz."""
    high = sosfilt(butter(4, 0.3, "highpass", output="sos"), samples.mean(axis=0))
    blocks = np.abs(high[: len(high) // _CLICK_BLOCK * _CLICK_BLOCK]).reshape(-1, _CLICK_BLOCK)
    if not len(blocks):
        return 0
    usual = np.median(blocks, axis=1)
    around = np.maximum(usual, np.maximum(np.roll(usual, 1), np.roll(usual, -1)))
    return int(np.sum((blocks.max(axis=1) > _CLICK_RATIO * around) & (blocks.max(axis=1) > _CLICK_FLOOR)))


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
