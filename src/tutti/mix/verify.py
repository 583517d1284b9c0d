"""Whether a mixdown holds what it promises, measured on what was made, not on how it was made."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from tutti.base.errors import MixBroken
from tutti.mix.master import CEILING_DBTP
from tutti.music.score import UPLOAD
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import integrated_lufs, true_peak_dbtp
from tutti.sound.mixdown import MixReport
from tutti.sound.stems import Stems

MOST_RESIDUAL_DB = -100.0
_FLOOR = 1e-10


def verified(
    master: Audio, stems: Stems, upload: Samples | None, upload_gain: float, notes: tuple[str, ...]
) -> MixReport:
    """The report of a mixdown.

    Raises:
        MixBroken: a promise is broken.
    """
    total = np.zeros_like(master.samples)
    for stem in stems:
        if stem.player != UPLOAD:
            total += stem.audio.samples
    upload_residual_db = _upload_residual_db(master.samples, total, upload, upload_gain)
    if UPLOAD in stems.players:
        total += stems[UPLOAD].samples
    report = MixReport(
        integrated_lufs=integrated_lufs(master),
        true_peak_dbtp=true_peak_dbtp(master),
        upload_gain_db=20.0 * math.log10(max(upload_gain, _FLOOR)),
        upload_residual_db=upload_residual_db,
        sum_residual_db=_level_db(sides[0] - sides[1] for sides in zip(master.samples, total, strict=True)),
        stem_lufs=tuple((stem.player, integrated_lufs(stem.audio)) for stem in stems),
        notes=notes,
    )
    # Written so that what is not a number fails too.
    if not (report.upload_residual_db <= MOST_RESIDUAL_DB and report.sum_residual_db <= MOST_RESIDUAL_DB):
        raise MixBroken(
            f"the stems do not add up: residuals {report.upload_residual_db:.0f} and {report.sum_residual_db:.0f} dB"
        )
    if not report.true_peak_dbtp <= CEILING_DBTP:
        raise MixBroken(f"the master peaks at {report.true_peak_dbtp:.2f} dBTP, above {CEILING_DBTP:g}")
    return report


def _upload_residual_db(master: Samples, others: Samples, upload: Samples | None, gain: float) -> float:
    if upload is None:
        return _level_db(np.zeros((2, 1), dtype=np.float32))
    frames = upload.shape[1]

    def left(side: int) -> npt.NDArray[np.float32]:
        samples = master[side] - others[side]
        samples[:frames] -= upload[side] * np.float32(gain)
        return np.asarray(samples, dtype=np.float32)

    return _level_db(left(side) for side in range(len(master)))


def _level_db(channels: Iterable[npt.NDArray[np.float32]]) -> float:
    """Level of channels that are made one by one, to spare memory."""
    power, size = 0.0, 0
    for channel in channels:
        power += float(np.dot(channel, channel))
        size += channel.size
    return 10.0 * math.log10(power / size + _FLOOR**2)
