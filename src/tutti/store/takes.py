"""The takes of a task."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.store.models import Take


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTake:
    """A take as the text stage announces it.

    Attributes:
        lyrics: the final words; empty where nothing is sung.
        model_name: the contract's upstream name of the model.
    """

    audio_id: str
    number: int
    title: str
    tags: str
    lyrics: str
    model_name: str


def add_takes(session: Session, task_id: str, takes: Sequence[NewTake]) -> list[Take]:
    """Announce the takes of a task; where they were announced before, those stand."""
    known = takes_of(session, task_id)
    if known:
        return known
    for take in takes:
        session.add(
            Take(
                audio_id=take.audio_id,
                task_id=task_id,
                number=take.number,
                title=take.title,
                tags=take.tags,
                lyrics=take.lyrics,
                model_name=take.model_name,
                stream_parts=0,
                created_ms=now_ms(),
            )
        )
    session.flush()
    return takes_of(session, task_id)


def takes_of(session: Session, task_id: str) -> list[Take]:
    """The takes of a task by number."""
    return list(session.scalars(select(Take).where(Take.task_id == task_id).order_by(Take.number)))


def find_take(session: Session, audio_id: str) -> Take | None:
    """The take of an audio id."""
    return session.get(Take, audio_id)


def set_stream_parts(session: Session, audio_id: str, count: int) -> None:
    """Say how many parts of the stream can be had; never fewer than before."""
    mine = Take.audio_id == audio_id, Take.stream_parts < count
    session.execute(update(Take).where(*mine).values(stream_parts=count))


def finish_take(session: Session, audio_id: str, duration_seconds: float, expires_ms: int) -> None:
    """Say that a take is done, and until when it is kept."""
    row = session.get_one(Take, audio_id)
    if row.finished_ms is None:
        row.duration_seconds, row.expires_ms, row.finished_ms = duration_seconds, expires_ms, now_ms()


def finished_between(session: Session, after_ms: int, before_ms: int) -> list[Take]:
    """Takes that were finished in a stretch of time."""
    return list(session.scalars(select(Take).where(Take.finished_ms > after_ms, Take.finished_ms <= before_ms)))


def expired_takes(session: Session, now: int, limit: int) -> list[Take]:
    """Takes whose time is over and that were not deleted yet."""
    query = select(Take).where(Take.expires_ms <= now, Take.deleted_ms.is_(None)).order_by(Take.expires_ms)
    return list(session.scalars(query.limit(limit)))


def mark_takes_deleted(session: Session, audio_ids: Sequence[str], deleted_ms: int) -> None:
    """Say that the media of takes are gone."""
    session.execute(update(Take).where(Take.audio_id.in_(audio_ids)).values(deleted_ms=deleted_ms))
