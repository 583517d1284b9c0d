"""Mastering that is linear in the upload: one gain for the upload, a gain and a limiter curve for the band.

Both gains are chosen so that the sum has the wished loudness, the balance is kept where the upload's own peaks allow
it, and the upload alone stays under the ceiling. Where they do not, the upload is set as loud as it may be and the
others fill up to the loudness: a band around a voice as far as it takes, a voice over a band only as far as it still
sits in the band. What was given up is said in the notes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tutti.mix.balance import FloatArray, voice_over_band_lu
from tutti.mix.limiter import Curve, band_gain
from tutti.mix.upload_sides import scaled
from tutti.sound.audio import Audio, Samples
from tutti.sound.loudness import gated_lufs, integrated_lufs, level_free_lufs, step_powers, true_peak_dbtp

TARGET_LUFS = -14.0
SETTLING_LU = 0.3  # at most so far under the target is enough where the upload cannot follow and the others fill up
SETTLING_SHARE = 0.15  # of what the upload lacks
CEILING_DBTP = -1.0
MARGIN_DB = 0.35  # the limiter aims so far under the ceiling: finer oversampling finds peaks up to 0.25 dB higher
UPLOAD_ROOM_DB = 0.1  # the upload alone stays so far under the ceiling, its peaks ...
UPLOAD_OVERSAMPLING = 16  # ... looked for so finely that 0.04 dB at most are missed
MOST_EXTRA_DB = 14.0  # the band is never pushed further above its balance
CLOSE_ENOUGH_LU = 0.1
SAME_DB = 0.05  # gains that differ by less are not tried again
FINE_DB = 0.02
TOLERANCE_LU = 0.5
TOLD_SHIFT_DB = 0.5
ROUNDS = 6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gains:
    """What the sum is made with: upload x `upload` + band x `band` x `curve`."""

    upload: float
    band: float
    curve: Curve
    notes: tuple[str, ...]


def master_gains(
    upload: Samples,
    band: Samples,
    sample_rate_hz: int,
    *,
    most_extra_db: float = MOST_EXTRA_DB,
    most_over_lu: float | None = None,
) -> Gains:
    """The gains of a master.

    Args:
        upload: shaped (2, frames); silent where there is none.
        band: the sum of the other stems in the wished balance with the upload, shaped (2, frames).
        sample_rate_hz: of both.
        most_extra_db: how far the band may be pushed above its balance to fill up what the upload lacks.
        most_over_lu: how far the band may stand over the upload where it sounds; None: as far as it takes.
    """

    def audio(samples: Samples) -> Audio:
        return Audio(samples=samples, sample_rate_hz=sample_rate_hz)

    powers = (step_powers(audio(upload)), step_powers(audio(band)))
    wished_db = TARGET_LUFS - level_free_lufs(powers[0] + powers[1])
    upload_peak_dbtp = true_peak_dbtp(audio(upload), oversampling=UPLOAD_OVERSAMPLING)
    most = _Bounds(upload_db=CEILING_DBTP - UPLOAD_ROOM_DB - upload_peak_dbtp, band_db=wished_db + most_extra_db)
    lacking_db = max(0.0, wished_db - most.upload_db)
    target_lufs = TARGET_LUFS - min(SETTLING_LU, SETTLING_SHARE * lacking_db)
    upload_db = min(wished_db, most.upload_db)
    band_db = wished_db if lacking_db == 0.0 else _filling_db(powers, upload_db, wished_db, most.band_db, target_lufs)
    next_db = (upload_db, min(band_db, upload_db + _free_db(powers[1], powers[0], most_over_lu)))
    margin_db = MARGIN_DB
    for _ in range(ROUNDS):
        upload_db, band_db = next_db
        own = scaled(upload, np.float32(_linear(upload_db)))
        total = band * np.float32(_linear(band_db))
        curve = band_gain(own, total, _linear(CEILING_DBTP - margin_db), sample_rate_hz)
        total *= curve
        free_db = math.inf
        if most_over_lu is not None:
            free_db = _free_db(step_powers(audio(total)), powers[0] * _linear(upload_db) ** 2, most_over_lu)
        total += own
        lufs = integrated_lufs(audio(total))
        over_db = true_peak_dbtp(audio(total)) - CEILING_DBTP
        next_db = _corrected(upload_db, band_db, target_lufs - lufs, most, free_db)
        if over_db <= 0.0 and next_db == (upload_db, band_db):
            break
        if over_db > 0.0:
            margin_db += over_db + 0.02
    return Gains(
        upload=_linear(upload_db),
        band=_linear(band_db),
        curve=curve,
        notes=_notes(band_db - upload_db, lufs, is_held=free_db < CLOSE_ENOUGH_LU),
    )


def _free_db(band_powers: FloatArray, upload_powers: FloatArray, most_over_lu: float | None) -> float:
    """How far the band may still be raised against the upload."""
    if most_over_lu is None:
        return math.inf
    over_lu = voice_over_band_lu(band_powers, upload_powers)
    return math.inf if over_lu is None else most_over_lu - over_lu


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """The highest gains."""

    upload_db: float
    band_db: float


def _filling_db(
    powers: tuple[FloatArray, FloatArray], upload_db: float, least_db: float, most_db: float, target_lufs: float
) -> float:
    """The band's gain that makes up for an upload that is set lower than wished, by bisection on loudness alone."""
    low, high = least_db, most_db
    while high - low > FINE_DB:
        middle = (low + high) / 2.0
        loudness = gated_lufs(powers[0] * _linear(upload_db) ** 2 + powers[1] * _linear(middle) ** 2)
        low, high = (middle, high) if loudness < target_lufs else (low, middle)
    return high


