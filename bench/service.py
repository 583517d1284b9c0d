"""The service table: `python -m bench.service`: what a client of the API waits for, and what an idle server costs.

A server is started as its users start it; a 60 s voice and a 60 s band are sent through both main tasks, one after the
other, with a real receiver of callbacks and a player on the stream. Then twenty submissions are in flight at once.
Memory is the resident set of the server's own process, and of the whole process tree where it says so.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from bench.report import RESULTS
from tutti.sound.audio import Audio
from tutti.sound.encode import write_wav
from tutti.testing.client import StudioClient
from tutti.testing.material import demo_band, demo_voice
from tutti.testing.receiver import Receiver, running_receiver
from tutti.testing.running_server import RunningServer, running_server

UPLOAD_SECONDS = 60.0
SEED = 3
IDLE_SECONDS = 20.0
IN_FLIGHT = 20
ROUNDS = 5
MOST_SECONDS = 300.0
BARS = {
    "submit, median of 20 in flight, ms": 50.0,
    "text callback, s": 10.0,
    "first sound, s": 15.0,
    "both takes, s": 60.0,
    "idle memory of the tree, MB": 250.0,
    "idle processor, % of a core": 3.0,
    "memory of the server process, MB": 300.0,
}
WISHES: dict[str, dict[str, Any]] = {
    "add-instrumental": {"tags": "warm acoustic pop", "title": "Bench"},
    "add-vocals": {"prompt": "a summer night by the river", "style": "pop", "title": "Bench", "vocalGender": "f"},
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and keep the table."""
    parser = argparse.ArgumentParser(prog="bench.service", description="What a client of the API waits for.")
    parser.add_argument("--seconds", type=float, default=UPLOAD_SECONDS, help="length of the uploads")
    chosen = parser.parse_args(arguments)
    environment = {"TUTTI_OUTBOUND_ALLOW": "127.0.0.1", "TUTTI_REQUESTS_PER_10_SECONDS": "100000"}
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="tutti-bench-") as folder:
        uploads = _uploads(Path(folder), chosen.seconds)
        since = time.monotonic()
        with running_server(Path(folder) / "data", environment=environment) as server, running_receiver() as receiver:
            started = time.monotonic() - since
            assert server.key is not None
            idle = {"start, s": started, **_idle(server)}
            with StudioClient(server.url, server.key) as client, _watched(server) as peaks:
                for operation, upload in uploads.items():
                    results[operation] = _waited(client, receiver, operation, upload)
                results["submitting"] = _submitting(server, receiver, client.upload(uploads["add-instrumental"]))
            results["server"] = {**idle, **peaks()}
    _show(results)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "service.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def _uploads(folder: Path, seconds: float) -> dict[str, Path]:
    made = {"add-instrumental": demo_voice(SEED)[0], "add-vocals": demo_band(SEED)[0]}
    paths = {}
    for operation, audio in made.items():
        frames = round(seconds * audio.sample_rate_hz)
        times = -(-frames // audio.frames)
        whole = Audio(samples=np.tile(audio.samples, times)[:, :frames], sample_rate_hz=audio.sample_rate_hz)
        paths[operation] = folder / f"{operation}.wav"
        write_wav(paths[operation], whole)
    return paths


def _idle(server: RunningServer) -> dict[str, float]:
    """Memory and processor of a server nobody asks for anything."""
    root = psutil.Process(server.process.pid)
    time.sleep(3.0)
    before = _cpu_seconds(root)
    time.sleep(IDLE_SECONDS)
    spent = _cpu_seconds(root) - before
    memory = sum(process.memory_info().rss for process in _tree(root))
    return {"idle memory of the tree, MB": memory / 1e6, "idle processor, % of a core": 100 * spent / IDLE_SECONDS}


def _waited(client: StudioClient, receiver: Receiver, operation: str, upload: Path) -> dict[str, float]:
    """Seconds from submit to what a client waits for."""
    url = client.upload(upload)
    since, wall = time.monotonic(), time.time()
    task_id = client.submit(operation, _body(operation, url, receiver))
    submitted = time.monotonic() - since
    visible = client.record(task_id)["status"]
    record = client.wait(task_id, seconds=MOST_SECONDS, until=("TEXT_SUCCESS", "FIRST_SUCCESS", "SUCCESS"))
    client.first_sound_seconds(record["response"]["sunoData"][0]["streamAudioUrl"])
    sound = time.monotonic() - since
    record = client.wait(task_id, seconds=MOST_SECONDS)
    done = time.monotonic() - since
    assert visible == "PENDING"
    assert record["status"] == "SUCCESS", record["errorMessage"]

    def is_told(received: list[Any]) -> bool:
        return any(one.task_id == task_id and one.stage == "complete" for one in received)

    told = {one.stage: one.at - wall for one in receiver.wait_for(is_told, seconds=60) if one.task_id == task_id}
    return {
        "submit, ms": 1000 * submitted,
        "text callback, s": told["text"],
        "first sound, s": sound,
        "first callback, s": told["first"],
        "both takes, s": done,
        "complete callback, s": told["complete"],
    }


def _submitting(server: RunningServer, receiver: Receiver, url: str) -> dict[str, float]:
    """Milliseconds a submit takes while twenty are in flight and a task is being worked on; all are cancelled."""
    assert server.key is not None
    clients = [StudioClient(server.url, server.key) for _ in range(IN_FLIGHT)]
    for client in clients:
        client.get("/api/v1/chat/credit")  # the connection is open before the clock runs
    tasks: list[str] = []
    spent: list[float] = []
    lock = threading.Lock()

    def submit(client: StudioClient) -> None:
        since = time.monotonic()
        task_id = client.submit("add-instrumental", _body("add-instrumental", url, receiver))
        took = time.monotonic() - since
        with lock:
            tasks.append(task_id)
            spent.append(took)

    with ThreadPoolExecutor(IN_FLIGHT) as pool:
        for _ in range(ROUNDS):
            list(pool.map(submit, clients))
            time.sleep(1.0)
    for task_id in tasks:
        clients[0].post(f"/tutti/v1/tasks/{task_id}/cancel", {})
    quantiles = statistics.quantiles(spent, n=20)
    return {
        "submit, median of 20 in flight, ms": 1000 * statistics.median(spent),
        "submit, 95 % of 20 in flight, ms": 1000 * quantiles[-1],
    }


def _body(operation: str, url: str, receiver: Receiver) -> dict[str, Any]:
    common = {"uploadUrl": url, "callBackUrl": receiver.url, "negativeTags": "", "model": "V5", "seed": SEED}
    return {**common, **WISHES[operation]}


@contextmanager
def _watched(server: RunningServer) -> Iterator[Callable[[], dict[str, float]]]:
    """Watches the memory of the server's process and of its tree."""
    root = psutil.Process(server.process.pid)
    peaks = {"memory of the server process, MB": 0.0, "memory of the tree, MB": 0.0}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            own = root.memory_info().rss / 1e6
            tree = 0.0
            for process in _tree(root):
                try:
                    tree += process.memory_info().rss / 1e6
                except psutil.NoSuchProcess:
                    continue
            peaks["memory of the server process, MB"] = max(peaks["memory of the server process, MB"], own)
            peaks["memory of the tree, MB"] = max(peaks["memory of the tree, MB"], tree)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield lambda: dict(peaks)
    finally:
        over.set()
        thread.join()


def _tree(root: psutil.Process) -> list[psutil.Process]:
    return [root, *root.children(recursive=True)]


def _cpu_seconds(root: psutil.Process) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in _tree(root))


def _show(results: dict[str, dict[str, float]]) -> None:
    table = Table(title="the service")
    for column in ("", "what", "measured", "bar"):
        table.add_column(column)
    for group, row in results.items():
        for name, value in row.items():
            bar = BARS.get(name)
            held = "" if bar is None else f"{bar:g}" + ("" if value <= bar else "  MISSED")
            table.add_row(group, name, f"{value:.1f}", held)
    Console().print(table)


if __name__ == "__main__":
    main()
