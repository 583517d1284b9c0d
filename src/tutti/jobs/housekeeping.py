"""What has to be cleared away, again and again: what is expired, what was left behind, and tasks that died.

Objects go first, then their rows say so; a crash in between only repeats the deletion. Uploads and results have their
own days; the parts of a stream go an hour after their take is whole. A task whose workflow ended without ending the
task is failed and refunded; a callback whose workflow ended so is given up.
"""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import asdict, dataclass
from functools import partial

import structlog
from sqlalchemy.orm import Session

from tutti.jobs.failures import LOST, end_without_success
from tutti.jobs.take_files import DAY_MS
from tutti.jobs.workshop import Workshop
from tutti.store.deliveries import find_delivery, finish_delivery, waiting
from tutti.store.files import expired_files, mark_deleted
from tutti.store.models import DeliveryState, Status, Take
from tutti.store.object_keys import stream_prefix, take_prefix
from tutti.store.takes import expired_takes, finished_between, mark_takes_deleted
from tutti.store.tasks import find_task, forget_idempotency_keys, mark_results_deleted, unfinished

BATCH = 200
HOUR_MS = 3_600_000
IDEMPOTENCY_KEPT_MS = DAY_MS
WORKFLOWS_KEPT_MS = 3 * DAY_MS

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """What a round of housekeeping did."""

    files: int
    takes: int
    folders: int
    workflows: int
    lost_tasks: int


class Housekeeping:
    """Clears away; one round at a time."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        self._streams_cleared_until_ms: int | None = None

    async def clear(self, now_ms: int) -> Cleared:
        """Do a round as of a moment."""
        cleared = Cleared(
            lost_tasks=await self._fail_lost_tasks(),
            files=await self._delete_files(now_ms),
            takes=await self._delete_takes(now_ms),
            folders=await self._remove_folders(),
            workflows=await self._workshop.durable.forget(now_ms - WORKFLOWS_KEPT_MS, BATCH),
        )
        await self._fail_lost_deliveries()
        await self._delete_streams(now_ms)
        forget = partial(forget_idempotency_keys, created_before_ms=now_ms - IDEMPOTENCY_KEPT_MS)
        await self._workshop.database.write(forget)
        if any(asdict(cleared).values()):
            log.info("cleared away", **asdict(cleared))
        return cleared

    async def _fail_lost_tasks(self) -> int:
        open_tasks = [task.id for task in await self._workshop.database.read(unfinished)]
        lost = await self._workshop.durable.ended(open_tasks) if open_tasks else set()

        def fail(session: Session) -> int:
            return sum(end_without_success(session, self._workshop.durable, task_id, LOST) for task_id in lost)

        return await self._workshop.database.write(fail) if lost else 0

    async def _fail_lost_deliveries(self) -> None:
        open_deliveries = [delivery.id for delivery in await self._workshop.database.read(waiting)]
        lost = await self._workshop.durable.ended(open_deliveries) if open_deliveries else set()
        for delivery_id in sorted(lost):
            await self._workshop.database.write(partial(_give_up, delivery_id=delivery_id))

    async def _delete_files(self, now_ms: int) -> int:
        database, count = self._workshop.database, 0
        while files := await database.read(partial(expired_files, now=now_ms, limit=BATCH)):
            await self._workshop.blobs.delete([file.key for file in files])
            await database.write(partial(mark_deleted, ids=[file.id for file in files], deleted_ms=now_ms))
            count += len(files)
        return count

    async def _delete_takes(self, now_ms: int) -> int:
        database, count = self._workshop.database, 0
        while takes := await database.read(partial(expired_takes, now=now_ms, limit=BATCH)):
            for take in takes:
                await self._workshop.blobs.delete_prefix(take_prefix(take.audio_id))
                await self._workshop.blobs.delete_prefix(stream_prefix(take.audio_id))
            await database.write(partial(_takes_are_gone, takes=takes, deleted_ms=now_ms))
            count += len(takes)
        return count

    async def _delete_streams(self, now_ms: int) -> None:
        until_ms = now_ms - HOUR_MS
        from_ms = self._streams_cleared_until_ms
        if from_ms is None:  # the first round looks at everything that may still have parts
            from_ms = until_ms - round(self._workshop.settings.result_days * DAY_MS)
        takes = await self._workshop.database.read(partial(finished_between, after_ms=from_ms, before_ms=until_ms))
        for take in takes:
            await self._workshop.blobs.delete_prefix(stream_prefix(take.audio_id))
        self._streams_cleared_until_ms = until_ms

    async def _remove_folders(self) -> int:
        """Remove the work folders of tasks that have ended, or that nobody knows."""
        work = self._workshop.settings.work
        folders = await asyncio.to_thread(lambda: sorted(work.iterdir()) if work.is_dir() else [])
        names = [folder.name for folder in folders]
        ended = await self._workshop.database.read(partial(_ended, task_ids=names)) if names else set()
        for folder in folders:
            if folder.name in ended:
                await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        return len(ended)


def _give_up(session: Session, delivery_id: str) -> None:
    delivery = find_delivery(session, delivery_id)
    if delivery is not None and delivery.state == DeliveryState.WAITING:
        finish_delivery(session, delivery_id, DeliveryState.FAILED)


def _ended(session: Session, task_ids: list[str]) -> set[str]:
    tasks = {task_id: find_task(session, task_id) for task_id in task_ids}
    return {task_id for task_id, task in tasks.items() if task is None or Status(task.status).is_final}


def _takes_are_gone(session: Session, takes: list[Take], deleted_ms: int) -> None:
    mark_takes_deleted(session, [take.audio_id for take in takes], deleted_ms)
    for task_id in sorted({take.task_id for take in takes}):
        mark_results_deleted(session, task_id, deleted_ms)
