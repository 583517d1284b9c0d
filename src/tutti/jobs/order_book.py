"""Takes an order into the books: idempotency, charge and task, in the caller's transaction."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tutti.base.errors import IdempotencyConflict
from tutti.base.ids import new_task_id
from tutti.jobs.orders import COST_MILLICREDITS, Order
from tutti.store.database import Session
from tutti.store.ledger import charge
from tutti.store.tasks import NewTask, add_task, task_of_idempotency_key

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedTask:
    """The task of an order; not new where the order was taken before under its idempotency key."""

    id: str
    is_new: bool


def book(session: Session, order: Order) -> BookedTask:
    """Charge an order and write its task down.

    Raises:
        CreditsShort: the account cannot pay for it.
        IdempotencyConflict: the idempotency key was used for another request.
    """
    if order.idempotency_key is not None:
        known = task_of_idempotency_key(session, order.account_id, order.idempotency_key)
        if known is not None:
            if known.request_digest != order.request_digest:
                raise IdempotencyConflict(
                    "Idempotency-Key was used before with another request; use a new key for a new request"
                )
            return BookedTask(id=known.id, is_new=False)
    task = _new_task(order)
    charge(session, order.account_id, task.id, task.cost_millicredits)
    add_task(session, task)
    return BookedTask(id=task.id, is_new=True)


def _new_task(order: Order) -> NewTask:
    task_id = new_task_id()
    seed = order.request.get("seed")
    if seed is None:
        seed = int.from_bytes(hashlib.sha256(task_id.encode()).digest()[:8], "big") % (LARGEST_SEED + 1)
    return NewTask(
        id=task_id,
        account_id=order.account_id,
        operation=order.operation,
        request=order.request,
        param=order.param,
        model=order.model,
        callback_url=order.callback_url,
        base_url=order.base_url,
        seed=seed,
        cost_millicredits=COST_MILLICREDITS[order.operation],
        idempotency_key=order.idempotency_key,
        request_digest=order.request_digest,
    )
