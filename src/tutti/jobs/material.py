"""What the steps of a task leave for each other in its work folder: the upload, what was heard, the plan.

A crash may take the folder with it, or leave half a file; what is missing when a step needs it is made again, from
the request and the seed, and is the same. That something is whole is said by its note, a JSON file that appears
last and at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tutti.base.errors import FetchFailed
from tutti.base.progress import Progress, part
from tutti.jobs.orders import HINTS, Operation
from tutti.jobs.word_settings import asking_seconds, word_fields
from tutti.jobs.workshop import OnEvent, Workshop
from tutti.store.models import Task
from tutti.store.object_keys import own_object
from tutti.webhooks.fetch import FetchLimits, fetch

TAKES = 2
ENGINE_TASKS = {Operation.ADD_INSTRUMENTAL: "accompany", Operation.ADD_VOCALS: "sing"}
PLAN_SECONDS = 120.0


class Material:
    """The work folder of one task."""

    def __init__(self, workshop: Workshop, task: Task) -> None:
        self._workshop = workshop
        self._task = task
        self.folder = workshop.folder(task.id)

    @property
    def upload(self) -> Path:
        """Where the upload lies once fetched."""
        return self.folder / "upload"

    def take_folder(self, number: int) -> Path:
        """Where the files of a take are made."""
        return self.folder / f"take-{number}"

    async def fetched(self, progress: Progress) -> dict[str, Any]:
        """Have the upload in the folder."""
        note = self._note("fetch")
        if note is None or not self.upload.exists():
            await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
            await self._fetch(str(self._task.request["uploadUrl"]), progress)
            note = await self._noted("fetch", {"bytes": self.upload.stat().st_size})
        return note

    async def heard(self, progress: Progress) -> dict[str, Any]:
        """Have the upload listened to."""
        note = self._note("listen")
        if note is None:
            await self.fetched(part(progress, 0.0, 0.05))
            request = self._task.request
            arguments = {
                "task": ENGINE_TASKS[Operation(self._task.operation)],
                "upload": str(self.upload),
                "folder": str(self.folder),
                "hints": {name: request[sent] for name, sent in HINTS.items() if request.get(sent) is not None},
            }
            seconds = self._workshop.settings.listen_seconds
            heard = await self.engine("listen", arguments, seconds, following(part(progress, 0.05, 1.0)))
            note = await self._noted("listen", heard)
        return note

    async def planned(self, progress: Progress) -> dict[str, Any]:
        """Have the takes planned: their words, form and covers."""
        note = self._note("plan")
        if note is None:
            await self.heard(part(progress, 0.0, 0.5))
            arguments = {
                "operation": self._task.operation,
                "request": self._task.request,
                "folder": str(self.folder),
                "seed": self._task.seed,
                "takes": TAKES,
                "words": word_fields(self._workshop.settings),
            }
            seconds = PLAN_SECONDS + asking_seconds(self._workshop.settings)
            note = await self._noted("plan", await self.engine("plan", arguments, seconds, following(progress)))
        return note

    async def engine(
        self, verb: str, arguments: dict[str, Any], timeout_seconds: float, on_event: OnEvent
    ) -> dict[str, Any]:
        """Let the engine do a verb for this task."""
        async with self._workshop.engines.lease(self._task.id) as engine:
            return await engine.call(verb, arguments, on_event=on_event, timeout_seconds=timeout_seconds)

    async def _fetch(self, url: str, progress: Progress) -> None:
        settings, blobs = self._workshop.settings, self._workshop.blobs
        own = own_object(url, self._workshop.secret)
        if own is not None and await blobs.copy_to(own.key, self.upload):
            return
        if own is not None and own.is_upload:
            raise FetchFailed(
                f"the upload {own.key!r} is gone: uploads are kept {settings.upload_days:g} days. Send it again."
            )
        limits = FetchLimits(max_bytes=settings.upload_bytes, wall_seconds=settings.fetch_seconds)
        await fetch(url, self.upload, rules=self._workshop.rules, limits=limits, progress=progress)

    def _note(self, name: str) -> dict[str, Any] | None:
        try:
            note = json.loads((self.folder / f"{name}.note.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        assert isinstance(note, dict)
        return note

    async def _noted(self, name: str, note: dict[str, Any]) -> dict[str, Any]:
        path = self.folder / f"{name}.note.json"
        scratch = path.with_suffix(".part")
        scratch.write_text(json.dumps(note), encoding="utf-8")
        scratch.replace(path)
        return note


def following(progress: Progress) -> Callable[[dict[str, Any]], None]:
    """Take the progress out of the engine's events."""

    def on_event(event: dict[str, Any]) -> None:
        if event.get("event") == "progress":
            progress(float(event["fraction"]))

    return on_event
