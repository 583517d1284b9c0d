"""One data folder, one server: a lock that the kernel drops when the process dies, however it dies.

That one server owns the folder is what lets it take over, at its start, every workflow it finds unfinished.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from tutti.base.errors import DataFolderBusy

LOCK_FILE = "lock"


class FolderLock:
    """Held from `acquire` to `release`, or to the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_FILE
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the folder.

        Raises:
            DataFolderBusy: another server has it.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            raise DataFolderBusy(
                f"another server (process {holder or 'unknown'}) works on {self._path.parent}; stop it first, "
                "or name another folder with --data"
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the folder back."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
