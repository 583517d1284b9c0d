"""Engine processes: what they answer, how they are shared, and that nothing of them stays behind."""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from tutti.base.errors import EngineCrashed, EngineTimeout, LyricsUnsingable
from tutti.jobs.engine_client import EngineProcesses

VERBS = "tutti.testing.odd_verbs"
MEMORY_BYTES = 512 << 20
SOON_SECONDS = 30.0


@asynccontextmanager
async def engines(idle_seconds: float = 20.0) -> AsyncIterator[EngineProcesses]:
    lent = EngineProcesses(memory_bytes=MEMORY_BYTES, idle_seconds=idle_seconds, verbs=VERBS)
    try:
        yield lent
    finally:
        await lent.close()


def run(scene: Callable[[EngineProcesses], Awaitable[None]], idle_seconds: float = 20.0) -> None:
    async def play() -> None:
        async with engines(idle_seconds) as lent:
            await scene(lent)

    asyncio.run(play())


def is_alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


async def gone(pids: Iterable[int]) -> bool:
    deadline = time.monotonic() + SOON_SECONDS
    while any(map(is_alive, pids)) and time.monotonic() < deadline:
        await asyncio.sleep(0.01)
    return not any(map(is_alive, pids))


def test_events_come_in_order_and_before_the_result() -> None:
    async def scene(lent: EngineProcesses) -> None:
        seen: list[dict[str, Any]] = []
        sent = {"events": 300, "Tonart": "Es-Dur 美\n", "cents": 0.1 + 0.2, "nothing": None}
        async with lent.lease("a") as engine:
            assert await engine.call("echo", sent, on_event=seen.append, timeout_seconds=60) == sent
            assert [event["number"] for event in seen] == list(range(300))
            assert await engine.call("echo", {}, timeout_seconds=60) == {}

    run(scene)


def test_what_libraries_print_is_no_message() -> None:
    async def scene(lent: EngineProcesses) -> None:
        seen: list[dict[str, Any]] = []
        async with lent.lease("a") as engine:
            assert await engine.call("chatter", {"a": 1}, on_event=seen.append, timeout_seconds=60) == {"a": 1}
        assert seen == [{"event": "read", "characters": 0}]

    run(scene)


def test_an_error_with_a_name_comes_through_and_the_process_stays() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            with pytest.raises(LyricsUnsingable, match="the word 'brrr' has no vowel"):
                await engine.call("refuse", {"message": "the word 'brrr' has no vowel"}, timeout_seconds=60)
            assert await engine.call("echo", {"a": 1}, timeout_seconds=60) == {"a": 1}

    run(scene)


def test_the_cause_of_a_crash_is_in_the_log_alone() -> None:
    async def scene(lent: EngineProcesses) -> None:
        with capture_logs() as logs:
            async with lent.lease("a") as engine:
                with pytest.raises(EngineCrashed) as crash:
                    await engine.call("drone", {"last words": "the secret of the house"}, timeout_seconds=60)
                assert not engine.is_ready
                with pytest.raises(EngineCrashed):
                    await engine.call("echo", {}, timeout_seconds=60)
        (entry, _) = logs
        assert entry["event"] == "engine_crashed"
        assert entry["crash"] in str(crash.value)
        assert "secret" not in str(crash.value)
        assert entry["stderr"].endswith("RuntimeError: the secret of the house\n")
        assert len(entry["stderr"]) == 4096
        assert entry["exit_status"] == 1
        async with lent.lease("a") as engine:
            assert await engine.call("echo", {"a": 1}, timeout_seconds=60) == {"a": 1}

    run(scene)


def test_a_killed_process_is_missed_at_once() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            started = time.monotonic()
            with pytest.raises(EngineCrashed):
                await engine.call(
                    "doze",
                    {"seconds": 60},
                    on_event=lambda event: os.kill(event["pids"][0], signal.SIGKILL),
                    timeout_seconds=60,
                )
            assert time.monotonic() - started < 5

    run(scene)


def test_a_call_that_takes_too_long_is_ended_with_its_children() -> None:
    async def scene(lent: EngineProcesses) -> None:
        pids: list[int] = []
        async with lent.lease("a") as engine:
            with pytest.raises(EngineTimeout, match=r"after 0\.3 s"):
                await engine.call(
                    "wait",
                    {"seconds": 60},
                    on_event=lambda event: pids.extend(event["pids"]),
                    timeout_seconds=0.3,
                )
        assert len(pids) == 2
        assert await gone(pids)

    run(scene)


