"""The double keeps the promises of the real jobs that the API relies on."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tutti.base.errors import CreditsShort, IdempotencyConflict, RecordMissing
from tutti.jobs.orders import Operation, Order
from tutti.store.deliveries import NewDelivery, add_delivery, deliveries_of
from tutti.store.ledger import balance
from tutti.store.tasks import find_task
from tutti.testing.studio import Studio, open_studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path / "data", opening_credits=30) as opened:
        yield opened


@pytest.fixture
def order(studio: Studio) -> Order:
    return Order(
        account_id=studio.member.account_id,
        operation=Operation.ADD_VOCALS,
        request={"title": "Silver River", "style": "jazz"},
        param="{}",
        callback_url="https://client.example/hook",
        base_url="http://tutti.test",
        model="V5",
        idempotency_key=None,
        request_digest="a",
    )


def left(studio: Studio) -> int:
    return studio.services.database.read_now(lambda session: balance(session, studio.member.account_id))


def test_an_order_is_charged_and_written_or_neither(studio: Studio, order: Order) -> None:
    async def walk() -> None:
        for _ in range(2):
            await studio.jobs.submit(order)
        with pytest.raises(CreditsShort):
            await studio.jobs.submit(order)

    asyncio.run(walk())
    assert (left(studio), len(studio.jobs.orders)) == (6_000, 2)


def test_an_idempotency_key_stands_for_one_order(studio: Studio, order: Order) -> None:
    async def walk() -> None:
        named = replace(order, idempotency_key="k")
        assert await studio.jobs.submit(named) == await studio.jobs.submit(named)
        with pytest.raises(IdempotencyConflict):
            await studio.jobs.submit(replace(named, request_digest="b"))

    asyncio.run(walk())
    assert left(studio) == 18_000


def test_a_task_is_cancelled_and_refunded_once(studio: Studio, order: Order) -> None:
    async def walk() -> None:
        task_id = await studio.jobs.submit(order)
        assert [await studio.jobs.cancel(task_id), await studio.jobs.cancel(task_id)] == [True, False]
        task = studio.services.database.read_now(lambda session: find_task(session, task_id))
        assert task is not None
        assert task.error_message == "cancelled"

    asyncio.run(walk())
    assert left(studio) == 30_000


def test_a_callback_is_sent_again_under_a_new_id(studio: Studio, order: Order) -> None:
    database = studio.services.database

    async def walk() -> None:
        task_id = await studio.jobs.submit(order)
        first = NewDelivery(
            id="d", task_id=task_id, account_id=order.account_id, stage="text", url="https://a.example", body="{}"
        )
        await database.write(lambda session: add_delivery(session, first))
        new_id = await studio.jobs.redeliver("d")
        sent = await database.read(lambda session: deliveries_of(session, task_id))
        assert {each.id for each in sent} == {"d", new_id}
        with pytest.raises(RecordMissing):
            await studio.jobs.redeliver("nothing")

    asyncio.run(walk())
