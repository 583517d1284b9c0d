"""A data folder with an account, an upload and the jobs, run by a small engine."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from tests.unit.jobs.small_engine import SmallEngines

from tutti.base.links import upload_link
from tutti.base.secret import Secret
from tutti.base.settings import Settings
from tutti.jobs.jobs import Jobs
from tutti.jobs.orders import Operation, Order
from tutti.store.blobs import Blobs
from tutti.store.database import Database
from tutti.store.models import Status, Step, Task
from tutti.store.steps import steps_of
from tutti.store.tasks import find_task

SECRET = Secret(b"s" * 32)
BASE_URL = "https://studio.example"
UPLOAD_KEY = "uploads/100001/voices/voice.wav"
MOST_SECONDS = 60.0

T = TypeVar("T")


@dataclass(slots=True, kw_only=True)
class Rig:
    """One data folder; `jobs` is there while it is running."""

    settings: Settings
    database: Database
    blobs: Blobs
    engines: SmallEngines
    account_id: int
    jobs: Jobs

    def order(self, **fields: Any) -> Order:
        request = {
            "uploadUrl": upload_link(BASE_URL, SECRET, UPLOAD_KEY),
            "title": "Carry me over",
            "tags": "pop",
            "negativeTags": "",
        }
        values: dict[str, Any] = {
            "account_id": self.account_id,
            "operation": Operation.ADD_INSTRUMENTAL,
            "request": {**request, **fields.pop("request", {})},
            "param": "{}",
            "callback_url": None,
            "base_url": BASE_URL,
            "model": "V5",
            "idempotency_key": None,
            "request_digest": "d",
        }
        return Order(**{**values, **fields})

    def read(self, work: Callable[[Session], T]) -> T:
        return self.database.read_now(work)

    def task(self, task_id: str) -> Task:
        task = self.read(lambda session: find_task(session, task_id))
        assert task is not None
        return task

    def steps(self, task_id: str) -> list[Step]:
        return self.read(lambda session: steps_of(session, task_id))

    async def ended(self, task_id: str) -> Task:
        """Wait until the task has ended."""
        await until(lambda: Status(self.task(task_id).status).is_final)
        return self.task(task_id)

    async def over(self, task_id: str) -> None:
        """Wait until the task's workflow has ended, tidying and all."""
        deadline = time.monotonic() + MOST_SECONDS
        while task_id not in await self.jobs.workshop.durable.ended([task_id]):
            assert time.monotonic() < deadline, "the workflow never ended"
            await asyncio.sleep(0.02)

    async def calls(self, verb: str, count: int = 1) -> None:
        """Wait until the engine was called so often for a verb."""
        await until(lambda: sum(called == verb for _, called in self.engines.calls) >= count)


async def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it never came to be so"
        await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def running(rig: Rig) -> AsyncIterator[Rig]:
    """Run a server's jobs on the data folder for as long as the block lasts."""
    rig.engines.is_closed = False
    rig.jobs = new_jobs(rig.settings, rig.database, rig.blobs, rig.engines)
    await rig.jobs.start()
    try:
        yield rig
    finally:
        await rig.jobs.stop()


def new_jobs(settings: Settings, database: Database, blobs: Blobs, engines: SmallEngines) -> Jobs:
    return Jobs(settings, database, blobs, SECRET, engines=engines, polling_seconds=0.05)


def work_folder(rig: Rig, task_id: str) -> Path:
    return rig.settings.work / task_id
