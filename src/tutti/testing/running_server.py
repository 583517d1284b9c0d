"""A real server as a process tree of its own, for the demo, the tests and the bench."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60.0
STOP_SECONDS = 30.0
_ADDRESS = re.compile(r"listening on (http://\S+)")
_KEY = re.compile(r"API key, shown this once: (\S+)")


@dataclass(kw_only=True)
class RunningServer:
    """A server that listens.

    Attributes:
        url: where it listens.
        key: the first key, where this start was the one that made it.
        process: its root process, the leader of a session of its own.
    """

    url: str
    key: str | None
    process: subprocess.Popen[bytes]

    def stop(self) -> int:
        """Ask it to stop, as an operator would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        """Kill the whole process tree at once, as a power cut would."""
        for pid in process_tree(self.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait(STOP_SECONDS)


@contextmanager
def running_server(
    data: Path, *, port: int = 0, environment: Mapping[str, str] | None = None, log: Path | None = None
) -> Iterator[RunningServer]:
    """Start `tutti serve` on a data folder and wait until it listens; it is stopped in the end.

    Args:
        data: the data folder; kept.
        port: 0 takes a free one.
        environment: settings, besides those of this process.
        log: where its stderr goes; beside the data folder by default.
    """
    data.parent.mkdir(parents=True, exist_ok=True)
    log = log or data.with_name(f"{data.name}.log")
    command = [sys.executable, "-m", "tutti.cli", "serve", "--port", str(port), "--data", str(data)]
    with log.open("ab") as errors:
        process = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            stdout=subprocess.PIPE,
            stderr=errors,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            env={**os.environ, **(environment or {})},
        )
    server = RunningServer(url="", key=None, process=process)
    try:
        told = _told(process, log)
        server.url = _ADDRESS.findall(told)[0]
        server.key = next(iter(_KEY.findall(told)), None)
        yield server
    finally:
        if process.poll() is None:
            server.stop()
        assert process.stdout is not None
        process.stdout.close()


def process_tree(root: int) -> list[int]:
    """The process and all its descendants, the root first."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text(encoding="utf-8")
        except (FileNotFoundError, ProcessLookupError):
            continue
        parent = int(status.rpartition(")")[2].split()[1])
        children.setdefault(parent, []).append(int(folder.name))
    tree = [root]
    for pid in tree:
        tree.extend(children.get(pid, ()))
    return tree


def _told(process: subprocess.Popen[bytes], log: Path) -> str:
    """What the server says until it listens."""
    assert process.stdout is not None
    told = b""
    deadline = time.monotonic() + START_SECONDS
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while not _ADDRESS.search(told.decode(errors="replace")):
            if not selector.select(timeout=max(0.0, deadline - time.monotonic())):
                raise TimeoutError(f"the server does not listen after {START_SECONDS:g} s; see {log}")
            piece = os.read(process.stdout.fileno(), 1 << 16)
            if not piece:
                raise RuntimeError(f"the server ended with {process.wait()}; see {log}: {_tail(log)}")
            told += piece
    return told.decode(errors="replace")


def _tail(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]
