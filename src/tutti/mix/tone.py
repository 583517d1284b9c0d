"""The tone of the band: an equaliser that brings the whole, lead and band together, to the spectrum its genre has.

The lead of a band is not touched, so the band makes room where the lead already has what the reference asks, and fills
where it has not. Broad bands, a few decibels each, the same for every player, so that the stems still add up.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import lsq_linear

from tutti.mix.effects.equaliser import Band, Shape, response_db
from tutti.mix.reference import reference_db
from tutti.mix.spectrum import CENTRES_HZ
from tutti.music.score import MixNotes

FloatArray = npt.NDArray[np.float64]

_CENTRES_HZ = (42.0, 58.0, 80.0, 112.0, 160.0, 240.0, 380.0, 600.0, 950.0, 1500.0, 2500.0, 4200.0, 7000.0)
_SHELF_HZ = 11000.0
_Q = 1.5
_LEAST_DB, _MOST_DB = -13.0, 6.0
_MOST_LOW_DB = 4.0  # below 100 Hz, where a boost is mostly rumble
_PROBE_DB = 3.0
_SMALLEST_DB = 0.4  # what changes less is left out
_EASE = 0.01  # how dear a gain is: squared dB of gain against squared dB of deviation
_ABSENT_DB = -26.0  # a band this far under the reference has nothing to be lifted there
_LEAST_ROOM = 0.06  # share of the reference that is left to the band where the lead fills it
_BRIGHTNESS_SHARE = 0.75  # of a wished brightness that the tone keeps
_ROUNDS = 3
_LEVELLED = (CENTRES_HZ > 95.0) & (CENTRES_HZ < 5500.0)


def tone_bands(lead: FloatArray, band: FloatArray, notes: MixNotes, sample_rate_hz: int) -> tuple[Band, ...]:
    """The equaliser of the band.

    Args:
        lead: power by third octave of what stays as it is.
        band: of the band.
        notes: what the style asks: how much percussion it has, how bright it is.
        sample_rate_hz: of both.
    """
    if not np.any(band > 0.0):
        return ()
    reference = reference_db(notes.percussion, CENTRES_HZ, brightness_db=_BRIGHTNESS_SHARE * notes.brightness_db)
    reference = 10.0 ** (reference / 10.0)
    basis = np.stack([response_db([one], CENTRES_HZ, sample_rate_hz) for one in _bands(np.full(_COUNT, _PROBE_DB))])
    basis = basis.T / _PROBE_DB
    gains = np.zeros(_COUNT)
    for _ in range(_ROUNDS):
        done_db = response_db(_bands(gains), CENTRES_HZ, sample_rate_hz)
        wanted_db, weights = _wanted(lead, band, reference, done_db)
        # The response bends with the gains: solve for what is still missing.
        missing_db = wanted_db - done_db
        rows = np.concatenate([basis * weights[:, None], np.sqrt(_EASE) * np.eye(_COUNT)])
        aims = np.concatenate([(missing_db + basis @ gains) * weights, np.zeros(_COUNT)])
        gains = np.asarray(lsq_linear(rows, aims, bounds=(_LEAST_DB, _CEILINGS_DB)).x)
    return tuple(one for one in _bands(gains) if abs(one.gain_db) >= _SMALLEST_DB)


_COUNT = len(_CENTRES_HZ) + 1
_CEILINGS_DB = np.array([_MOST_LOW_DB if hz < 100.0 else _MOST_DB for hz in (*_CENTRES_HZ, _SHELF_HZ)])


def _wanted(
    lead: FloatArray, band: FloatArray, reference: FloatArray, done_db: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """By third octave, the gain of the band that would meet the reference, and how much it matters."""
    total_db = 10.0 * np.log10(lead + band * 10.0 ** (done_db / 10.0) + 1e-20)
    level = 10.0 ** ((total_db - 10.0 * np.log10(reference))[_LEVELLED].mean() / 10.0)
    aim = np.maximum(level * reference - lead, _LEAST_ROOM * level * reference)
    wanted_db = np.clip(10.0 * np.log10(aim / (band + 1e-20)), _LEAST_DB, _MOST_DB)
    is_there = 10.0 * np.log10(band / (level * reference) + 1e-20) > _ABSENT_DB
    return np.where(is_there, wanted_db, 0.0), np.where(is_there, 1.0, 0.2)


def _bands(gains_db: FloatArray) -> tuple[Band, ...]:
    peaks = tuple(
        Band(shape=Shape.PEAK, frequency_hz=hz, gain_db=float(gain), q=_Q)
        for hz, gain in zip(_CENTRES_HZ, gains_db[:-1], strict=True)
    )
    return (*peaks, Band(shape=Shape.HIGH_SHELF, frequency_hz=_SHELF_HZ, gain_db=float(gains_db[-1])))