def _corrected(
    upload_db: float, band_db: float, missing_lu: float, most: _Bounds, free_db: float
) -> tuple[float, float]:
    """Gains that come closer to the target; the same ones where they are close enough, or cannot.

    Args:
        upload_db: the gain of the upload that was tried.
        band_db: that of the band.
        missing_lu: what the loudness lacked.
        most: the highest gains.
        free_db: how far the band may still be raised against the upload; negative where it stands too high.
    """
    if abs(missing_lu) <= CLOSE_ENOUGH_LU and free_db >= -SAME_DB:
        return upload_db, band_db
    new_upload_db = min(upload_db + missing_lu, most.upload_db)
    # Where the upload cannot follow, the band has to make up for both.
    push = 1.0 if new_upload_db == upload_db + missing_lu else 1.6
    new_band_db = min(band_db + push * missing_lu, max(most.band_db, band_db))
    new_band_db = min(new_band_db, band_db + (new_upload_db - upload_db) + free_db)
    is_same = max(abs(new_upload_db - upload_db), abs(new_band_db - band_db)) < SAME_DB
    return (upload_db, band_db) if is_same else (new_upload_db, new_band_db)


def _notes(shift_db: float, lufs: float, *, is_held: bool) -> tuple[str, ...]:
    notes = []
    if shift_db >= TOLD_SHIFT_DB:
        notes.append(
            f"the recording has high peaks for its loudness, so the other stems stand {shift_db:.1f} dB louder "
            "against it than the balance asks; nothing was done to the recording"
        )
    if lufs < TARGET_LUFS - TOLERANCE_LU and is_held:
        notes.append(
            f"the master has {lufs:.1f} LUFS instead of {TARGET_LUFS:g}: the recording's peaks let it be no louder, "
            "nothing is done to the recording, and a voice that made up for it would stand too far in front of the "
            "band; tame the peaks of the recording before"
        )
    elif lufs < TARGET_LUFS - TOLERANCE_LU:
        notes.append(
            f"the master has {lufs:.1f} LUFS instead of {TARGET_LUFS:g}: the recording's peaks, or a constant offset "
            "in it, leave no room, and nothing is done to the recording; tame the peaks or remove the offset before"
        )
    return tuple(notes)


def _linear(gain_db: float) -> float:
    return float(10.0 ** (gain_db / 20.0))
