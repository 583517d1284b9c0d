"""Two disjoint worlds of seeds and tunes: what may be tuned on, and what is only ever reported on."""

from __future__ import annotations

from enum import StrEnum

REPORT_SEEDS_FROM = 100_000


class Split(StrEnum):
    """Which seeds and tunes a case is made of."""

    DEVELOPMENT = "development"
    REPORT = "report"


def seed_of(split: Split, index: int) -> int:
    """The seed of the case with this index: development seeds lie below 100 000, reported ones from there on."""
    if not 0 <= index < REPORT_SEEDS_FROM:
        raise ValueError(f"a case index lies between 0 and {REPORT_SEEDS_FROM - 1}, not at {index}")
    return index + (REPORT_SEEDS_FROM if split is Split.REPORT else 0)
