"""The edge of a step: journal, progress, cancelling, and the one place where any error ends a task.

A step does its work and returns what is to be written down for it; that is written in the same transaction in which
the journal notes its end. A step whose end is in the journal never runs again, whatever the workflow engine remembers.
A step that was started several times and never ended has brought the server down with it, and fails its task.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from tutti.base.errors import EngineCrashed
from tutti.jobs.failures import Failure, end_without_success, failure_of
from tutti.jobs.task_progress import StepName, TaskProgress, fraction_of_whole, seconds_left
from tutti.jobs.workshop import Workshop
from tutti.store.models import Status, Task
from tutti.store.steps import finish_step, start_step, steps_of, unfinished_attempts
from tutti.store.tasks import find_task, mark_started, set_progress

MOST_STARTS = 4

Writes = Callable[[Session], object]
StepWork = Callable[[Task, TaskProgress], Awaitable[Writes]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """How a step begins: with its row in the journal, or not at all because it ended before.

    Attributes:
        began_ms: when the task would have begun, had it been worked on without a break.
    """

    task: Task
    step_id: str | None
    began_ms: int = 0
    was_poison: bool = False


class StepEdge:
    """Runs steps of music tasks."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._working: dict[str, asyncio.Task[Writes]] = {}
        self._abandoned: set[str] = set()

    def abandon(self, task_id: str) -> None:
        """Stop the step a task is in, or is about to begin; the task itself has ended already."""
        self._abandoned.add(task_id)
        work = self._working.get(task_id)
        if work is not None:
            work.cancel()

    async def run(self, task_id: str, name: StepName, work: StepWork) -> bool:
        """Run a step; False where the task has ended without success, now or before."""
        opened = await self._workshop.database.write(lambda session: _open(session, task_id, name))
        if opened is None:
            self._abandoned.discard(task_id)
            return False
        if opened.step_id is None:
            return True
        try:
            return await self._worked(opened, name, work)
        except asyncio.CancelledError:
            await self._note_end(opened.step_id, "the server was stopped")
            raise
        except Exception as error:  # noqa: BLE001 the step edge
            await self._fail(opened, name, error)
            return False

    async def _worked(self, opened: _Opened, name: StepName, work: StepWork) -> bool:
        if opened.was_poison:
            raise EngineCrashed(f"the step {name} ended the server {MOST_STARTS} times; the task was given up")
        task, step_id = opened.task, opened.step_id
        assert step_id is not None
        progress = TaskProgress(self._workshop.database, task.id, name, opened.began_ms)
        working = asyncio.create_task(_awaited(work(task, progress)))
        self._working[task.id] = working
        if task.id in self._abandoned:  # between the opening and now
            working.cancel()
        try:
            await asyncio.wait({working})
        finally:
            del self._working[task.id]
            if not working.done():
                working.cancel()
                await asyncio.wait({working})
            await progress.settle()
        if working.cancelled():
            self._abandoned.discard(task.id)
            await self._note_end(step_id, "the task was cancelled")
            return False
        writes = working.result()
        return await self._workshop.database.write(lambda session: _close(session, task.id, step_id, writes))

    async def _fail(self, opened: _Opened, name: StepName, error: Exception) -> None:
        mark = secrets.token_hex(4)
        failure = failure_of(error, is_fetching=name is StepName.FETCH, mark=mark)
        is_ours = failure.code in (500, 501)
        report = log.error if is_ours else log.info
        report(
            "task failed",
            task_id=opened.task.id,
            step=name.value,
            code=failure.code,
            mark=mark,
            exc_info=error if is_ours else None,
        )
        said = f"{type(error).__name__}: {error}"
        await self._workshop.database.write(partial(self._end, opened, failure, said))

    def _end(self, opened: _Opened, failure: Failure, said: str, session: Session) -> None:
        assert opened.step_id is not None
        finish_step(session, opened.step_id, said)
        end_without_success(session, self._workshop.durable, opened.task.id, failure)

    async def _note_end(self, step_id: str, said: str) -> None:
        await self._workshop.database.write(lambda session: finish_step(session, step_id, said))


async def _awaited(work: Awaitable[Writes]) -> Writes:
    return await work


def _open(session: Session, task_id: str, name: StepName) -> _Opened | None:
    task = find_task(session, task_id)
    if task is None or (Status(task.status).is_final and Status(task.status) is not Status.SUCCESS):
        return None
    starts = steps_of(session, task_id)
    finished = [
        (start.name, start.finished_ms - start.started_ms)
        for start in starts
        if start.finished_ms is not None and start.error is None
    ]
    if any(done == name for done, _ in finished):
        return _Opened(task=task, step_id=None)
    was_poison = unfinished_attempts(session, task_id, name) >= MOST_STARTS
    step = start_step(session, task_id, name)
    mark_started(session, task_id)
    worked_ms = sum(duration_ms for _, duration_ms in finished)
    whole = fraction_of_whole(name, 0.0)
    set_progress(session, task_id, name, whole, seconds_left(whole, worked_ms / 1000))
    return _Opened(task=task, step_id=step.id, began_ms=step.started_ms - worked_ms, was_poison=was_poison)


def _close(session: Session, task_id: str, step_id: str, writes: Writes) -> bool:
    task = find_task(session, task_id)
    if task is None or Status(task.status).is_final:
        finish_step(session, step_id, "the task had ended")
        return False
    writes(session)
    finish_step(session, step_id)
    return True
