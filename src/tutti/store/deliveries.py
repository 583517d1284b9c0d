"""Callbacks: what was to be delivered, and every attempt at it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.base.errors import RecordMissing
from tutti.base.ids import new_delivery_id
from tutti.store.models import Delivery, DeliveryAttempt, DeliveryState


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A callback to be delivered, with its exact body."""

    id: str
    task_id: str
    account_id: int
    stage: str
    url: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttempt:
    """One try: what the receiver answered, or why there was no answer."""

    number: int
    started_ms: int
    duration_ms: int
    http_status: int | None
    error: str | None
    ok: bool


def add_delivery(session: Session, delivery: NewDelivery) -> Delivery:
    """Write a callback down; one of the same id stands as it was."""
    row = session.get(Delivery, delivery.id)
    if row is None:
        row = Delivery(
            id=delivery.id,
            task_id=delivery.task_id,
            account_id=delivery.account_id,
            stage=delivery.stage,
            url=delivery.url,
            body=delivery.body,
            state=DeliveryState.WAITING,
            created_ms=now_ms(),
        )
        session.add(row)
        session.flush()
    return row


def find_delivery(session: Session, delivery_id: str) -> Delivery | None:
    """The callback of an id."""
    return session.get(Delivery, delivery_id)


def repeat_of(session: Session, delivery_id: str) -> NewDelivery:
    """The same callback once more, under an id of its own; not written down yet.

    Raises:
        RecordMissing: there is no such delivery.
    """
    old = find_delivery(session, delivery_id)
    if old is None:
        raise RecordMissing(f"there is no delivery {delivery_id}; the task lists those it has")
    return NewDelivery(
        id=new_delivery_id(),
        task_id=old.task_id,
        account_id=old.account_id,
        stage=old.stage,
        url=old.url,
        body=old.body,
    )


def deliveries_of(session: Session, task_id: str) -> list[Delivery]:
    """The callbacks of a task, in order."""
    query = select(Delivery).where(Delivery.task_id == task_id)
    return list(session.scalars(query.order_by(Delivery.created_ms, Delivery.id)))


def waiting(session: Session) -> list[Delivery]:
    """All callbacks that are still to be delivered."""
    return list(session.scalars(select(Delivery).where(Delivery.state == DeliveryState.WAITING)))


def add_attempt(session: Session, delivery_id: str, attempt: NewAttempt) -> None:
    """Write a try down."""
    session.add(
        DeliveryAttempt(
            id=secrets.token_hex(16),
            delivery_id=delivery_id,
            number=attempt.number,
            started_ms=attempt.started_ms,
            duration_ms=attempt.duration_ms,
            http_status=attempt.http_status,
            error=attempt.error,
            ok=attempt.ok,
        )
    )
    session.flush()


def attempts_of(session: Session, delivery_id: str) -> list[DeliveryAttempt]:
    """The tries of a callback, in order."""
    query = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    return list(session.scalars(query.order_by(DeliveryAttempt.started_ms, DeliveryAttempt.number)))


def finish_delivery(session: Session, delivery_id: str, state: DeliveryState) -> None:
    """Say how a callback ended."""
    row = session.get_one(Delivery, delivery_id)
    row.state, row.finished_ms = state, now_ms()
