"""Callbacks: one durable workflow delivers one body, in order within its task.

A delivery is tried once and then once more after each pause of the setting `callback_pauses_seconds`; the pauses go on
over a restart. Every attempt is signed anew: with the contract's scheme where the account has a webhook key, and with
Standard Webhooks always, under the secret of `account_webhook_secret`. A callback that nobody takes is logged as
failed and changes nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from functools import partial

from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.base.errors import SettingsInvalid
from tutti.base.secret import Secret
from tutti.jobs.durable import Durable, QueuedWorkflow, QueueName
from tutti.jobs.workshop import Workshop
from tutti.store.accounts import account as find_account
from tutti.store.deliveries import (
    NewAttempt,
    NewDelivery,
    add_attempt,
    add_delivery,
    attempts_of,
    deliveries_of,
    find_delivery,
    finish_delivery,
    repeat_of,
)
from tutti.store.models import Account, Delivery, DeliveryState, Task
from tutti.webhooks.delivery import AttemptResult, attempt
from tutti.webhooks.payloads import Stage
from tutti.webhooks.signing import STANDARD_PREFIX, signature_headers, standard_secret_of

DELIVER = "deliver"


def delivery_id_of(task_id: str, stage: Stage) -> str:
    """The id of the delivery of a stage: the same however often it is queued."""
    return hashlib.sha256(f"{task_id}:{stage}".encode()).hexdigest()[:32]


def queue_callback(session: Session, durable: Durable, task: Task, stage: Stage, body: str) -> None:
    """Write the callback of a stage down and have it delivered; nothing where the task has no callback URL."""
    if task.callback_url is None:
        return
    delivery = NewDelivery(
        id=delivery_id_of(task.id, stage),
        task_id=task.id,
        account_id=task.account_id,
        stage=stage,
        url=task.callback_url,
        body=body,
    )
    _queue(session, durable, delivery)


def queue_again(session: Session, durable: Durable, delivery_id: str) -> str:
    """Have the same body delivered once more, as a new delivery; returns its id.

    Raises:
        RecordMissing: there is no such delivery.
    """
    new = repeat_of(session, delivery_id)
    _queue(session, durable, new)
    return new.id


def account_webhook_secret(secret: Secret, account_id: int, webhook_hmac_key: str | None) -> str:
    """The Standard Webhooks secret (`whsec_...`) an account verifies its callbacks with.

    It is made from the account's webhook key where there is one, else from the server's secret.
    """
    if webhook_hmac_key is not None:
        return standard_secret_of(webhook_hmac_key)
    digest = bytes.fromhex(secret.digest(f"webhook:{account_id}"))
    return STANDARD_PREFIX + base64.b64encode(digest).decode("ascii")


class Callbacks:
    """Delivers callbacks."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def deliver(self, delivery_id: str) -> None:
        """Deliver a callback, or give it up: the workflow."""
        durable = self._workshop.durable
        pauses = self._workshop.settings.callback_pauses_seconds
        for number in range(1, len(pauses) + 2):
            if number > 1:
                await durable.sleep(pauses[number - 2])
            is_last = number > len(pauses)
            if await durable.step(f"attempt_{number}", partial(self._attempt, delivery_id, number, is_last)):
                return

    async def _attempt(self, delivery_id: str, number: int, is_last: bool) -> bool:
        """Try once; True where nothing is left to do."""
        database = self._workshop.database
        delivery, account, was_ok = await database.read(lambda session: _found(session, delivery_id, number))
        if delivery is None or account is None:
            return True
        if was_ok is not None:  # the server ended between the attempt and the engine's note of it
            return was_ok
        started_ms = now_ms()
        result = await self._posted(delivery, account, started_ms)
        tried = NewAttempt(
            number=number,
            started_ms=started_ms,
            duration_ms=round(1000 * result.duration_seconds),
            http_status=result.http_status,
            error=result.error,
            ok=result.ok,
        )
        await database.write(lambda session: _written_down(session, delivery_id, tried, is_last))
        return result.ok

    async def _posted(self, delivery: Delivery, account: Account, started_ms: int) -> AttemptResult:
        body = delivery.body.encode()
        try:
            headers = signature_headers(
                delivery.task_id,
                body,
                message_id=delivery.id,
                timestamp=started_ms // 1000,
                contract_key=account.webhook_hmac_key,
                standard_secret=account_webhook_secret(self._workshop.secret, account.id, account.webhook_hmac_key),
            )
        except SettingsInvalid as error:
            return AttemptResult(ok=False, http_status=None, error=str(error), duration_seconds=0.0)
        return await attempt(
            delivery.url,
            body,
            headers,
            rules=self._workshop.rules,
            timeout_seconds=self._workshop.settings.callback_timeout_seconds,
        )


def _queue(session: Session, durable: Durable, delivery: NewDelivery) -> None:
    add_delivery(session, delivery)
    place = len(deliveries_of(session, delivery.task_id))
    job = QueuedWorkflow(
        workflow=DELIVER, subject=delivery.id, queue=QueueName.CALLBACKS, partition=delivery.task_id, place=place
    )
    durable.enqueue(session, job)


def _found(session: Session, delivery_id: str, number: int) -> tuple[Delivery | None, Account | None, bool | None]:
    delivery = find_delivery(session, delivery_id)
    account = find_account(session, delivery.account_id) if delivery else None
    tried = [tried.ok for tried in attempts_of(session, delivery_id) if tried.number == number]
    return delivery, account, tried[-1] if tried else None


def _written_down(session: Session, delivery_id: str, tried: NewAttempt, is_last: bool) -> None:
    add_attempt(session, delivery_id, tried)
    if tried.ok:
        finish_delivery(session, delivery_id, DeliveryState.DELIVERED)
    elif is_last:
        finish_delivery(session, delivery_id, DeliveryState.FAILED)
