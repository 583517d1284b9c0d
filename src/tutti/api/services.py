"""What the routes stand on: settings, database, objects, the secret and the door to the jobs, made once by `serve`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Protocol

from fastapi import Depends, Request

from tutti.base.secret import Secret
from tutti.base.settings import Settings
from tutti.jobs.orders import Order
from tutti.store.blobs import Blobs
from tutti.store.database import Database, Session


class Jobs(Protocol):
    """The part of the jobs that the routes use; `tutti.jobs.jobs.Jobs` is the real one."""

    @property
    def is_ready(self) -> bool:
        """Whether work that is submitted now will be run."""
        ...

    async def submit(self, order: Order, admit: Callable[[Session], None] | None = None) -> str:
        """Take an order: `admit` it, charge it, write its task and queue it in one transaction; returns the task id."""
        ...

    async def cancel(self, task_id: str) -> bool:
        """Stop a task that is not finished; False where there was nothing to stop."""
        ...

    async def redeliver(self, delivery_id: str) -> str:
        """Send a callback once more; returns the id of the new delivery."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything a route may use."""

    settings: Settings
    database: Database
    blobs: Blobs
    secret: Secret
    jobs: Jobs


async def services_of(request: Request) -> Services:
    """The services the application was made with; async, or the framework would run it on a thread."""
    services = request.app.state.services
    assert isinstance(services, Services)
    return services


TheServices = Annotated[Services, Depends(services_of)]
