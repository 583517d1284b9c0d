"""kill -9 inside every step of a task, and inside every callback: the song is finished, once, and is the same song.

The server is killed as a whole tree, and every other time its first process alone: what it started must then end by
itself. The transaction that ends the step is slowed down, so that steps of milliseconds are hit as well.
"""

import hashlib
import os
import signal
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import pytest
from tests.durability.journal import Journal
from tests.durability.upload_source import UploadSource, upload_source

from tutti.jobs.task_progress import StepName
from tutti.testing.client import StudioClient
from tutti.testing.receiver import Received, Receiver, running_receiver
from tutti.testing.running_server import RunningServer, process_tree, running_server

MOST_SECONDS = 180.0
INTO_THE_STEP_SECONDS = 0.1
# While a take is made, the callback before it is under way: both are killed at once.
CALLBACK_DURING = {StepName.TAKE_1: "text", StepName.TAKE_2: "first"}
ENVIRONMENT = {"TUTTI_OUTBOUND_ALLOW": "127.0.0.1", "TUTTI_CALLBACK_PAUSES_SECONDS": "0.2,0.2"}
REQUESTS: dict[str, dict[str, Any]] = {
    "add-instrumental": {"tags": "pop with guitar", "title": "Held", "negativeTags": "", "seed": 3},
    "add-vocals": {"prompt": "coming home to the sea", "style": "pop", "title": "Held", "negativeTags": "", "seed": 3},
}


class Killer:
    """A server that is killed and started again, and what it is asked to do."""

    def __init__(self, data: Path, source: UploadSource, receiver: Receiver) -> None:
        self.data = data
        self.source = source
        self.receiver = receiver
        self.kills = 0
        self.task_id = ""
        self.key = ""

    def submit(self, operation: str) -> None:
        """Order the task, and kill the server while it fetches the upload."""
        with running_server(self.data, environment=ENVIRONMENT) as server:
            assert server.key is not None
            self.key = server.key
            with StudioClient(server.url, self.key) as client:
                self.task_id = client.submit(operation, self.body(operation))
            assert self.source.is_half_sent.wait(MOST_SECONDS)
            self.kill(server)
        self.source.goes_on.set()

    def body(self, operation: str) -> dict[str, Any]:
        return {**REQUESTS[operation], "uploadUrl": self.source.url, "callBackUrl": self.receiver.url}

    def kill_in(self, step: StepName) -> None:
        """Start the server and kill it while a step runs, and while the callback before it is being delivered."""
        journal = Journal(self.data)
        journal.slow_down(step)
        with running_server(self.data, environment=ENVIRONMENT) as server:
            if (stage := CALLBACK_DURING.get(step)) is not None:
                self.receiver.wait_for(lambda came: any(each.stage == stage for each in came), seconds=MOST_SECONDS)
            journal.wait_until_running(self.task_id, step, seconds=MOST_SECONDS)
            time.sleep(INTO_THE_STEP_SECONDS)
            self.kill(server)
        journal.speed_up()
        journal.close()

    def kill(self, server: RunningServer) -> None:
        """Kill the tree, or every other time its root alone; nothing of it may be left."""
        tree = process_tree(server.process.pid)
        self.kills += 1
        if self.kills % 2:
            server.kill()
        else:
            os.kill(server.process.pid, signal.SIGKILL)
            server.process.wait(10.0)
        deadline = time.monotonic() + 5.0
        while any(psutil.pid_exists(pid) for pid in tree):
            assert time.monotonic() < deadline, f"left over: {[pid for pid in tree if psutil.pid_exists(pid)]}"
            time.sleep(0.01)


def never_answered(receiver: Receiver) -> set[str]:
    """Answer a callback only from its second time on; the first is under way until the server is killed."""
    held: set[str] = set()

    def answer(received: Received) -> int:
        if received.stage not in held:
            held.add(received.stage)
            time.sleep(MOST_SECONDS)
        return 200

    receiver.answer = answer
    return held


