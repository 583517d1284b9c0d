"""Uploads on their way: written to a scratch file on the data disk as they come, counted, and kept when they are whole.

Memory stays the same whatever is sent. A file appears under its key at once and whole; the last upload of a key wins,
and its row tells of that one, since storing and writing down are one at a time.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

from fastapi import Request

from tutti.api.envelope import Refused
from tutti.api.file_types import HEAD_BYTES, file_type
from tutti.api.services import Services
from tutti.base.clock import now_ms
from tutti.store.files import UPLOAD, NewFile, add_file
from tutti.store.models import File

TOO_LARGE = 413
SPOOL_FOLDER = "spool"
LEFT_BEHIND_SECONDS = 3600.0
DAY_MS = 86_400_000
WRITE_BYTES = 1 << 20
ETAG_CHARACTERS = 32


class SpoolFile:
    """A scratch file that takes at most `limit_bytes`."""

    def __init__(self, path: Path, limit_bytes: int) -> None:
        self.path = path
        self.bytes = 0
        self._limit_bytes = limit_bytes
        self._waiting = bytearray()

    async def write(self, piece: bytes | memoryview) -> None:
        """Take the next bytes.

        Raises:
            Refused: there are more than allowed.
        """
        self.bytes += len(piece)
        if self.bytes > self._limit_bytes:
            raise too_large(self._limit_bytes)
        self._waiting += piece
        if len(self._waiting) >= WRITE_BYTES:
            await self.flush()

    async def flush(self) -> None:
        """Have everything on disk."""
        waiting, self._waiting = self._waiting, bytearray()
        await asyncio.to_thread(_append, self.path, waiting)


class UploadSpool:
    """The scratch folder of an application, and the desk where uploads are kept."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._folder = services.settings.data.resolve() / SPOOL_FOLDER
        self._keeping = asyncio.Lock()
        self.decoding = asyncio.Lock()  # whoever has to hold a whole upload in memory does so alone

    @contextlib.contextmanager
    def file(self, limit_bytes: int) -> Iterator[SpoolFile]:
        """A scratch file for one upload; removed in the end."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        path = self._folder / secrets.token_hex(16)
        try:
            yield SpoolFile(path, limit_bytes)
        finally:
            path.unlink(missing_ok=True)

    async def keep(self, path: Path, *, account_id: int, key: str, name: str) -> File:
        """Store a whole file under a key, and write it down."""
        size, etag, head = await asyncio.to_thread(_measured, path)
        async with self._keeping:
            await self._services.blobs.put_file(key, path)
            new = NewFile(
                account_id=account_id,
                kind=UPLOAD,
                name=name,
                key=key,
                content_type=file_type(head, name),
                bytes=size,
                etag=etag,
                expires_ms=now_ms() + round(self._services.settings.upload_days * DAY_MS),
            )
            return await self._services.database.write(lambda session: add_file(session, new))

    def _sweep(self) -> None:
        """Remove what a server that was killed has left."""
        before = time.time() - LEFT_BEHIND_SECONDS
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()


def spool_of(request: Request, services: Services) -> UploadSpool:
    """The spool of this application."""
    app_state = request.app.state
    if not hasattr(app_state, "upload_spool"):
        app_state.upload_spool = UploadSpool(services)
    spool: UploadSpool = app_state.upload_spool
    return spool


def too_large(limit_bytes: int) -> Refused:
    """The refusal of what is larger than allowed."""
    return Refused(TOO_LARGE, f"The upload cannot exceed {limit_bytes / 1_000_000:g} MB")


def refuse_declared(request: Request, limit_bytes: int, overhead_bytes: int = 0) -> None:
    """Refuse a body that says of itself that it is too large, before any of it is read.

    Args:
        request: whose body it is.
        limit_bytes: how large a file may be.
        overhead_bytes: how much may come beside the file.

    Raises:
        Refused: it does.
    """
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdecimal() and int(declared[:20]) > limit_bytes + overhead_bytes:
        raise too_large(limit_bytes)


def _append(path: Path, waiting: bytearray) -> None:
    with path.open("ab") as file:
        file.write(waiting)


def _measured(path: Path) -> tuple[int, str, bytes]:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return path.stat().st_size, digest[:ETAG_CHARACTERS], head
