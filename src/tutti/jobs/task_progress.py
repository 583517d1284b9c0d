"""How far a task has come, as a fraction of the whole, and how long it may still take.

Each step has a share of the whole, about its share of the time a one-minute upload takes. The seconds left are the
time that has passed, stretched to what is left; at first they are unknown.
"""

from __future__ import annotations

import asyncio
import time
from enum import StrEnum

from tutti.base.clock import now_ms
from tutti.store.database import Database
from tutti.store.tasks import set_progress

LEAST_PAUSE_SECONDS = 0.5
LEAST_FRACTION_TO_FORETELL = 0.03


class StepName(StrEnum):
    """The steps of a music task, in order; the names stand in the journal."""

    FETCH = "fetch"
    LISTEN = "listen"
    PLAN = "plan"
    ANNOUNCE_TEXT = "announce_text"
    TAKE_1 = "take_1"
    ANNOUNCE_FIRST = "announce_first"
    TAKE_2 = "take_2"
    ANNOUNCE_COMPLETE = "announce_complete"


SHARES = {
    StepName.FETCH: 0.02,
    StepName.LISTEN: 0.14,
    StepName.PLAN: 0.04,
    StepName.ANNOUNCE_TEXT: 0.01,
    StepName.TAKE_1: 0.39,
    StepName.ANNOUNCE_FIRST: 0.01,
    StepName.TAKE_2: 0.38,
    StepName.ANNOUNCE_COMPLETE: 0.01,
}


def fraction_of_whole(step: StepName, fraction: float) -> float:
    """The fraction of a task that is done when a fraction of a step is."""
    before = sum(share for name, share in SHARES.items() if list(SHARES).index(name) < list(SHARES).index(step))
    return before + SHARES[step] * min(max(fraction, 0.0), 1.0)


def seconds_left(fraction: float, elapsed_seconds: float) -> float | None:
    """What is left of the time; None while it cannot be foretold."""
    if fraction < LEAST_FRACTION_TO_FORETELL:
        return None
    return round(elapsed_seconds * (1.0 - fraction) / fraction, 1)


class TaskProgress:
    """The progress of one step; may be called as often as it likes.

    Args:
        database: where it is written down.
        task_id: whose step it is.
        step: which.
        began_ms: when the task would have begun, had it been worked on without a break.
    """

    def __init__(self, database: Database, task_id: str, step: StepName, began_ms: int) -> None:
        self._database = database
        self._task_id = task_id
        self._step = step
        self._began_ms = began_ms
        self._written_at = 0.0
        self._writing: asyncio.Task[None] | None = None

    def __call__(self, fraction: float, /) -> None:
        """Say how much of the step is done; written down now and then only."""
        now = time.monotonic()
        is_writing = self._writing is not None and not self._writing.done()
        if is_writing or now - self._written_at < LEAST_PAUSE_SECONDS:
            return
        self._written_at = now
        self._writing = asyncio.create_task(self._write(fraction_of_whole(self._step, fraction)))

    async def settle(self) -> None:
        """Wait for what is being written."""
        if self._writing is not None:
            await asyncio.wait({self._writing})

    async def _write(self, whole: float) -> None:
        left = seconds_left(whole, (now_ms() - self._began_ms) / 1000)
        await self._database.write(lambda session: set_progress(session, self._task_id, self._step, whole, left))
