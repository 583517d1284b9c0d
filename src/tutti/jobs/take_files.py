"""The files of a take and of its task, from the work folder into the object store.

Objects are put first and written down afterwards, in the transaction that ends the step; a repeat puts the same bytes
under the same keys.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from pathlib import Path

from tutti.base.clock import now_ms
from tutti.jobs.workshop import Workshop
from tutti.store.files import RESULT, NewFile
from tutti.store.models import Task
from tutti.store.object_keys import take_key

DAY_MS = 86_400_000
ETAG_CHARACTERS = 32
CONTENT_TYPES = {
    ".mp3": "audio/mpeg",
    ".flac": "audio/flac",
    ".jpeg": "image/jpeg",
    ".json": "application/json",
    ".mid": "audio/midi",
    ".txt": "text/plain; charset=utf-8",
    ".lrc": "text/plain; charset=utf-8",
}
LISTENING = "listening.json"


def expiry_ms(workshop: Workshop) -> int:
    """Until when results made now are kept."""
    return now_ms() + round(workshop.settings.result_days * DAY_MS)


async def put_take_files(
    workshop: Workshop, task: Task, audio_id: str, folder: Path, names: Sequence[str]
) -> list[NewFile]:
    """Store files of a take; returns what is to be written down of them."""
    expires_ms = expiry_ms(workshop)
    return [
        await _put(workshop, task, folder / name, take_key(audio_id, name), name, audio_id, expires_ms)
        for name in names
    ]


async def put_listening(workshop: Workshop, task: Task, folder: Path) -> NewFile:
    """Store what was heard in the upload."""
    key = f"tasks/{task.id}/{LISTENING}"
    return await _put(workshop, task, folder / LISTENING, key, LISTENING, None, expiry_ms(workshop))


async def _put(
    workshop: Workshop, task: Task, path: Path, key: str, name: str, audio_id: str | None, expires_ms: int
) -> NewFile:
    await workshop.blobs.put_file(key, path)
    size, digest = await asyncio.to_thread(_measured, path)
    return NewFile(
        account_id=task.account_id,
        kind=RESULT,
        name=name,
        key=key,
        content_type=CONTENT_TYPES[path.suffix],
        bytes=size,
        etag=digest[:ETAG_CHARACTERS],
        expires_ms=expires_ms,
        task_id=task.id,
        audio_id=audio_id,
    )


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
