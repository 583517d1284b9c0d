"""The journal of a task: which step ran when, and how often it had to be started."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.store.models import Step


def start_step(session: Session, task_id: str, name: str) -> Step:
    """Write down that a step begins."""
    row = Step(
        id=secrets.token_hex(16),
        task_id=task_id,
        name=name,
        attempt=1 + _count(session, task_id, name),
        started_ms=now_ms(),
    )
    session.add(row)
    session.flush()
    return row


def finish_step(session: Session, step_id: str, error: str | None = None) -> None:
    """Write down that a step has ended; the first end counts."""
    row = session.get_one(Step, step_id)
    if row.finished_ms is None:
        row.finished_ms, row.error = now_ms(), error


def steps_of(session: Session, task_id: str) -> list[Step]:
    """All starts of a task's steps, in order."""
    return list(session.scalars(select(Step).where(Step.task_id == task_id).order_by(Step.started_ms, Step.attempt)))


def unfinished_attempts(session: Session, task_id: str, name: str) -> int:
    """How often a step was started without ever coming to its end."""
    mine = Step.task_id == task_id, Step.name == name, Step.finished_ms.is_(None)
    return session.scalar(select(func.count()).select_from(Step).where(*mine)) or 0


def _count(session: Session, task_id: str, name: str) -> int:
    mine = Step.task_id == task_id, Step.name == name
    return session.scalar(select(func.count()).select_from(Step).where(*mine)) or 0
