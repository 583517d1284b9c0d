"""The tables. Rows are read-only outside of store; they stay readable after their transaction has ended.

Times are epoch milliseconds (`_ms`), credits are thousandths (`_millicredits`), as integers.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Float, ForeignKey, Index, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

FIRST_ACCOUNT_ID = 100001
MILLICREDITS = 1000  # in a credit

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Status(StrEnum):
    """The contract's status of a music task."""

    PENDING = "PENDING"
    TEXT_SUCCESS = "TEXT_SUCCESS"
    FIRST_SUCCESS = "FIRST_SUCCESS"
    SUCCESS = "SUCCESS"
    CREATE_TASK_FAILED = "CREATE_TASK_FAILED"
    GENERATE_AUDIO_FAILED = "GENERATE_AUDIO_FAILED"
    CALLBACK_EXCEPTION = "CALLBACK_EXCEPTION"
    SENSITIVE_WORD_ERROR = "SENSITIVE_WORD_ERROR"

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens to the task."""
        return self not in (Status.PENDING, Status.TEXT_SUCCESS, Status.FIRST_SUCCESS)


class LedgerReason(StrEnum):
    """Why a balance changed."""

    GRANT = "grant"
    CHARGE = "charge"
    REFUND = "refund"


class DeliveryState(StrEnum):
    """How far a callback has come."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"


class Base(DeclarativeBase):
    """All tables."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {int: BigInteger, str: String, dict[str, Any]: JSON}  # noqa: RUF012 SQLAlchemy's own shape


class Account(Base):
    """Who uses the server, and how many credits are left."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    balance_millicredits: Mapped[int]
    webhook_hmac_key: Mapped[str | None]
    created_ms: Mapped[int]


class ApiKey(Base):
    """A key of an account; only its digest is kept, and what is shown of it in lists."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    name: Mapped[str]
    shown: Mapped[str]
    digest: Mapped[str] = mapped_column(unique=True)
    created_ms: Mapped[int]
    revoked_ms: Mapped[int | None]


class LedgerEntry(Base):
    """A change of a balance; entries are only ever added. A task is charged once and refunded once."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("task_id", "reason"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    task_id: Mapped[str | None]
    amount_millicredits: Mapped[int]
    reason: Mapped[str]
    note: Mapped[str]
    created_ms: Mapped[int]


class Task(Base):
    """What was asked for and how far it has come."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("account_id", "idempotency_key"),
        Index(None, "account_id", "created_ms"),
        Index(None, "status"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    operation: Mapped[str]
    request: Mapped[dict[str, Any]]
    param: Mapped[str] = mapped_column(Text)
    model: Mapped[str]
    callback_url: Mapped[str | None] = mapped_column(Text)
    base_url: Mapped[str]
    seed: Mapped[int]
    cost_millicredits: Mapped[int]
    idempotency_key: Mapped[str | None]
    request_digest: Mapped[str]
    status: Mapped[str]
    error_code: Mapped[int | None]
    error_message: Mapped[str | None] = mapped_column(Text)
    stage: Mapped[str]
    fraction: Mapped[float] = mapped_column(Float)
    seconds_left: Mapped[float | None] = mapped_column(Float)
    created_ms: Mapped[int]
    updated_ms: Mapped[int]
    started_ms: Mapped[int | None]
    finished_ms: Mapped[int | None]
    results_deleted_ms: Mapped[int | None]


class Take(Base):
    """One of the takes of a task."""

    __tablename__ = "take"
    __table_args__ = (UniqueConstraint("task_id", "number"),)

    audio_id: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    tags: Mapped[str] = mapped_column(Text)
    lyrics: Mapped[str] = mapped_column(Text)
    model_name: Mapped[str]
    stream_parts: Mapped[int]
    duration_seconds: Mapped[float | None] = mapped_column(Float)
    created_ms: Mapped[int]
    finished_ms: Mapped[int | None]
    expires_ms: Mapped[int | None]
    deleted_ms: Mapped[int | None]


class File(Base):
    """An object in the store, and until when it is kept."""

    __tablename__ = "file"
    __table_args__ = (Index(None, "deleted_ms", "expires_ms"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    task_id: Mapped[str | None] = mapped_column(index=True)
    audio_id: Mapped[str | None] = mapped_column(index=True)
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text, unique=True)
    content_type: Mapped[str]
    bytes: Mapped[int]
    etag: Mapped[str]
    created_ms: Mapped[int]
    expires_ms: Mapped[int]
    deleted_ms: Mapped[int | None]


class Delivery(Base):
    """A callback to be delivered, with its exact body."""

    __tablename__ = "delivery"

    id: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    stage: Mapped[str]
    url: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str]
    created_ms: Mapped[int]
    finished_ms: Mapped[int | None]


class DeliveryAttempt(Base):
    """One try to deliver a callback."""

    __tablename__ = "delivery_attempt"

    id: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[str] = mapped_column(ForeignKey("delivery.id"), index=True)
    number: Mapped[int]
    started_ms: Mapped[int]
    duration_ms: Mapped[int]
    http_status: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)
    ok: Mapped[bool] = mapped_column(Boolean)


class Step(Base):
    """The journal of a task: which step ran when; one row a start."""

    __tablename__ = "step"
    __table_args__ = (Index(None, "task_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("task.id"))
    name: Mapped[str]
    attempt: Mapped[int]
    started_ms: Mapped[int]
    finished_ms: Mapped[int | None]
    error: Mapped[str | None] = mapped_column(Text)


class RateSlot(Base):
    """A new request an account has sent a moment ago."""

    __tablename__ = "rate_slot"
    __table_args__ = (Index(None, "account_id", "taken_ms"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    taken_ms: Mapped[int]
