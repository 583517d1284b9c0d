"""What is known of the objects in the store."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from tutti.base.clock import now_ms
from tutti.store.models import File

UPLOAD = "upload"
RESULT = "result"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFile:
    """An object that was stored.

    Attributes:
        kind: "upload" or "result".
        name: what a person would call it; within a take its path, such as "stems/bass.flac".
        key: where it lies in the object store.
        etag: changes when the contents change.
    """

    account_id: int
    kind: str
    name: str
    key: str
    content_type: str
    bytes: int
    etag: str
    expires_ms: int
    task_id: str | None = None
    audio_id: str | None = None


def add_file(session: Session, file: NewFile) -> File:
    """Write an object down; one of the same key is replaced."""
    row = session.scalar(select(File).where(File.key == file.key))
    if row is None:
        row = File(id=secrets.token_hex(16), key=file.key)
        session.add(row)
    row.account_id, row.task_id, row.audio_id = file.account_id, file.task_id, file.audio_id
    row.kind, row.name, row.content_type = file.kind, file.name, file.content_type
    row.bytes, row.etag, row.expires_ms = file.bytes, file.etag, file.expires_ms
    row.created_ms, row.deleted_ms = now_ms(), None
    session.flush()
    return row


def find_file(session: Session, key: str) -> File | None:
    """The object of a key, deleted ones too."""
    return session.scalar(select(File).where(File.key == key))


def file_of_take(session: Session, audio_id: str, name: str) -> File | None:
    """A file of a take by its name."""
    return session.scalar(select(File).where(File.audio_id == audio_id, File.name == name))


def files_of_take(session: Session, audio_id: str) -> list[File]:
    """All files of a take."""
    return list(session.scalars(select(File).where(File.audio_id == audio_id).order_by(File.name)))


def files_of_task(session: Session, task_id: str) -> list[File]:
    """All files of a task, those of its takes too."""
    return list(session.scalars(select(File).where(File.task_id == task_id).order_by(File.key)))


def expired_files(session: Session, now: int, limit: int) -> list[File]:
    """Objects whose time is over and that were not deleted yet."""
    query = select(File).where(File.deleted_ms.is_(None), File.expires_ms <= now).order_by(File.expires_ms)
    return list(session.scalars(query.limit(limit)))


def mark_deleted(session: Session, ids: Sequence[str], deleted_ms: int) -> None:
    """Say that objects are gone."""
    session.execute(update(File).where(File.id.in_(ids)).values(deleted_ms=deleted_ms))
