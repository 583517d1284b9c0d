"""Turns rows of the store into what Tutti's own calls show of a task."""

from __future__ import annotations

from collections.abc import Sequence

from tutti.api.gone import deleted_ms_of
from tutti.api.record_info import record
from tutti.api.task_state import (
    AttemptState,
    DeliveryStateShown,
    StepState,
    TakeState,
    TaskDetail,
    TaskEvent,
    TaskState,
)
from tutti.base.clock import now_ms
from tutti.base.links import media_links
from tutti.store.database import Session
from tutti.store.deliveries import attempts_of, deliveries_of
from tutti.store.models import MILLICREDITS, Delivery, DeliveryState, Status, Step, Take, Task
from tutti.store.steps import steps_of
from tutti.store.takes import takes_of


def task_state(session: Session, task: Task) -> TaskState:
    """A task with its takes."""
    takes = takes_of(session, task.id)
    title = takes[0].title if takes else task.request.get("title")
    return TaskState(
        **dict(record(task, takes)),
        title=title or "",
        model=task.model,
        stage=task.stage,
        fraction=task.fraction,
        seconds_left=task.seconds_left,
        seed=task.seed,
        credits=task.cost_millicredits / MILLICREDITS,
        start_time=task.started_ms,
        finish_time=task.finished_ms,
        results_deleted_time=task.results_deleted_ms,
        takes=[_take(take, task.base_url) for take in takes],
    )


def task_detail(session: Session, task: Task) -> TaskDetail:
    """A task with its takes, journal and callbacks."""
    return TaskDetail(
        **dict(task_state(session, task)),
        steps=[_step(step) for step in steps_of(session, task.id)],
        deliveries=deliveries(session, task.id),
    )


def task_event(task: Task) -> TaskEvent:
    """How far a task is."""
    return TaskEvent(
        task_id=task.id,
        status=Status(task.status),
        stage=task.stage,
        fraction=task.fraction,
        seconds_left=task.seconds_left,
        error_code=task.error_code,
        error_message=task.error_message,
    )


def deliveries(session: Session, task_id: str) -> list[DeliveryStateShown]:
    """The callbacks of a task with their attempts."""
    return [_delivery(session, delivery) for delivery in deliveries_of(session, task_id)]


def page_mark(tasks: Sequence[Task]) -> str:
    """What continues a list after its last task: moment and id, since two tasks can have one moment."""
    return f"{tasks[-1].created_ms}-{tasks[-1].id}"


def _take(take: Take, base_url: str) -> TakeState:
    links = media_links(base_url, take.audio_id)
    deleted_ms = deleted_ms_of(take, now_ms())
    is_kept = deleted_ms is None
    return TakeState(
        id=take.audio_id,
        number=take.number,
        title=take.title,
        tags=take.tags,
        lyrics=take.lyrics,
        audio_url=links.audio if is_kept and take.finished_ms is not None else None,
        stream_url=links.stream if is_kept else None,
        image_url=links.image if is_kept else None,
        duration=take.duration_seconds,
        stream_parts=take.stream_parts,
        finish_time=take.finished_ms,
        expire_time=take.expires_ms,
        deleted_time=deleted_ms,
    )


def _step(step: Step) -> StepState:
    return StepState(
        name=step.name,
        attempt=step.attempt,
        start_time=step.started_ms,
        milliseconds=None if step.finished_ms is None else step.finished_ms - step.started_ms,
        error=step.error,
    )


def _delivery(session: Session, delivery: Delivery) -> DeliveryStateShown:
    return DeliveryStateShown(
        id=delivery.id,
        stage=delivery.stage,
        url=delivery.url,
        body=delivery.body,
        state=DeliveryState(delivery.state),
        create_time=delivery.created_ms,
        finish_time=delivery.finished_ms,
        attempts=[
            AttemptState(
                number=attempt.number,
                start_time=attempt.started_ms,
                milliseconds=attempt.duration_ms,
                http_status=attempt.http_status,
                error=attempt.error,
                is_delivered=attempt.ok,
            )
            for attempt in attempts_of(session, delivery.id)
        ],
    )
