"""The journal of a server, read, and held, from outside its process."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.0003


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a step."""

    name: str
    finished_ms: int | None
    error: str | None


class Journal:
    """The database of a data folder, opened beside the server."""

    def __init__(self, data: Path) -> None:
        # No timeout: SQLite would wait longer and longer between its tries, and a short step would go by.
        self.connection = sqlite3.connect(data / "tutti.db", isolation_level=None, timeout=0.0)

    def close(self) -> None:
        self.connection.close()

    def starts(self, task_id: str) -> list[Start]:
        rows = self.connection.execute(
            "SELECT name, finished_ms, error FROM step WHERE task_id = ? ORDER BY started_ms, attempt", (task_id,)
        )
        return [Start(*row) for row in rows]

    def is_running(self, task_id: str, name: str) -> bool:
        return any(start.name == name and start.finished_ms is None for start in self.starts(task_id))

    def has_finished(self, task_id: str, name: str) -> bool:
        return any(start.name == name and start.finished_ms and not start.error for start in self.starts(task_id))

    def value(self, query: str, *arguments: object) -> object:
        row = self.connection.execute(query, arguments).fetchone()
        return row[0] if row else None

    @contextmanager
    def held_in(self, task_id: str, name: str, *, seconds: float) -> Iterator[None]:
        """Wait until a step runs, and hold the database for the block: the step cannot come to its end meanwhile.

        Looking holds the database too, for a moment each time, so that a step of a few milliseconds is not missed.
        """
        deadline = time.monotonic() + seconds
        while True:
            assert time.monotonic() < deadline, f"{name} was not seen running; {self.starts(task_id)}"
            if self._hold():
                try:
                    if self.is_running(task_id, name):
                        yield
                        return
                    assert not self.has_finished(task_id, name), f"{name} was missed"
                finally:
                    self.connection.execute("ROLLBACK")
            time.sleep(LOOK_SECONDS)

    def _hold(self) -> bool:
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True