@pytest.mark.parametrize("way", ["cancel", "fail", "close"])
def test_whatever_stops_a_call_ends_its_processes(way: str) -> None:
    async def scene(lent: EngineProcesses) -> None:
        pids: list[int] = []
        is_waiting = asyncio.Event()

        def waiting(event: dict[str, Any]) -> None:
            pids.extend(event["pids"])
            is_waiting.set()
            if way == "fail":
                raise KeyError(way)

        async def call() -> None:
            async with lent.lease("a") as engine:
                await engine.call("wait", {"seconds": 60}, on_event=waiting, timeout_seconds=60)

        task = asyncio.create_task(call())
        await is_waiting.wait()
        if way == "cancel":
            task.cancel()
        elif way == "close":
            await lent.close()
        expected = {"cancel": asyncio.CancelledError, "fail": KeyError, "close": EngineCrashed}
        with pytest.raises(expected[way]):
            await task
        assert await gone(pids)

    run(scene)


def test_it_gives_way_to_the_server() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            assert os.getpriority(os.PRIO_PROCESS, engine.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 5
            assert os.getpgid(engine.pid) == engine.pid
            group = Path(f"/proc/{engine.pid}/autogroup")
            if group.is_file() and os.geteuid() == 0:  # others may be asked to wait for it
                assert group.read_text(encoding="ascii").endswith(" nice 5\n")

    run(scene)


def test_memory_is_bounded() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            await engine.call("hoard", {"bytes": MEMORY_BYTES // 2}, timeout_seconds=60)
            with capture_logs() as logs, pytest.raises(EngineCrashed):
                await engine.call("hoard", {"bytes": MEMORY_BYTES}, timeout_seconds=60)
            assert "MemoryError" in logs[0]["stderr"]

    run(scene)


def test_a_task_gets_the_process_that_knows_it() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine_a, lent.lease("b") as engine_b:
            a, b = engine_a.pid, engine_b.pid
            assert a != b
        for task, pid in (("b", b), ("a", a), ("b", b)):
            async with lent.lease(task) as engine:
                assert engine.pid == pid
        async with lent.lease("c") as engine:
            assert engine.pid in (a, b)

    run(scene)


def test_a_process_that_died_while_idle_is_not_lent() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            first = engine.pid
        os.kill(first, signal.SIGKILL)
        assert await gone([first])
        await asyncio.sleep(0.05)
        async with lent.lease("a") as engine:
            assert engine.pid != first
            assert await engine.call("echo", {"a": 1}, timeout_seconds=60) == {"a": 1}

    run(scene)


def test_nothing_is_left_of_an_idle_server() -> None:
    async def scene(lent: EngineProcesses) -> None:
        before = threading.active_count()
        async with lent.lease("a") as engine:
            pid = engine.pid
            await engine.call("echo", {}, timeout_seconds=60)
        assert is_alive(pid)
        assert await gone([pid])
        await asyncio.sleep(0.05)
        assert threading.active_count() <= before

    run(scene, idle_seconds=0.2)


def test_lines_are_bounded() -> None:
    async def scene(lent: EngineProcesses) -> None:
        async with lent.lease("a") as engine:
            with pytest.raises(ValueError, match="bytes"):
                await engine.call("echo", {"text": "~" * (1 << 20)}, timeout_seconds=60)
            answer = await engine.call("overstate", {"characters": 1_000_000}, timeout_seconds=60)
            assert len(answer["answer"]) == 1_000_000
            with pytest.raises(EngineCrashed):
                await engine.call("overstate", {"characters": 1 << 20}, timeout_seconds=60)

    run(scene)


def test_a_process_waits_for_a_slow_reader(tmp_path: Path) -> None:
    counter = tmp_path / "count"

    async def scene(lent: EngineProcesses) -> None:
        ahead = 0

        async def slow(event: dict[str, Any]) -> None:
            nonlocal ahead
            if event["number"] == 10:
                before = -1
                while before != (ahead := counter.stat().st_size):
                    before = ahead
                    await asyncio.sleep(0.2)

        async with lent.lease("a") as engine:
            arguments = {"events": 4000, "file": str(counter)}
            await engine.call("flood", arguments, on_event=slow, timeout_seconds=30)
        assert 10 <= ahead < 3000  # two lines of the longest and what a pipe holds

    run(scene)


def test_it_dies_with_the_server(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(
        f"""
import asyncio
from tutti.jobs.engine_client import EngineProcesses

async def serve():
    engines = EngineProcesses(memory_bytes={MEMORY_BYTES}, idle_seconds=60, verbs="{VERBS}")
    async with engines.lease("a") as engine:
        await engine.call("wait", {{"seconds": 60}}, timeout_seconds=60,
                          on_event=lambda event: print(*event["pids"], flush=True))

asyncio.run(serve())
""",
        encoding="utf-8",
    )
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        assert [is_alive(pid) for pid in pids] == [True, True]
        server.kill()
    assert asyncio.run(gone(pids[:1]))
