"""An engine that is there at once: it leaves the same kinds of files as the real one, a few bytes each."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from tutti.jobs.workshop import OnEvent

FILES = ("master.mp3", "master.flac", "stems/bass.flac", "score.json", "score.mid", "chords.txt", "report.json")
PARTS = 3


class SmallEngines:
    """Engines of this process.

    Attributes:
        calls: every call that was begun: task and verb, with the number for takes.
        running: tasks that have an engine now.
        most_running: the most tasks that ever had one at a time.
        gates: verbs that wait until their gate is opened.
        errors: verbs that fail.
        cancelled: calls that were cancelled.
    """

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.running: set[str] = set()
        self.most_running = 0
        self.gates: dict[str, asyncio.Event] = {}
        self.errors: dict[str, Exception] = {}
        self.cancelled: list[tuple[str, str]] = []
        self.is_closed = False

    @contextlib.asynccontextmanager
    async def lease(self, task_id: str) -> AsyncIterator[SmallEngine]:
        self.running.add(task_id)
        self.most_running = max(self.most_running, len(self.running))
        try:
            yield SmallEngine(self, task_id)
        finally:
            self.running.discard(task_id)

    async def close(self) -> None:
        self.is_closed = True

    def verbs(self, task_id: str) -> list[str]:
        return [verb for task, verb in self.calls if task == task_id]


class SmallEngine:
    def __init__(self, engines: SmallEngines, task_id: str) -> None:
        self._engines = engines
        self._task_id = task_id

    async def call(
        self, verb: str, arguments: dict[str, Any], *, on_event: OnEvent | None = None, timeout_seconds: float
    ) -> dict[str, Any]:
        assert timeout_seconds > 0
        name = verb if verb != "take" else f"take_{arguments['number']}"
        self._engines.calls.append((self._task_id, name))
        try:
            if gate := self._engines.gates.get(name):
                await gate.wait()
        except asyncio.CancelledError:
            self._engines.cancelled.append((self._task_id, name))
            raise
        if error := self._engines.errors.get(name):
            raise error
        folder = Path(arguments["folder"])
        assert folder.is_dir()
        match verb:
            case "listen":
                return _listen(folder, arguments)
            case "plan":
                return _plan(folder, arguments)
            case _:
                return await _take(folder, int(arguments["number"]), on_event)


def _listen(folder: Path, arguments: dict[str, Any]) -> dict[str, Any]:
    assert Path(arguments["upload"]).read_bytes()
    (folder / "heard.json").write_text("{}")
    (folder / "listening.json").write_text(json.dumps({"tempo_bpm": 100.0, "hints": arguments["hints"]}))
    return {"duration_seconds": 12.0, "notes": [], "tempo_bpm": 100.0, "meter": "4/4", "key": "C major"}


def _plan(folder: Path, arguments: dict[str, Any]) -> dict[str, Any]:
    assert (folder / "heard.json").exists()
    (folder / "plan.json").write_text(json.dumps(arguments["seed"]))
    for number in range(1, arguments["takes"] + 1):
        (folder / f"take-{number}").mkdir(exist_ok=True)
        (folder / f"take-{number}" / "cover.jpeg").write_bytes(b"cover %d" % number)
    return {"title": arguments["request"]["title"], "tags": "pop", "lyrics": "", "unknown_words": []}


async def _take(folder: Path, number: int, on_event: OnEvent | None) -> dict[str, Any]:
    seed = json.loads((folder / "plan.json").read_text())
    target = folder / f"take-{number}"
    (target / "parts").mkdir(exist_ok=True)
    for part in range(PARTS):
        path = target / "parts" / f"{part:05d}.mp3"
        path.write_bytes(b"part %d of take %d, seed %d" % (part, number, seed))
        for event in (
            {"event": "progress", "stage": "mix", "fraction": (part + 1) / PARTS},
            {"event": "part", "number": part, "path": str(path)},
        ):
            if on_event is not None and (waiting := on_event(event)) is not None:
                await waiting
    for name in FILES:
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(f"{name} of take {number}, seed {seed}".encode())
    return {
        "duration_seconds": 12.5,
        "files": [{"name": name, "bytes": (target / name).stat().st_size} for name in FILES],
    }
