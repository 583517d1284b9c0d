"""The jobs without an engine: orders are charged and written as the real ones do it, and go on when the test says so.

For tests of what stands above the jobs. Everything is kept by the store; nothing runs by itself.
"""

from __future__ import annotations

from collections.abc import Callable

from tutti.base.clock import now_ms
from tutti.base.ids import new_audio_id
from tutti.base.model_names import upstream_name
from tutti.jobs.order_book import book
from tutti.jobs.orders import Order
from tutti.store.database import Database, Session
from tutti.store.deliveries import add_delivery, repeat_of
from tutti.store.ledger import refund
from tutti.store.models import Status, Take, Task
from tutti.store.takes import NewTake, add_takes, finish_take
from tutti.store.tasks import fail_task, set_status

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
            return book(session, order).id

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
    new = repeat_of(session, delivery_id)
    add_delivery(session, new)
    return new.id