@pytest.mark.parametrize("operation", ["add-instrumental", "add-vocals"])
def test_a_task_survives_kill_9_in_every_step(operation: str, voice_wav: Path, band_wav: Path, tmp_path: Path) -> None:
    upload = voice_wav if operation == "add-instrumental" else band_wav
    with upload_source(upload) as source, running_receiver() as receiver:
        never_answered(receiver)
        killer = Killer(tmp_path / "data", source, receiver)
        killer.submit(operation)
        for step in list(StepName)[1:]:
            killer.kill_in(step)
        with running_server(killer.data, environment=ENVIRONMENT) as server:
            receiver.wait_for(lambda came: any(each.stage == "complete" for each in came), seconds=MOST_SECONDS)
            killer.kill(server)
        with running_server(killer.data, environment=ENVIRONMENT) as server:
            came = receiver.wait_for(lambda came: stages(came)["complete"] == 2, seconds=MOST_SECONDS)
            with StudioClient(server.url, killer.key) as client:
                record = client.wait(killer.task_id, seconds=MOST_SECONDS)
                again = client.submit(operation, {**killer.body(operation), "callBackUrl": "https://noop"})
                assert client.wait(again, seconds=MOST_SECONDS)["status"] == "SUCCESS"
            wait_until_quiet(killer.data, killer.task_id)

    assert record["status"] == "SUCCESS"
    assert source.fetches == 3
    check_journal(killer)
    assert stages(came) == {"text": 2, "first": 2, "complete": 2}
    order = [each.stage for each in came]
    assert order == ["text", "text", "first", "first", "complete", "complete"]
    check_credits(killer)
    check_files(killer, [track["id"] for track in record["response"]["sunoData"]])
    assert contents(killer.data, killer.task_id) == contents(killer.data, again), "a killed song is another song"


def stages(came: list[Received]) -> Counter[str]:
    return Counter(each.stage for each in came)


def wait_until_quiet(data: Path, task_id: str) -> None:
    """Wait until every delivery of the task has ended and the work folders are gone."""
    journal = Journal(data)
    deadline = time.monotonic() + MOST_SECONDS
    waiting = "SELECT count(*) FROM delivery WHERE state = 'waiting' AND task_id = ?"
    while journal.value(waiting, task_id) or any((data / "work").iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    journal.close()


def check_journal(killer: Killer) -> None:
    """Every step was started twice, once it was killed and once it was finished, and nothing ran out of turn."""
    journal = Journal(killer.data)
    starts = journal.starts(killer.task_id)
    journal.close()
    assert [start.name for start in starts] == [step.value for step in StepName for _ in range(2)]
    for killed, finished in zip(starts[::2], starts[1::2], strict=True):
        assert killed.finished_ms is None
        assert finished.finished_ms is not None
        assert finished.error is None
    assert killer.kills == len(StepName) + 1


def check_credits(killer: Killer) -> None:
    journal = Journal(killer.data)
    entries = journal.connection.execute(
        "SELECT reason, amount_millicredits FROM ledger_entry WHERE task_id = ?", (killer.task_id,)
    ).fetchall()
    journal.close()
    assert entries == [("charge", -12_000)]


def contents(data: Path, task_id: str) -> list[tuple[int, str, str]]:
    """What the files of both takes of a task hold: number of the take, name, digest."""
    journal = Journal(data)
    rows = journal.connection.execute(
        "SELECT number, name, etag FROM file JOIN take USING (audio_id) WHERE take.task_id = ? ORDER BY number, name",
        (task_id,),
    ).fetchall()
    journal.close()
    assert len(rows) > 10
    return rows


def check_files(killer: Killer, audio_ids: list[str]) -> None:
    """What is written down of the files of both takes is what lies in the store."""
    connection = sqlite3.connect(killer.data / "tutti.db")
    rows = connection.execute("SELECT audio_id, name, key, bytes, etag FROM file WHERE audio_id IS NOT NULL").fetchall()
    connection.close()
    assert len(set(audio_ids)) == 2
    for audio_id in audio_ids:
        names = {name for owner, name, *_ in rows if owner == audio_id}
        assert {"master.mp3", "master.flac", "cover.jpeg", "score.json", "score.mid", "report.json"} <= names
    for _, _, key, size, etag in rows:
        content = (killer.data / "objects" / quote(key, safe="/-_.~ ()")).read_bytes()
        assert len(content) == size
        assert hashlib.sha256(content).hexdigest().startswith(etag)
