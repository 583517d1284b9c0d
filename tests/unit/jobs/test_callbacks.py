"""Callbacks come in order, signed, are tried again, and never fail a task."""

import asyncio
import base64
import json
import time
from collections.abc import Awaitable, Callable

from standardwebhooks import Webhook
from tests.unit.jobs.rig import BASE_URL, SECRET, Rig, running, until
from tests.unit.webhooks.receiver import Receiver, Script, receiving, reply

from tutti.jobs.callbacks import account_webhook_secret
from tutti.store.accounts import set_webhook_key
from tutti.store.deliveries import attempts_of, deliveries_of
from tutti.store.models import Delivery, DeliveryAttempt, DeliveryState, Status
from tutti.webhooks.signing import contract_signature


def received(rig: Rig, script: Script, then: Callable[[str], Awaitable[None]] | None = None) -> tuple[str, Receiver]:
    """Run a task to its end with this receiver, until every delivery has ended."""

    async def run() -> tuple[str, Receiver]:
        async with running(rig), receiving(script) as receiver:
            task_id = await rig.jobs.submit(rig.order(callback_url=receiver.url))
            await rig.ended(task_id)
            await until(lambda: all(delivery.finished_ms for delivery in deliveries(rig, task_id)))
            if then is not None:
                await then(task_id)
                await until(lambda: all(delivery.finished_ms for delivery in deliveries(rig, task_id)))
            return task_id, receiver

    return asyncio.run(run())


def deliveries(rig: Rig, task_id: str) -> list[Delivery]:
    return rig.read(lambda session: deliveries_of(session, task_id))


def attempts(rig: Rig, delivery_id: str) -> list[DeliveryAttempt]:
    return rig.read(lambda session: attempts_of(session, delivery_id))


def header(head: str, name: str) -> str | None:
    lines = [line.partition(": ") for line in head.split("\r\n")]
    return next((value for key, _, value in lines if key.lower() == name.lower()), None)


def test_text_first_and_complete_come_in_order_and_say_what_there_is(rig: Rig) -> None:
    task_id, receiver = received(rig, reply(b"ok"))
    bodies = [json.loads(body) for body in receiver.bodies]
    assert [body["data"]["callbackType"] for body in bodies] == ["text", "first", "complete"]
    assert all(body["data"]["task_id"] == body["data"]["taskId"] == task_id for body in bodies)
    text, first, complete = (body["data"]["data"] for body in bodies)
    assert [bool(track["audio_url"]) for track in text] == [False, False]
    assert len(first) == 1
    assert first[0]["audio_url"] == f"{BASE_URL}/r/{first[0]['id']}.mp3"
    assert first[0]["duration"] == 12.5
    assert [bool(track["audio_url"]) for track in complete] == [True, True]
    assert [track["id"] for track in complete] == [track["id"] for track in text]
    assert [delivery.state for delivery in deliveries(rig, task_id)] == [DeliveryState.DELIVERED] * 3


def test_callbacks_are_signed_in_both_schemes(rig: Rig) -> None:
    rig.database.write_now(lambda session: set_webhook_key(session, rig.account_id, "our webhook key"))
    task_id, receiver = received(rig, reply())
    secret = account_webhook_secret(SECRET, rig.account_id, "our webhook key")
    assert secret == "whsec_" + base64.b64encode(b"our webhook key").decode()
    for head, body, delivery in zip(receiver.heads, receiver.bodies, deliveries(rig, task_id), strict=True):
        stamp = header(head, "X-Webhook-Timestamp")
        assert stamp is not None
        assert header(head, "X-Webhook-Signature") == contract_signature(task_id, int(stamp), "our webhook key")
        names = ("webhook-id", "webhook-timestamp", "webhook-signature")
        standard = {name: header(head, name) or "" for name in names}
        assert Webhook(secret).verify(body, standard)["data"]["task_id"] == task_id
        assert standard["webhook-id"] == delivery.id


def test_an_account_without_a_key_has_a_secret_of_the_server(rig: Rig) -> None:
    _, receiver = received(rig, reply())
    assert header(receiver.heads[0], "X-Webhook-Signature") is None
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    standard = {name: header(receiver.heads[0], name) or "" for name in names}
    assert Webhook(account_webhook_secret(SECRET, rig.account_id, None)).verify(receiver.bodies[0], standard)


def test_a_refused_callback_is_tried_again_after_each_pause_and_the_next_waits_for_it(rig: Rig) -> None:
    answers = iter(["503 Busy", "500 Oh", "200 OK", "200 OK", "200 OK"])

    async def script(head: bytes, writer: asyncio.StreamWriter) -> None:
        await reply(status=next(answers))(head, writer)

    task_id, receiver = received(rig, script)
    stages = [json.loads(body)["data"]["callbackType"] for body in receiver.bodies]
    assert stages == ["text", "text", "text", "first", "complete"]
    text = deliveries(rig, task_id)[0]
    tried = [(attempt.number, attempt.http_status, attempt.ok) for attempt in attempts(rig, text.id)]
    assert tried == [(1, 503, False), (2, 500, False), (3, 200, True)]
    assert len({header(head, "webhook-id") for head in receiver.heads[:3]}) == 1


def test_a_receiver_that_never_takes_them_fails_the_callbacks_but_not_the_task(rig: Rig) -> None:
    task_id, receiver = received(rig, reply(status="404 Gone"))
    assert rig.task(task_id).status == Status.SUCCESS
    assert [delivery.state for delivery in deliveries(rig, task_id)] == [DeliveryState.FAILED] * 3
    assert len(receiver.bodies) == 9


def test_a_delivery_can_be_sent_again(rig: Rig) -> None:
    async def redeliver(task_id: str) -> None:
        await rig.jobs.redeliver(deliveries(rig, task_id)[1].id)

    task_id, receiver = received(rig, reply(), redeliver)
    assert receiver.bodies[3] == receiver.bodies[1]
    assert header(receiver.heads[3], "webhook-id") != header(receiver.heads[1], "webhook-id")
    assert [delivery.stage for delivery in deliveries(rig, task_id)] == ["text", "first", "complete", "first"]


def test_a_callback_under_way_is_repeated_after_a_stop(rig: Rig) -> None:
    async def run() -> list[str]:
        is_taken = asyncio.Event()

        async def script(head: bytes, writer: asyncio.StreamWriter) -> None:
            if not is_taken.is_set():
                is_taken.set()
                await asyncio.sleep(60)
            await reply()(head, writer)

        async with receiving(script) as receiver:
            async with running(rig):
                task_id = await rig.jobs.submit(rig.order(callback_url=receiver.url))
                await rig.ended(task_id)
                await is_taken.wait()
                began = time.monotonic()
            assert time.monotonic() - began < 5.0
            assert attempts(rig, deliveries(rig, task_id)[0].id) == []
            async with running(rig):
                await until(lambda: all(delivery.finished_ms for delivery in deliveries(rig, task_id)))
            return [json.loads(body)["data"]["callbackType"] for body in receiver.bodies]

    assert asyncio.run(run()) == ["text", "text", "first", "complete"]
