"""Progress is a callback: a stage reports the share of its own work that is done.

A stage calls `progress(0.0 .. 1.0)`; whoever runs several stages hands each a `part` of its own bar. Nothing here
prints; the command line and the jobs decide what is shown.
"""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Takes the share of the work that is done, 0 to 1."""

    def __call__(self, fraction: float, /) -> None:
        """Report that `fraction` of the work is done."""


def silent(fraction: float, /) -> None:
    """Report to nobody."""


def part(progress: Progress, start: float, end: float) -> Progress:
    """A progress for a piece of the work that spans `start` to `end` of the whole."""

    def report(fraction: float, /) -> None:
        progress(start + (end - start) * min(max(fraction, 0.0), 1.0))

    return report
