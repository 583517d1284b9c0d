"""Mastering that is linear in the upload: one gain for the upload, a gain and a limiter curve for the band.

Both gains are chosen so that the sum has the wished loudness, the balance is kept where the upload's own peaks allow
it, and the upload alone stays under the ceiling. Where they do not, the upload is set as loud as it may be and the
others fill up to the loudness as far as the balance allows; beyond that the loudness gives way. What was given up is
said in the notes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tutti.mix.balance import FloatArray
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
MOST_EXTRA_DB = 14.0  # further above its balance the band is never looked for
CLOSE_ENOUGH_LU = 0.1
SAME_DB = 0.05  # gains that differ by less are not tried again
FINE_DB = 0.02
MOST_MARGIN_DB = 3.0
TOLERANCE_LU = 0.5
TOLD_SHIFT_DB = 0.5
ROUNDS = 6
HIGHEST_STEM_PEAK = 0.98  # a stem may peak higher than the master, but not beyond full scale
_QUIET = np.float32(1e-6)


Freedom = Callable[[FloatArray, FloatArray], float]


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
    highest: Curve,
    sample_rate_hz: int,
    *,
    free_lu: Freedom,
) -> Gains:
    """The gains of a master.

    Args:
        upload: shaped (2, frames); silent where there is none.
        band: the sum of the other stems in the wished balance with the upload, shaped (2, frames).
        highest: the highest sample of any stem of the band at each frame, so that every stem stays inside full scale.
        sample_rate_hz: of both.
        free_lu: how far the band may still be raised against the upload, from the K-weighted powers of both in steps
            of 100 ms as they would be heard: what the balance allows.
    """

    def audio(samples: Samples) -> Audio:
        return Audio(samples=samples, sample_rate_hz=sample_rate_hz)

    powers = (step_powers(audio(upload)), step_powers(audio(band)))
    wished_db = TARGET_LUFS - level_free_lufs(powers[0] + powers[1])
    upload_peak_dbtp = true_peak_dbtp(audio(upload), oversampling=UPLOAD_OVERSAMPLING)
    most_db = CEILING_DBTP - UPLOAD_ROOM_DB - upload_peak_dbtp
    lacking_db = max(0.0, wished_db - most_db)
    target_lufs = TARGET_LUFS - min(SETTLING_LU, SETTLING_SHARE * lacking_db)
    upload_db = min(wished_db, most_db)
    band_db = wished_db if lacking_db == 0.0 else _filling_db(powers, upload_db, wished_db, target_lufs)
    next_db = (upload_db, min(band_db, upload_db + free_lu(powers[1], powers[0])))
    margin_db = MARGIN_DB
    for _ in range(ROUNDS):
        gains_db = next_db
        tried = _tried(upload, band, highest, gains_db, CEILING_DBTP - margin_db, sample_rate_hz)
        free_db = free_lu(tried.band_powers, powers[0] * _linear(gains_db[0]) ** 2)
        next_db = _corrected(*gains_db, target_lufs - tried.lufs, most_db, free_db)
        if tried.over_db > 0.0:
            margin_db += tried.over_db + FINE_DB
        elif next_db == gains_db:
            break
    while tried.over_db > 0.0 and margin_db < MOST_MARGIN_DB:
        tried = _tried(upload, band, highest, gains_db, CEILING_DBTP - margin_db, sample_rate_hz)
        margin_db += max(tried.over_db, 0.0) + FINE_DB
    upload_db, band_db = gains_db
    return Gains(
        upload=_linear(upload_db),
        band=_linear(band_db),
        curve=tried.curve,
        notes=_notes(band_db - upload_db, tried.lufs, is_held=free_db < CLOSE_ENOUGH_LU),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Trial:
    """What a pair of gains gives: the limiter's curve, the band's powers, loudness and peak of the whole."""

    curve: Curve
    band_powers: FloatArray
    lufs: float
    over_db: float


def _tried(
    upload: Samples,
    band: Samples,
    highest: Curve,
    gains_db: tuple[float, float],
    ceiling_db: float,
    sample_rate_hz: int,
) -> _Trial:
    """Upload and band with their gains, the band under the limiter."""
    upload_gain, raised = (np.float32(_linear(gain_db)) for gain_db in gains_db)
    own = scaled(upload, upload_gain)
    total = band * raised
    inside = np.maximum(highest * raised, _QUIET)
    np.divide(np.float32(HIGHEST_STEM_PEAK), inside, out=inside)
    curve = band_gain(own, total, _linear(ceiling_db), sample_rate_hz, most=inside)
    total *= curve
    band_powers = step_powers(Audio(samples=total, sample_rate_hz=sample_rate_hz))
    total += own
    whole = Audio(samples=total, sample_rate_hz=sample_rate_hz)
    over_db = true_peak_dbtp(whole) - CEILING_DBTP
    return _Trial(curve=curve, band_powers=band_powers, lufs=integrated_lufs(whole), over_db=over_db)


def _filling_db(powers: tuple[FloatArray, FloatArray], upload_db: float, least_db: float, target_lufs: float) -> float:
    """The band's gain that makes up for an upload that is set lower than wished, by bisection on loudness alone."""
    low, high = least_db, least_db + MOST_EXTRA_DB
    while high - low > FINE_DB:
        middle = (low + high) / 2.0
        loudness = gated_lufs(powers[0] * _linear(upload_db) ** 2 + powers[1] * _linear(middle) ** 2)
        low, high = (middle, high) if loudness < target_lufs else (low, middle)
    return high


def _corrected(
    upload_db: float, band_db: float, missing_lu: float, most_db: float, free_db: float
) -> tuple[float, float]:
    """Gains that come closer to the target; the same ones where they are close enough, or cannot.

    Args:
        upload_db: the gain of the upload that was tried.
        band_db: that of the band.
        missing_lu: what the loudness lacked.
        most_db: the highest gain of the upload.
        free_db: how far the band may still be raised against the upload; negative where it stands too high.
    """
    if abs(missing_lu) <= CLOSE_ENOUGH_LU and free_db >= -SAME_DB:
        return upload_db, band_db
    new_upload_db = min(upload_db + missing_lu, most_db)
    # Where the upload cannot follow, the band has to make up for both.
    push = 1.0 if new_upload_db == upload_db + missing_lu else 1.6
    new_band_db = min(band_db + push * missing_lu, band_db + (new_upload_db - upload_db) + free_db)
    is_same = max(abs(new_upload_db - upload_db), abs(new_band_db - band_db)) < SAME_DB
    return (upload_db, band_db) if is_same else (new_upload_db, new_band_db)


def _notes(shift_db: float, lufs: float, *, is_held: bool) -> tuple[str, ...]:
    notes = []
    if shift_db >= TOLD_SHIFT_DB:
        notes.append(
            f"the recording has high peaks for its loudness, so the other stems stand {shift_db:.1f} dB louder "
            "against it than the balance asks; nothing was done to the recording"
        )
    if lufs < TARGET_LUFS - TOLERANCE_LU:
        reason = (
            "the recording's peaks let it be no louder, and the other stems would no longer be in balance with it"
            if is_held
            else "the recording's peaks, or a constant offset in it, leave no room"
        )
        notes.append(
            f"the master has {lufs:.1f} LUFS instead of {TARGET_LUFS:g}: {reason}; nothing was done to the recording: "
            "tame its peaks or remove its offset before, or let an uploaded voice be treated"
        )
    return tuple(notes)


def _linear(gain_db: float) -> float:
    return float(10.0 ** (gain_db / 20.0))
