"""Aged by the clock that is passed in: what is over its time goes, what is not stays."""

import asyncio
import hashlib

import pytest
from dbos import DBOS
from tests.unit.jobs.rig import SECRET, UPLOAD_KEY, Rig, running

from tutti.base.clock import now_ms
from tutti.base.links import upload_link
from tutti.jobs.durable import QueuedWorkflow, QueueName
from tutti.jobs.music_task import MAKE_MUSIC
from tutti.store.deliveries import NewDelivery, add_delivery, deliveries_of
from tutti.store.files import UPLOAD, NewFile, add_file, files_of_task, find_file
from tutti.store.ledger import balance
from tutti.store.models import Status
from tutti.store.takes import takes_of
from tutti.store.tasks import task_of_idempotency_key

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


async def made(rig: Rig, **fields: object) -> str:
    task_id = await rig.jobs.submit(rig.order(**fields))
    await rig.over(task_id)
    return task_id


def test_uploads_results_and_streams_go_when_their_time_is_over(rig: Rig) -> None:
    async def run() -> None:
        upload = NewFile(
            account_id=rig.account_id,
            kind=UPLOAD,
            name="voice.wav",
            key=UPLOAD_KEY,
            content_type="audio/wav",
            bytes=7,
            etag=hashlib.sha256(b"a voice").hexdigest(),
            expires_ms=now_ms() + 3 * DAY_MS,
        )
        rig.database.write_now(lambda session: add_file(session, upload))
        async with running(rig):
            task_id = await made(rig)
            now, house, blobs = now_ms(), rig.jobs.housekeeping, rig.blobs
            audio_id = rig.read(lambda session: takes_of(session, task_id))[0].audio_id
            master, part = f"takes/{audio_id}/master.mp3", f"streams/{audio_id}/00000.mp3"

            await house.clear(now)
            assert await blobs.size(part) is not None
            await house.clear(now + HOUR_MS + 10_000)
            assert await blobs.size(part) is None
            assert await blobs.size(UPLOAD_KEY) == 7

            assert (await house.clear(now + 3 * DAY_MS + 1000)).files == 1
            assert await blobs.size(UPLOAD_KEY) is None
            row = rig.read(lambda session: find_file(session, UPLOAD_KEY))
            assert row is not None
            assert row.deleted_ms == now + 3 * DAY_MS + 1000
            assert await blobs.size(master) is not None
            assert rig.task(task_id).results_deleted_ms is None

            later = now + 14 * DAY_MS + 60_000
            assert (await house.clear(later)).takes == 2
            assert await blobs.size(master) is None
            assert all(file.deleted_ms == later for file in rig.read(lambda session: files_of_task(session, task_id)))
            assert all(take.deleted_ms == later for take in rig.read(lambda session: takes_of(session, task_id)))
            assert rig.task(task_id).results_deleted_ms == later
            assert (await house.clear(later)).takes == 0

            gone = await rig.jobs.submit(rig.order(request={"uploadUrl": upload_link("http://h", SECRET, UPLOAD_KEY)}))
            assert (await rig.ended(gone)).error_code == 451

    asyncio.run(run())


def test_idempotency_keys_and_workflows_are_forgotten(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            task_id = await made(rig, idempotency_key="k")
            now, house = now_ms(), rig.jobs.housekeeping
            await house.clear(now + 23 * HOUR_MS)
            assert rig.read(lambda session: task_of_idempotency_key(session, rig.account_id, "k")) is not None
            assert await rig.jobs.workshop.durable.ended([task_id]) == {task_id}
            assert (await house.clear(now + 4 * DAY_MS)).workflows == 1
            assert rig.read(lambda session: task_of_idempotency_key(session, rig.account_id, "k")) is None
            assert await rig.jobs.workshop.durable.ended([task_id]) == set()

    asyncio.run(run())


def test_folders_of_tasks_that_ended_go_and_those_of_running_ones_stay(rig: Rig) -> None:
    async def run() -> None:
        rig.engines.gates["plan"] = asyncio.Event()
        async with running(rig):
            running_id = await rig.jobs.submit(rig.order())
            await rig.calls("plan")
            (rig.settings.work / "unknown").mkdir()
            assert (await rig.jobs.housekeeping.clear(now_ms())).folders == 1
            assert [folder.name for folder in rig.settings.work.iterdir()] == [running_id]

    asyncio.run(run())


def test_a_task_whose_workflow_died_is_failed_and_refunded(rig: Rig) -> None:
    async def run() -> str:
        rig.engines.gates["listen"] = asyncio.Event()
        async with running(rig):
            busy = [await rig.jobs.submit(rig.order()) for _ in range(rig.settings.songs_at_once)]
            await rig.calls("listen", len(busy))
            lost = await rig.jobs.submit(rig.order())
            await DBOS.cancel_workflow_async(lost)  # as an operator may, with the tools of DBOS
            assert (await rig.jobs.housekeeping.clear(now_ms())).lost_tasks == 1
            assert (await rig.jobs.housekeeping.clear(now_ms())).lost_tasks == 0
            assert not rig.task(busy[0]).finished_ms
        return lost

    task = rig.task(asyncio.run(run()))
    assert (task.status, task.error_code) == (Status.GENERATE_AUDIO_FAILED, 531)
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000 - 2 * 12_000


def test_a_callback_whose_workflow_died_is_given_up(rig: Rig) -> None:
    async def run() -> str:
        async with running(rig):
            task_id = await made(rig)
            task = rig.task(task_id)
            late = NewDelivery(
                id="d" * 32, task_id=task_id, account_id=task.account_id, stage="text", url="http://h", body="{}"
            )
            job = QueuedWorkflow(workflow="nobody knows it", subject=late.id, queue=QueueName.CALLBACKS, partition="p")
            await rig.database.write(
                lambda session: (add_delivery(session, late), rig.jobs.workshop.durable.enqueue(session, job))
            )
            await rig.jobs.housekeeping.clear(now_ms())
            assert [each.state for each in rig.read(lambda session: deliveries_of(session, task_id))] == ["waiting"]
            await DBOS.cancel_workflow_async(late.id)
            await rig.jobs.housekeeping.clear(now_ms())
            return task_id

    task_id = asyncio.run(run())
    assert [each.state for each in rig.read(lambda session: deliveries_of(session, task_id))] == ["failed"]


def test_what_is_queued_in_a_transaction_that_fails_is_not_run(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            job = QueuedWorkflow(workflow=MAKE_MUSIC, subject="f" * 32, queue=QueueName.SONGS, partition="1")

            def fail(session: object) -> None:
                rig.jobs.workshop.durable.enqueue(session, job)  # type: ignore[arg-type]
                raise ZeroDivisionError

            with pytest.raises(ZeroDivisionError):
                await rig.database.write(fail)
            after = await made(rig)
            assert await rig.jobs.workshop.durable.ended(["f" * 32, after]) == {after}

    asyncio.run(run())
