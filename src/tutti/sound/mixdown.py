"""A mixdown: the master, the mastered stems it is the sum of, the dry voices, and what was measured on it."""

from __future__ import annotations

from dataclasses import dataclass

from tutti.sound.audio import Audio
from tutti.sound.stems import Stem, Stems


@dataclass(frozen=True, slots=True, kw_only=True)
class MixReport:
    """What was measured on a mixdown, after it was made.

    Attributes:
        integrated_lufs: programme loudness of the master (ITU-R BS.1770-4).
        true_peak_dbtp: of the master, four times oversampled (BS.1770-4 annex 2).
        upload_gain_db: the one gain the upload's samples were multiplied by.
        upload_residual_db: level of (master - sum of the other stems - upload x gain) relative to full scale.
        sum_residual_db: level of (master - sum of all stems) relative to full scale.
        stem_lufs: by player, integrated loudness inside the mix.
        notes: what had to be done that a person may want to know, one sentence each.
    """

    integrated_lufs: float
    true_peak_dbtp: float
    upload_gain_db: float
    upload_residual_db: float
    sum_residual_db: float
    stem_lufs: tuple[tuple[str, float], ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixdown:
    """The master and the mastered stems; the master is their sum, sample by sample.

    Attributes:
        master: the finished mix.
        stems: what it is the sum of.
        report: what was measured.
        dry: voices as they were before they were treated, for whoever mixes anew; no part of the sum.
    """

    master: Audio
    stems: Stems
    report: MixReport
    dry: tuple[Stem, ...] = ()
