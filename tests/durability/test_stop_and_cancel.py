"""SIGTERM leaves a task for the next start; cancelling ends what is at work on it; nothing is left over."""

import time
from pathlib import Path

import psutil
from tests.durability.journal import Journal

from tutti.jobs.task_progress import StepName
from tutti.testing.client import StudioClient
from tutti.testing.running_server import process_tree, running_server

MOST_SECONDS = 180.0
STOP_SECONDS = 15.0
REQUEST = {"tags": "pop", "title": "Held", "negativeTags": "", "callBackUrl": "https://noop"}


def gone(pids: list[int], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while any(psutil.pid_exists(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(psutil.pid_exists(pid) for pid in pids)


def test_a_stopped_server_goes_on_and_a_cancelled_task_ends_at_once(voice_wav: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running_server(data) as server:
        assert server.key is not None
        key = server.key
        with StudioClient(server.url, key) as client:
            address = client.upload(voice_wav)
            task_id = client.submit("add-instrumental", {**REQUEST, "uploadUrl": address})
        journal = Journal(data)
        journal.wait_until_running(task_id, StepName.TAKE_1, seconds=MOST_SECONDS)
        tree = process_tree(server.process.pid)
        assert len(tree) > 1
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < STOP_SECONDS
        assert gone(tree, seconds=1.0)
    assert [start.error for start in journal.starts(task_id)] == [None] * 4 + ["the server was stopped"]

    with running_server(data) as server, StudioClient(server.url, key) as client:
        assert client.wait(task_id, seconds=MOST_SECONDS)["status"] == "SUCCESS"
        assert [start.name for start in journal.starts(task_id)].count(StepName.TAKE_1) == 2
        assert len(journal.starts(task_id)) == len(StepName) + 1

        cancelled = client.submit("add-instrumental", {**REQUEST, "uploadUrl": address})
        journal.wait_until_running(cancelled, StepName.LISTEN, seconds=MOST_SECONDS)
        time.sleep(0.3)
        engines = process_tree(server.process.pid)[1:]
        assert engines
        client.post(f"/tutti/v1/tasks/{cancelled}/cancel", {})
        assert gone(engines, seconds=2.0)
        record = client.record(cancelled)
        assert (record["status"], record["errorCode"]) == ("GENERATE_AUDIO_FAILED", 531)
        charged = "SELECT sum(amount_millicredits) FROM ledger_entry WHERE task_id = ?"
        assert journal.value(charged, cancelled) == 0
        assert journal.value(charged, task_id) == -12_000
    journal.close()
