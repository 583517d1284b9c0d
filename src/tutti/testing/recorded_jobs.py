"""The jobs without an engine: orders are charged and written as the real ones do it, and go on when the test says so.

For tests of what stands above the jobs. Everything is kept by the store; nothing runs by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from tutti.base.clock import now_ms
from tutti.base.errors import IdempotencyConflict, RecordMissing
from tutti.base.ids import new_audio_id, new_delivery_id, new_task_id
from tutti.base.model_names import upstream_name
from tutti.jobs.orders import COST_MILLICREDITS, Order
from tutti.store.database import Database, Session
from tutti.store.deliveries import NewDelivery, add_delivery, find_delivery
from tutti.store.ledger import charge, refund
from tutti.store.models import Status, Take, Task
from tutti.store.takes import NewTake, add_takes, finish_take
from tutti.store.tasks import NewTask, add_task, fail_task, set_status, task_of_idempotency_key

TAKES = 2
KEPT_MS = 14 * 24 * 3600 * 1000


class RecordedJobs:
    """Takes orders and keeps them in `orders`."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.orders: list[Order] = []
        self.is_ready = True

    async def submit(self, order: Order, admit: Callable[[Session], None] | None = None) -> str:
        """Take an order; returns the id of its task."""

        def work(session: Session) -> str:
            if admit is not None:
                admit(session)
            return submitted(session, order)

        task_id = await self._database.write(work)
        self.orders.append(order)
        return task_id

    async def cancel(self, task_id: str) -> bool:
        """End a task and give its credits back; False where it had ended before."""
        return await self._database.write(lambda session: _failed(session, task_id, 501, "cancelled"))

    async def redeliver(self, delivery_id: str) -> str:
        """Write a callback down once more; returns the id of the new delivery."""
        return await self._database.write(lambda session: _written_again(session, delivery_id))

    def announce_text(self, task_id: str, lyrics: str = "") -> list[Take]:
        """Let the takes of a task be known."""
        return self._database.write_now(lambda session: _announced(session, task_id, lyrics))

    def finish_take(self, take: Take, duration_seconds: float) -> None:
        """Let a take be done, and the task with the last of them."""
        status = Status.SUCCESS if take.number == TAKES else Status.FIRST_SUCCESS

        def work(session: Session) -> None:
            finish_take(session, take.audio_id, duration_seconds, now_ms() + KEPT_MS)
            set_status(session, take.task_id, status)

        self._database.write_now(work)

    def fail(self, task_id: str, code: int, message: str) -> bool:
        """Let a task end without success."""
        return self._database.write_now(lambda session: _failed(session, task_id, code, message))


def submitted(session: Session, order: Order) -> str:
    """Charge an order and write its task down; the id of the task."""
    if order.idempotency_key is not None:
        known = task_of_idempotency_key(session, order.account_id, order.idempotency_key)
        if known is not None:
            if known.request_digest != order.request_digest:
                raise IdempotencyConflict(
                    "Idempotency-Key was used before with another request; use a new key for a new request"
                )
            return known.id
    task = NewTask(
        id=new_task_id(),
        account_id=order.account_id,
        operation=order.operation,
        request=order.request,
        param=order.param,
        model=order.model,
        callback_url=order.callback_url,
        base_url=order.base_url,
        seed=order.request.get("seed", 1),
        cost_millicredits=COST_MILLICREDITS[order.operation],
        idempotency_key=order.idempotency_key,
        request_digest=order.request_digest,
    )
    charge(session, order.account_id, task.id, task.cost_millicredits)
    add_task(session, task)
    return task.id


def _announced(session: Session, task_id: str, lyrics: str) -> list[Take]:
    task = session.get_one(Task, task_id)
    takes = [
        NewTake(
            audio_id=new_audio_id(),
            number=number,
            title=task.request["title"],
            tags=task.request.get("tags") or task.request.get("style", ""),
            lyrics=lyrics,
            model_name=upstream_name(task.model),
        )
        for number in range(1, TAKES + 1)
    ]
    set_status(session, task_id, Status.TEXT_SUCCESS)
    return add_takes(session, task_id, takes)


def _failed(session: Session, task_id: str, code: int, message: str) -> bool:
    is_new = fail_task(session, task_id, Status.GENERATE_AUDIO_FAILED, code, message)
    if is_new:
        refund(session, task_id)
    return is_new


def _written_again(session: Session, delivery_id: str) -> str:
    old = find_delivery(session, delivery_id)
    if old is None:
        raise RecordMissing(f"there is no delivery {delivery_id}; the task lists those it has")
    new = NewDelivery(
        id=new_delivery_id(),
        task_id=old.task_id,
        account_id=old.account_id,
        stage=old.stage,
        url=old.url,
        body=old.body,
    )
    add_delivery(session, new)
    return new.id
