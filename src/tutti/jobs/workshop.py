"""What the workflows work with: made once by `Jobs`, handed to each of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from tutti.base.secret import Secret
from tutti.base.settings import Settings
from tutti.jobs.durable import Durable
from tutti.store.blobs import Blobs
from tutti.store.database import Database
from tutti.webhooks.addresses import OutboundRules

OnEvent = Callable[[dict[str, Any]], Awaitable[None] | None]


class Engine(Protocol):
    """The engine, leased to one task."""

    async def call(
        self, verb: str, arguments: dict[str, Any], *, on_event: OnEvent | None = None, timeout_seconds: float
    ) -> dict[str, Any]:
        """Let the engine do a verb; cancelling the call ends the engine's process."""
        ...


class Engines(Protocol):
    """Whoever leases engines."""

    def lease(self, task_id: str) -> AbstractAsyncContextManager[Engine]:
        """An engine for a task alone, the one that served it before where that can be."""
        ...

    async def close(self) -> None:
        """End all engines."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Settings, stores and engines."""

    settings: Settings
    database: Database
    blobs: Blobs
    secret: Secret
    rules: OutboundRules
    durable: Durable
    engines: Engines

    def folder(self, task_id: str) -> Path:
        """The scratch folder of a task."""
        return self.settings.work / task_id
