"""A task as Tutti's own calls show it: the contract's record, and beyond it progress, takes, journal and callbacks.

Names are camelCase as the contract's; moments are epoch milliseconds (`...Time`), lengths are seconds or milliseconds
by name, credits are fractional numbers.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from tutti.api.record import Record
from tutti.store.models import DeliveryState, Status

_wire = ConfigDict(alias_generator=to_camel, validate_by_name=True, validate_by_alias=False, frozen=True)


class TakeState(BaseModel):
    """A take from the moment its words stand."""

    model_config = _wire

    id: str = Field(description="The audio id, a UUID.")
    number: int
    title: str
    tags: str
    lyrics: str = Field(description="Empty where nothing is sung.")
    audio_url: str | None = Field(description="Null until the take is done, and after it was deleted.")
    stream_url: str | None
    image_url: str | None
    duration: float | None = Field(description="Seconds; null until the take is done.")
    stream_parts: int = Field(description="How many parts of the stream can be heard by now.")
    finish_time: int | None
    expire_time: int | None = Field(description="When its files are deleted.")
    deleted_time: int | None


class StepState(BaseModel):
    """One start of a step, from the journal."""

    model_config = _wire

    name: str = Field(description="fetch, listen, plan, announce_text, take_1, ...")
    attempt: int = Field(description="More than 1 where the server had to start it again.")
    start_time: int
    milliseconds: int | None = Field(description="How long it took; null where it runs, or was cut off.")
    error: str | None


class AttemptState(BaseModel):
    """One try to deliver a callback."""

    model_config = _wire

    number: int
    start_time: int
    milliseconds: int
    http_status: int | None
    error: str | None
    is_delivered: bool


class DeliveryStateShown(BaseModel):
    """A callback: what was sent where, and how often it was tried."""

    model_config = _wire

    id: str
    stage: str = Field(description="text, first, complete or error.")
    url: str
    body: str = Field(description="Exactly as it is sent.")
    state: DeliveryState
    create_time: int
    finish_time: int | None
    attempts: list[AttemptState]


class TaskState(Record):
    """The contract's record, and how far the task has come."""

    title: str
    model: str
    stage: str = Field(description="queued, the step that runs, or done.")
    fraction: float = Field(ge=0, le=1, description="Share of the whole that is done.")
    seconds_left: float | None = Field(description="Null while it cannot be told.")
    seed: int
    credits: float = Field(description="What the task costs; given back when it fails.")
    start_time: int | None
    finish_time: int | None
    results_deleted_time: int | None
    takes: list[TakeState]


class TaskDetail(TaskState):
    """Everything that is known of a task."""

    steps: list[StepState]
    deliveries: list[DeliveryStateShown]


class TaskPage(BaseModel):
    """Tasks, the newest first."""

    model_config = _wire

    tasks: list[TaskState]
    next: str | None = Field(description="`before` of the next page; null where this is the last.")


class TaskEvent(BaseModel):
    """News of a task."""

    model_config = _wire

    task_id: str
    status: Status
    stage: str
    fraction: float = Field(ge=0, le=1)
    seconds_left: float | None
    error_code: int | None
    error_message: str | None
