"""A task goes its way once, step by step, and leaves whole takes."""

import asyncio
import contextlib
import json
import sqlite3

from tests.unit.jobs.rig import BASE_URL, Rig, running, work_folder
from tests.unit.jobs.small_engine import FILES, PARTS

from tutti.jobs.task_progress import StepName
from tutti.store.accounts import create_account
from tutti.store.files import files_of_take, files_of_task
from tutti.store.ledger import balance
from tutti.store.models import Status
from tutti.store.takes import takes_of


def test_a_task_becomes_two_whole_takes(rig: Rig) -> None:
    async def run() -> str:
        async with running(rig):
            assert rig.jobs.is_ready
            task_id = await rig.jobs.submit(rig.order(request={"seed": 7}))
            assert rig.task(task_id).status == Status.PENDING
            await rig.over(task_id)
            return task_id

    task_id = asyncio.run(run())
    task = rig.task(task_id)
    assert (task.status, task.fraction, task.error_code) == (Status.SUCCESS, 1.0, None)
    assert task.started_ms is not None
    assert [(step.name, step.attempt, step.error) for step in rig.steps(task_id)] == [
        (name.value, 1, None) for name in StepName
    ]
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000 - 12_000
    takes = rig.read(lambda session: takes_of(session, task_id))
    assert [(take.number, take.title, take.model_name) for take in takes] == [
        (1, "Carry me over", "chirp-crow"),
        (2, "Carry me over", "chirp-crow"),
    ]
    for take in takes:
        assert take.finished_ms is not None
        assert (take.stream_parts, take.duration_seconds) == (PARTS, 12.5)
        files = rig.read(lambda session, take=take: files_of_take(session, take.audio_id))
        assert {file.name for file in files} == {*FILES, "cover.jpeg"}
        for file in files:
            content = asyncio.run(rig.blobs.read(file.key))
            assert content is not None
            assert len(content) == file.bytes
            assert file.expires_ms > task.created_ms + 13 * 86_400_000
        parts = [asyncio.run(rig.blobs.read(f"streams/{take.audio_id}/{n:05d}.mp3")) for n in range(PARTS)]
        assert parts == [f"part {n} of take {take.number}, seed 7".encode() for n in range(PARTS)]
    heard = [file for file in rig.read(lambda session: files_of_task(session, task_id)) if file.audio_id is None]
    assert [(file.name, file.content_type) for file in heard] == [("listening.json", "application/json")]
    assert not work_folder(rig, task_id).exists()
    assert takes[0].audio_id != takes[1].audio_id


def test_what_the_request_says_of_the_music_reaches_the_engine(rig: Rig) -> None:
    async def run() -> bytes | None:
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order(request={"bpm": 92.5, "key": "G major"}))
            await rig.ended(task_id)
            return await rig.blobs.read(f"tasks/{task_id}/listening.json")

    listening = asyncio.run(run())
    assert listening is not None
    assert json.loads(listening)["hints"] == {"bpm": 92.5, "key": "G major"}
    assert BASE_URL.startswith("https://")


def test_a_stopped_server_goes_on_where_it_was_and_no_finished_step_runs_again(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.gates["take_1"] = asyncio.Event()
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order())
            await rig.calls("take_1")
        assert rig.engines.cancelled == [(task_id, "take_1")]
        assert rig.engines.is_closed
        assert rig.task(task_id).status == Status.TEXT_SUCCESS
        rig.engines.gates.clear()
        async with running(rig):
            await rig.ended(task_id)
        return task_id

    task_id = asyncio.run(run())
    assert rig.task(task_id).status == Status.SUCCESS
    assert rig.engines.verbs(task_id) == ["listen", "plan", "take_1", "take_1", "take_2"]
    starts = [(step.name, step.error) for step in rig.steps(task_id) if step.name == "take_1"]
    assert starts == [("take_1", "the server was stopped"), ("take_1", None)]
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000 - 12_000


def test_a_lost_work_folder_is_made_again(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.gates["take_2"] = asyncio.Event()
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order())
            await rig.calls("take_2")
        folder = work_folder(rig, task_id)
        for note in folder.glob("*.note.json"):
            note.write_text("{", encoding="utf-8")  # as a crash of the machine may leave it
        rig.engines.gates.clear()
        async with running(rig):
            await rig.ended(task_id)
        return task_id

    task_id = asyncio.run(run())
    assert rig.task(task_id).status == Status.SUCCESS
    assert rig.engines.verbs(task_id) == ["listen", "plan", "take_1", "take_2", "listen", "plan", "take_2"]


def test_a_step_whose_end_is_in_the_journal_never_runs_again_whatever_the_engine_forgot(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.gates["take_2"] = asyncio.Event()
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order())
            await rig.calls("take_2")
        with contextlib.closing(sqlite3.connect(rig.settings.data / "tutti.db")) as connection, connection:
            forgotten = connection.execute("DELETE FROM operation_outputs WHERE workflow_uuid = ?", (task_id,))
            assert forgotten.rowcount >= 6
        rig.engines.gates.clear()
        async with running(rig):
            await rig.over(task_id)
        return task_id

    task_id = asyncio.run(run())
    assert rig.task(task_id).status == Status.SUCCESS
    assert rig.engines.verbs(task_id) == ["listen", "plan", "take_1", "take_2", "take_2"]
    assert len(rig.steps(task_id)) == len(StepName) + 1


def test_only_so_many_songs_are_made_at_once(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            ids = [await rig.jobs.submit(rig.order()) for _ in range(6)]
            for task_id in ids:
                await rig.ended(task_id)

    asyncio.run(run())
    assert rig.engines.most_running <= rig.settings.songs_at_once


def test_an_account_with_many_tasks_does_not_keep_another_waiting(rig: Rig) -> None:
    other = rig.database.write_now(lambda session: create_account(session, name="other", credits_millis=12_000)).id

    async def run() -> int:
        rig.engines.gates["listen"] = asyncio.Event()
        async with running(rig):
            many = [await rig.jobs.submit(rig.order()) for _ in range(40)]
            one = await rig.jobs.submit(rig.order(account_id=other))
            rig.engines.gates["listen"].set()
            await rig.ended(one)
            return sum(Status(rig.task(task_id).status).is_final for task_id in many)

    assert asyncio.run(run()) < 38
