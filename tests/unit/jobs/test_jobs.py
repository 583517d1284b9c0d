"""The door: orders are taken once and paid for, cancelling gives the credits back, one server has the folder."""

import asyncio
from typing import Any

import pytest
from tests.unit.jobs.rig import Rig, new_jobs, running, until

from tutti.base.errors import CreditsShort, DataFolderBusy, IdempotencyConflict, RecordMissing
from tutti.store.ledger import balance, entries
from tutti.store.models import LedgerReason, Status
from tutti.store.tasks import TaskFilter, list_tasks

AFFORDABLE = 100  # 1200 credits at 12 each


def test_exactly_as_many_orders_are_taken_as_can_be_paid(rig: Rig) -> None:
    async def run() -> list[Any]:
        rig.engines.gates["listen"] = asyncio.Event()
        async with running(rig):
            return await asyncio.gather(
                *(rig.jobs.submit(rig.order()) for _ in range(2 * AFFORDABLE)), return_exceptions=True
            )

    answers = asyncio.run(run())
    taken = [answer for answer in answers if isinstance(answer, str)]
    assert len(set(taken)) == AFFORDABLE
    assert sum(isinstance(answer, CreditsShort) for answer in answers) == AFFORDABLE
    assert rig.read(lambda session: balance(session, rig.account_id)) == 0
    tasks = rig.read(lambda session: list_tasks(session, rig.account_id, TaskFilter(limit=500)))
    assert {task.id for task in tasks} == set(taken)


def test_the_same_order_under_an_idempotency_key_is_the_same_task(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            first = await rig.jobs.submit(rig.order(idempotency_key="k"))
            assert await rig.jobs.submit(rig.order(idempotency_key="k")) == first
            with pytest.raises(IdempotencyConflict):
                await rig.jobs.submit(rig.order(idempotency_key="k", request_digest="another"))
            await rig.ended(first)

    asyncio.run(run())
    charges = rig.read(lambda session: entries(session, rig.account_id, 10))
    assert [entry.reason for entry in charges if entry.reason != LedgerReason.GRANT] == [LedgerReason.CHARGE]


def test_a_seed_is_drawn_where_none_is_asked_for(rig: Rig) -> None:
    async def run() -> list[str]:
        async with running(rig):
            return [await rig.jobs.submit(rig.order(request=asked)) for asked in ({}, {}, {"seed": 0}, {"seed": 5})]

    seeds = [rig.task(task_id).seed for task_id in asyncio.run(run())]
    assert seeds[0] != seeds[1]
    assert seeds[2:] == [0, 5]


@pytest.mark.parametrize("verb", ["listen", "plan", "take_1", "take_2"])
def test_a_cancelled_task_stops_at_once_and_is_refunded(rig: Rig, verb: str) -> None:
    async def run() -> str:
        rig.engines.gates[verb] = asyncio.Event()
        async with running(rig):
            task_id = await rig.jobs.submit(rig.order())
            await rig.calls(verb)
            assert await rig.jobs.cancel(task_id)
            await until(lambda: rig.engines.cancelled == [(task_id, verb)])
            await until(lambda: not (rig.settings.work / task_id).exists())
            assert not await rig.jobs.cancel(task_id)
            return task_id

    task_id = asyncio.run(run())
    task = rig.task(task_id)
    assert (task.status, task.error_code) == (Status.GENERATE_AUDIO_FAILED, 531)
    assert task.error_message == "the task was cancelled; its credits were refunded"
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000
    assert rig.engines.verbs(task_id)[-1] == verb
    assert all(step.finished_ms is not None for step in rig.steps(task_id))


def test_a_queued_task_can_be_cancelled_and_a_finished_one_cannot(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            rig.engines.gates["listen"] = asyncio.Event()
            busy = [await rig.jobs.submit(rig.order()) for _ in range(rig.settings.songs_at_once)]
            await rig.calls("listen", len(busy))
            queued = await rig.jobs.submit(rig.order())
            assert await rig.jobs.cancel(queued)
            rig.engines.gates["listen"].set()
            for task_id in busy:
                assert (await rig.ended(task_id)).status == Status.SUCCESS
                assert not await rig.jobs.cancel(task_id)
            assert rig.engines.verbs(queued) == []
            assert not await rig.jobs.cancel("0" * 32)

    asyncio.run(run())
    assert rig.read(lambda session: balance(session, rig.account_id)) == 1_200_000 - 2 * 12_000


def test_a_second_server_on_the_folder_is_refused(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            other = new_jobs(rig.settings, rig.database, rig.blobs, rig.engines)
            with pytest.raises(DataFolderBusy, match="another server"):
                await other.start()
            assert not other.is_ready
            await other.stop()
            assert rig.jobs.is_ready
        assert not rig.jobs.is_ready

    asyncio.run(run())


def test_an_unknown_delivery_is_not_delivered_again(rig: Rig) -> None:
    async def run() -> None:
        async with running(rig):
            with pytest.raises(RecordMissing, match="no delivery"):
                await rig.jobs.redeliver("0" * 32)

    asyncio.run(run())
