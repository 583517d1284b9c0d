"""The journal of a server, read, and slowed down, from outside its process."""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

LOOK_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Start:
    """One start of a step."""

    name: str
    finished_ms: int | None
    error: str | None


class Journal:
    """The database of a data folder, opened beside the server."""

    def __init__(self, data: Path) -> None:
        self.connection = sqlite3.connect(data / "tutti.db", isolation_level=None, timeout=30.0)

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

    def slow_down(self, name: str) -> None:
        """Let the transaction that ends a step take very long, so that a step of milliseconds can be killed."""
        self.connection.executescript(f"""
            DROP TRIGGER IF EXISTS slow_end;
            DROP VIEW IF EXISTS slow;
            CREATE VIEW slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {10**9})
                SELECT count(*) AS last FROM n;
            CREATE TRIGGER slow_end BEFORE UPDATE OF finished_ms ON step WHEN OLD.name = '{name}'
                BEGIN SELECT last FROM slow; END;
        """)

    def speed_up(self) -> None:
        """Let every transaction take the time it takes."""
        self.connection.executescript("DROP TRIGGER IF EXISTS slow_end; DROP VIEW IF EXISTS slow;")

    def wait_until_running(self, task_id: str, name: str, *, seconds: float) -> None:
        """Wait until a step has begun and has not ended."""
        deadline = time.monotonic() + seconds
        while not self.is_running(task_id, name):
            assert time.monotonic() < deadline, f"{name} was not seen running; {self.starts(task_id)}"
            assert not self.has_finished(task_id, name), f"{name} was missed"
            time.sleep(LOOK_SECONDS)
