"""Objects by key: a local folder, or a bucket by its URL (s3://, gs://, az://), through obstore.

An object appears whole or not at all. Keys are slash-separated; what may stand in them is the store's own affair: keys
are quoted here, so that any name can be one.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import obstore
from obstore.exceptions import GenericError
from obstore.store import LocalStore, from_url

from tutti.base.errors import OutputUnwritable

CHUNK_BYTES = 1 << 18
_SAFE = "/-_.~ ()"


class Blobs:
    """The object store.

    Args:
        place: a folder, or the URL of a bucket.
    """

    def __init__(self, place: str) -> None:
        if "://" in place:
            self._store: Any = from_url(place)
        else:
            self._store = LocalStore(prefix=str(Path(place).absolute()), mkdir=True, automatic_cleanup=True)

    async def put_bytes(self, key: str, content: bytes) -> None:
        """Store an object.

        Raises:
            OutputUnwritable: in a local folder, an object and a folder cannot have the same name.
        """
        with _names_in_the_way(key):
            await obstore.put_async(self._store, _quoted(key), content)

    async def put_file(self, key: str, path: Path) -> None:
        """Store the contents of a file.

        Raises:
            OutputUnwritable: in a local folder, an object and a folder cannot have the same name.
        """
        with _names_in_the_way(key):
            await obstore.put_async(self._store, _quoted(key), path, max_concurrency=2)  # each holds 5 MB

    async def read(self, key: str) -> bytes | None:
        """A whole object, None where there is none: for small ones."""
        try:
            found = await obstore.get_async(self._store, _quoted(key))
            return bytes(await found.bytes_async())
        except FileNotFoundError:
            return None

    async def size(self, key: str) -> int | None:
        """How many bytes an object has, None where there is none."""
        try:
            return int((await obstore.head_async(self._store, _quoted(key)))["size"])
        except FileNotFoundError:
            return None

    async def stream(self, key: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` to before `end`, in pieces; ends early where the object is gone."""
        quoted = _quoted(key)
        for at in range(start, end, CHUNK_BYTES):
            try:
                piece = await obstore.get_range_async(self._store, quoted, start=at, end=min(at + CHUNK_BYTES, end))
            except FileNotFoundError:
                return
            yield bytes(piece)

    async def copy_to(self, key: str, path: Path) -> bool:
        """Write an object into a file; False where there is none."""
        size = await self.size(key)
        if size is None:
            return False
        with path.open("wb") as file:
            async for piece in self.stream(key, 0, size):
                file.write(piece)
        return True

    async def delete(self, keys: Iterable[str]) -> None:
        """Remove objects; those that are gone already are no matter."""
        for key in keys:
            with contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._store, _quoted(key))

    async def delete_prefix(self, prefix: str) -> None:
        """Remove all objects under a prefix, which ends at a slash."""
        found: list[str] = []
        async for batch in obstore.list(self._store, prefix=_quoted(prefix.rstrip("/"))):
            found += [item["path"] for item in batch]
        for path in found:
            with contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._store, path)


@contextlib.contextmanager
def _names_in_the_way(key: str) -> Iterator[None]:
    """Tell what only a local folder refuses; obstore has no error of its own for it."""
    try:
        yield
    except GenericError as error:
        if not any(f"(os error {number})" in str(error) for number in (errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY)):
            raise
        raise OutputUnwritable(
            f"{key!r} cannot be stored: a file has the name of one of its folders, or a folder has its own; "
            "choose another name"
        ) from error


def _quoted(key: str) -> str:
    return quote(key, safe=_SAFE)
