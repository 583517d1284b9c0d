"""The door to the jobs: submit, cancel, redeliver, and the life of everything behind it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.base.secret import Secret
from tutti.base.settings import Settings
from tutti.jobs.callbacks import DELIVER, Callbacks, queue_again
from tutti.jobs.durable import POLLING_SECONDS, Durable, QueuedWorkflow, QueueName
from tutti.jobs.engine_client import EngineProcesses
from tutti.jobs.failures import CANCELLED, end_without_success
from tutti.jobs.folder_lock import FolderLock
from tutti.jobs.housekeeping import Housekeeping
from tutti.jobs.music_task import MAKE_MUSIC, MusicTask
from tutti.jobs.order_book import book
from tutti.jobs.orders import Order
from tutti.jobs.step_edge import StepEdge
from tutti.jobs.workshop import Engines, Workshop
from tutti.store.blobs import Blobs
from tutti.store.database import Database
from tutti.webhooks.addresses import OutboundRules

HOUSEKEEPING_SECONDS = 600.0

log = structlog.get_logger(__name__)


class Jobs:
    """Runs the tasks of one data folder.

    Args:
        settings: how.
        database: migrated; the caller closes it after `stop`.
        blobs: where results go.
        secret: what links and callbacks are signed with.
        engines: who makes the music; processes of this machine where not given.
        polling_seconds: how late queued work may begin.
    """

    def __init__(
        self,
        settings: Settings,
        database: Database,
        blobs: Blobs,
        secret: Secret,
        *,
        engines: Engines | None = None,
        polling_seconds: float = POLLING_SECONDS,
    ) -> None:
        self._database = database
        self._durable = Durable(database.url, songs_at_once=settings.songs_at_once, polling_seconds=polling_seconds)
        self._engines = engines or EngineProcesses(
            memory_bytes=settings.engine_memory_bytes, idle_seconds=settings.engine_idle_seconds
        )
        self.workshop = Workshop(
            settings=settings,
            database=database,
            blobs=blobs,
            secret=secret,
            rules=OutboundRules.parse(settings.outbound_allow),
            durable=self._durable,
            engines=self._engines,
        )
        self._edge = StepEdge(self.workshop)
        self._lock = FolderLock(settings.data.resolve())
        self.housekeeping = Housekeeping(self.workshop)
        self._rounds: asyncio.Task[None] | None = None

    @property
    def is_ready(self) -> bool:
        """Whether work that is submitted now will be run."""
        return self._durable.is_running

    async def start(self) -> None:
        """Go on with what was left unfinished, and take orders.

        Raises:
            DataFolderBusy: another server works on the data folder.
        """
        self._lock.acquire()
        music, callbacks = MusicTask(self.workshop, self._edge), Callbacks(self.workshop)
        await self._durable.start({MAKE_MUSIC: music.run, DELIVER: callbacks.deliver})
        self._rounds = asyncio.create_task(self._keep_house())

    async def stop(self) -> None:
        """Take no more orders, end the engines and leave; unfinished tasks go on at the next start."""
        if self._rounds is not None:
            self._rounds.cancel()
            await asyncio.wait({self._rounds})
        await self._durable.stop()
        await self._engines.close()
        self._lock.release()

    async def submit(self, order: Order, admit: Callable[[Session], None] | None = None) -> str:
        """Take an order; returns the id of its task, in one transaction with the charge and the queueing.

        Args:
            order: what is asked for.
            admit: runs first in that transaction; what it raises undoes all.

        Raises:
            CreditsShort: the account cannot pay for it.
            IdempotencyConflict: the idempotency key was used for another request.
        """
        return await self._database.write(lambda session: self._submitted(session, order, admit))

    async def cancel(self, task_id: str) -> bool:
        """End a task and give its credits back; False where it had ended before."""
        is_cancelled = await self._database.write(
            lambda session: end_without_success(session, self._durable, task_id, CANCELLED)
        )
        if is_cancelled:
            self._edge.abandon(task_id)
        return is_cancelled

    async def redeliver(self, delivery_id: str) -> str:
        """Send the body of a callback once more; returns the id of the new delivery.

        Raises:
            RecordMissing: there is no such delivery.
        """
        return await self._database.write(lambda session: queue_again(session, self._durable, delivery_id))

    def _submitted(self, session: Session, order: Order, admit: Callable[[Session], None] | None) -> str:
        if admit is not None:
            admit(session)
        task = book(session, order)
        if task.is_new:
            job = QueuedWorkflow(
                workflow=MAKE_MUSIC, subject=task.id, queue=QueueName.SONGS, partition=str(order.account_id)
            )
            self._durable.enqueue(session, job)
        return task.id

    async def _keep_house(self) -> None:
        while True:
            work = asyncio.create_task(self.housekeeping.clear(now_ms()))
            try:
                await asyncio.wait({work})
            finally:
                work.cancel()
            error = work.exception()
            if error is not None:  # the next round tries again
                log.error("housekeeping failed", exc_info=error)
            await asyncio.sleep(HOUSEKEEPING_SECONDS)
