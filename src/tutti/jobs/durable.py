"""Durable workflows on DBOS Transact 3.4; the only module that knows its traps.

A workflow is an async function of one text, the id of what it works on; a step is an async function whose JSON result
is kept, so that a workflow that is run again after a crash repeats only the step that was running. Each start of the
server has an executor id of its own; its data folder is its alone, so whatever other executors left is taken over at
once. DBOS leaves SQLite in the slow rollback journal, pickles by default, pins workflows to a hash of their source
unless told a version, finds queued work by polling, and orders it on SQLite by whole seconds.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

APPLICATION = "tutti"
WORKFLOW_SHAPE = "1"  # to be raised only where running workflows cannot go on under new code
THREADS = 16
POOL_CONNECTIONS = 8
CALLBACKS_AT_ONCE = 100  # deliveries sleep most of the time
POLLING_SECONDS = 0.5  # how late queued work may begin; one poll a second costs 0.4 % of a core
SCHEDULER_POLLING_SECONDS = 3600.0  # nothing is scheduled through DBOS
TAKE_OVER_ROUNDS = 5
ENDED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]

Workflow = Callable[[str], Awaitable[None]]


class QueueName(StrEnum):
    """The queues; the value is stored."""

    SONGS = "songs"
    CALLBACKS = "callbacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedWorkflow:
    """A workflow to be run once.

    Attributes:
        workflow: the name it was started under.
        subject: what it works on; the id of the workflow too, so queueing it again changes nothing.
        partition: of one partition of `callbacks` one workflow runs at a time, in order; of `songs` each partition
            has the same chance to be next.
        place: of one partition the smallest goes first, from 1; of equals the oldest, by whole seconds.
    """

    workflow: str
    subject: str
    queue: QueueName
    partition: str
    place: int = 1


class Durable:
    """The workflow engine of one server.

    Args:
        database_url: the database of the application; DBOS keeps its tables beside.
        songs_at_once: how many workflows of the queue `songs` run at a time.
        polling_seconds: how often each queue is looked at.
    """

    def __init__(self, database_url: str, *, songs_at_once: int, polling_seconds: float = POLLING_SECONDS) -> None:
        self._url = database_url
        self._songs_at_once = songs_at_once
        self._polling_seconds = polling_seconds
        self._executor_id = uuid.uuid4().hex
        self._running: set[asyncio.Task[Any]] = set()
        self._client: DBOSClient | None = None
        self.is_stopping = False

    @property
    def is_running(self) -> bool:
        """Whether queued workflows are being run."""
        return self._client is not None and not self.is_stopping

    async def start(self, workflows: Mapping[str, Workflow]) -> None:
        """Run workflows from now on, first those that an earlier server left unfinished."""
        _use_write_ahead_log(self._url)
        _log_with_everyone()
        DBOS(config=self._config())
        for name, work in workflows.items():
            DBOS.workflow(name=name, max_recovery_attempts=None)(self._tracked(work))
        DBOS.launch()  # on the event loop's own thread: DBOS runs async workflows on the loop that launched it
        await DBOS.register_queue_async(
            QueueName.SONGS,
            worker_concurrency=self._songs_at_once,
            partition_worker_concurrency=self._songs_at_once,
            polling_interval_sec=self._polling_seconds,
            on_conflict="always_update",
        )
        await DBOS.register_queue_async(
            QueueName.CALLBACKS,
            worker_concurrency=CALLBACKS_AT_ONCE,
            partition_concurrency=1,
            polling_interval_sec=self._polling_seconds,
            on_conflict="always_update",
        )
        await asyncio.to_thread(self._take_over)
        self._client = DBOSClient(
            system_database_url=self._url,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
        )

    async def stop(self) -> None:
        """Take no more workflows and leave those that run as they are, for the next start."""
        self.is_stopping = True
        if self._client is None:
            return
        logging.getLogger("dbos").setLevel(logging.CRITICAL)  # it would warn of every workflow that is left
        while self._running:
            for task in self._running:
                task.cancel()
            await asyncio.wait(self._running, timeout=1.0)
        # DBOS lent the loop its threads and ends them now.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
        await asyncio.to_thread(DBOS.destroy, destroy_registry=True)
        self._client.destroy()
        self._client = None

    def enqueue(self, session: Session, job: QueuedWorkflow) -> None:
        """Queue a workflow in the caller's transaction."""
        assert self._client is not None
        options: EnqueueOptions = {
            "workflow_name": job.workflow,
            "workflow_id": job.subject,
            "queue_name": job.queue,
            "queue_partition_key": job.partition,
            "priority": job.place,
        }
        self._client.enqueue_in_transaction(session, options, job.subject)

    async def step(self, name: str, work: Callable[[], Awaitable[Any]]) -> Any:
        """Run `work` once in the life of the running workflow, and give its JSON result."""

        async def run() -> Any:
            return await work()

        return await DBOS.run_step_async({"name": name}, run)

    async def sleep(self, seconds: float) -> None:
        """Let the running workflow sleep; a restart of the server does not start the pause anew."""
        await DBOS.sleep_async(seconds)

    async def ended(self, subjects: Sequence[str]) -> set[str]:
        """Those of the workflows that have ended, well or not: nothing more comes of them."""
        found = await DBOS.list_workflows_async(
            workflow_ids=list(subjects), status=ENDED, load_input=False, load_output=False
        )
        return {workflow.workflow_id for workflow in found}

    async def forget(self, before_ms: int, limit: int) -> int:
        """Delete what is known of workflows that ended before a moment; returns how many."""
        found = await DBOS.list_workflows_async(
            status=ENDED,
            completed_before=datetime.fromtimestamp(before_ms / 1000, tz=UTC).isoformat(),
            limit=limit,
            load_input=False,
            load_output=False,
        )
        if found:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in found])
        return len(found)

    def _config(self) -> DBOSConfig:
        return {
            "name": APPLICATION,
            "system_database_url": self._url,
            "application_version": WORKFLOW_SHAPE,
            "executor_id": self._executor_id,
            "serializer": DBOSPortableJSONSerializer(),
            "sys_db_pool_size": POOL_CONNECTIONS,
            "max_executor_threads": THREADS,
            "notification_listener_polling_interval_sec": max(self._polling_seconds, 0.1),
            "scheduler_polling_interval_sec": SCHEDULER_POLLING_SECONDS,
            "log_level": "WARNING",
        }

    def _tracked(self, work: Workflow) -> Callable[[str], Awaitable[None]]:
        async def workflow(subject: str) -> None:
            task = asyncio.current_task()
            assert task is not None
            if self.is_stopping:  # taken from the queue in the last moment: left as it is for the next start
                raise asyncio.CancelledError
            self._running.add(task)
            try:
                await work(subject)
            finally:
                self._running.discard(task)

        return workflow

    def _take_over(self) -> None:
        """Queue what other executors left running; repeated, for an error may leave rows out."""
        for _ in range(TAKE_OVER_ROUNDS):
            left = DBOS.list_workflows(
                status="PENDING", app_version=WORKFLOW_SHAPE, load_input=False, load_output=False
            )
            dead = {workflow.executor_id for workflow in left if workflow.executor_id} - {self._executor_id}
            if not dead:
                return
            DBOS._recover_pending_workflows(sorted(dead))


def _log_with_everyone() -> None:
    """Keep DBOS from printing in a format of its own: it does so where its logger has no handler yet."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


def _use_write_ahead_log(url: str) -> None:
    """Set the journal of a SQLite file; the mode sticks to the file."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        connection = sqlite3.connect(parsed.database)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.close()
