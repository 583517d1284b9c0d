"""Transactions on SQLite or PostgreSQL.

SQLAlchemy's plain engine runs on threads: one thread hop a transaction is cheaper than one a statement. On SQLite all
writes go through one thread, so no writer ever waits for a lock of this process (write-ahead log, BEGIN IMMEDIATE:
https://sqlite.org/wal.html, https://sqlite.org/lang_transaction.html).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

BUSY_MILLISECONDS = 30_000
READERS = 3
POSTGRES_WRITERS = 4

__all__ = ["Database", "Session"]

T = TypeVar("T")


class Database:
    """Runs functions in transactions.

    Args:
        url: a SQLAlchemy URL: sqlite:///path or postgresql+psycopg://...
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self.engine = _engine(url)
        self._writing = sessionmaker(self.engine, expire_on_commit=False)
        self._reading = sessionmaker(self.engine.execution_options(tutti_reads=True), expire_on_commit=False)
        self._writers = ThreadPoolExecutor(1 if self.is_sqlite else POSTGRES_WRITERS, "database-write")
        self._readers = ThreadPoolExecutor(READERS, "database-read")

    async def write(self, work: Callable[[Session], T]) -> T:
        """Run `work` in one transaction; it is committed when `work` returns, and undone when it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self.write_now, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        """Run `work` on one consistent view of the data; nothing it does is kept."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self.read_now, work)

    def write_now(self, work: Callable[[Session], T]) -> T:
        """`write`, on this thread."""
        with self._writing.begin() as session:
            return work(session)

    def read_now(self, work: Callable[[Session], T]) -> T:
        """`read`, on this thread."""
        with self._reading() as session:
            return work(session)

    def close(self) -> None:
        """Let go of threads and connections; running transactions end first."""
        self._writers.shutdown()
        self._readers.shutdown()
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000})

    @event.listens_for(engine, "connect")
    def _connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MILLISECONDS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        reads = connection.get_execution_options().get("tutti_reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
