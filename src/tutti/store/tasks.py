"""Tasks: what was asked for, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.store.models import Status, Task

QUEUED = "queued"  # the stage of a task nobody works on yet
DONE = "done"
FINAL = tuple(status for status in Status if status.is_final)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTask:
    """A task as it is submitted.

    Attributes:
        request: the fields of the contract that were understood, and the extra ones.
        param: the body as it was sent.
        request_digest: of the body, to tell a repeated request from another under the same idempotency key.
    """

    id: str
    account_id: int
    operation: str
    request: dict[str, Any]
    param: str
    model: str
    callback_url: str | None
    base_url: str
    seed: int
    cost_millicredits: int
    idempotency_key: str | None = None
    request_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """Which tasks of an account are listed: the newest first, before a moment or, of that moment, after an id."""

    statuses: tuple[Status, ...] = ()
    operation: str | None = None
    before_ms: int | None = None
    before_id: str | None = None
    limit: int = 50


def add_task(session: Session, task: NewTask) -> Task:
    """Write a new task down."""
    now = now_ms()
    row = Task(
        id=task.id,
        account_id=task.account_id,
        operation=task.operation,
        request=task.request,
        param=task.param,
        model=task.model,
        callback_url=task.callback_url,
        base_url=task.base_url,
        seed=task.seed,
        cost_millicredits=task.cost_millicredits,
        idempotency_key=task.idempotency_key,
        request_digest=task.request_digest,
        status=Status.PENDING,
        stage=QUEUED,
        fraction=0.0,
        created_ms=now,
        updated_ms=now,
    )
    session.add(row)
    session.flush()
    return row


def find_task(session: Session, task_id: str, account_id: int | None = None) -> Task | None:
    """A task; where an account is named, only if it is its own."""
    row = session.get(Task, task_id)
    return None if row is None or account_id not in (None, row.account_id) else row


def task_of_idempotency_key(session: Session, account_id: int, key: str) -> Task | None:
    """The task that was submitted under a key."""
    return session.scalar(select(Task).where(Task.account_id == account_id, Task.idempotency_key == key))


def forget_idempotency_keys(session: Session, created_before_ms: int) -> None:
    """Let keys be used anew."""
    old = Task.idempotency_key.is_not(None), Task.created_ms < created_before_ms
    session.execute(update(Task).where(*old).values(idempotency_key=None))


def list_tasks(session: Session, account_id: int, wanted: TaskFilter) -> list[Task]:
    """Tasks of an account, the newest first."""
    query = select(Task).where(Task.account_id == account_id)
    if wanted.statuses:
        query = query.where(Task.status.in_(wanted.statuses))
    if wanted.operation is not None:
        query = query.where(Task.operation == wanted.operation)
    if wanted.before_ms is not None:
        earlier = Task.created_ms < wanted.before_ms
        if wanted.before_id is not None:
            earlier = or_(earlier, and_(Task.created_ms == wanted.before_ms, Task.id > wanted.before_id))
        query = query.where(earlier)
    return list(session.scalars(query.order_by(Task.created_ms.desc(), Task.id).limit(wanted.limit)))


def unfinished(session: Session) -> list[Task]:
    """All tasks that are still to be done, the oldest first."""
    return list(session.scalars(select(Task).where(Task.status.not_in(FINAL)).order_by(Task.created_ms, Task.id)))


def set_progress(session: Session, task_id: str, stage: str, fraction: float, seconds_left: float | None) -> None:
    """Say how far a task has come; a finished one is left as it is."""
    now = now_ms()
    open_task = Task.id == task_id, Task.status.not_in(FINAL)
    values = {"stage": stage, "fraction": fraction, "seconds_left": seconds_left, "updated_ms": now}
    session.execute(update(Task).where(*open_task).values(**values))


def mark_started(session: Session, task_id: str) -> None:
    """Remember when work on a task first began."""
    session.execute(update(Task).where(Task.id == task_id, Task.started_ms.is_(None)).values(started_ms=now_ms()))


def set_status(session: Session, task_id: str, status: Status) -> bool:
    """Go on to the next status; False where the task was final already."""
    now = now_ms()
    values: dict[str, Any] = {"status": status, "updated_ms": now}
    if status.is_final:
        values |= {"finished_ms": now, "stage": DONE, "fraction": 1.0, "seconds_left": 0.0}
    return _change_open(session, task_id, values)


def fail_task(session: Session, task_id: str, status: Status, error_code: int, message: str) -> bool:
    """End a task without success; False where it was final already."""
    now = now_ms()
    values = {"status": status, "error_code": error_code, "error_message": message, "seconds_left": 0.0}
    return _change_open(session, task_id, values | {"updated_ms": now, "finished_ms": now, "stage": DONE})


def mark_results_deleted(session: Session, task_id: str, deleted_ms: int) -> None:
    """Say in the record that the results are gone."""
    session.execute(update(Task).where(Task.id == task_id).values(results_deleted_ms=deleted_ms))


def _change_open(session: Session, task_id: str, values: dict[str, Any]) -> bool:
    open_task = Task.id == task_id, Task.status.not_in(FINAL)
    return session.scalar(update(Task).where(*open_task).values(**values).returning(Task.id)) is not None
