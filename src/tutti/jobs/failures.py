"""How a task fails: what the contract calls it, and what is written down and sent for it.

Status, refund and `error` callback are one transaction, and only the first end of a task counts, so failing twice
changes nothing. The codes are the contract's: 400 unusable audio or words, 408 too slow, 451 the upload cannot be
fetched, 500 and 501 our fault, 531 ended and refunded.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tutti.base.errors import (
    BriefInvalid,
    EngineCrashed,
    EngineTimeout,
    InputError,
    LyricsUnsingable,
    TuttiError,
    WordsForbidden,
)
from tutti.jobs.callbacks import queue_callback
from tutti.jobs.durable import Durable
from tutti.store.ledger import refund
from tutti.store.models import Status
from tutti.store.tasks import fail_task, find_task
from tutti.webhooks.payloads import FAILURE_MESSAGE, Stage, error_body


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An end without success.

    Attributes:
        code: the contract's error code.
        reason: what happened and what to do.
    """

    status: Status
    code: int
    reason: str


CANCELLED = Failure(
    status=Status.GENERATE_AUDIO_FAILED, code=531, reason="the task was cancelled; its credits were refunded"
)
LOST = Failure(
    status=Status.GENERATE_AUDIO_FAILED,
    code=531,
    reason="the server lost the task; its credits were refunded. Send it again",
)


def failure_of(error: Exception, *, is_fetching: bool, mark: str) -> Failure:
    """What an error means for the task.

    Args:
        error: what a step raised.
        is_fetching: whether the upload was being fetched.
        mark: what the log calls an error that has no name.
    """
    broken = Status.GENERATE_AUDIO_FAILED
    match error:
        case InputError() if is_fetching:
            return Failure(status=Status.CREATE_TASK_FAILED, code=451, reason=str(error))
        case WordsForbidden():
            return Failure(status=Status.SENSITIVE_WORD_ERROR, code=400, reason=str(error))
        case LyricsUnsingable() | BriefInvalid():
            return Failure(status=broken, code=400, reason=str(error))
        case InputError():
            return Failure(status=Status.CREATE_TASK_FAILED, code=400, reason=str(error))
        case EngineTimeout():
            return Failure(status=broken, code=408, reason=str(error))
        case EngineCrashed():
            return Failure(status=broken, code=500, reason=str(error))
        case TuttiError():
            return Failure(status=broken, code=501, reason=f"{FAILURE_MESSAGE}: {error}")
        case _:
            return Failure(
                status=broken,
                code=501,
                reason=f"{FAILURE_MESSAGE}: an error of the server, number {mark} in its log. Send the task again",
            )


def end_without_success(session: Session, durable: Durable, task_id: str, failure: Failure) -> bool:
    """Fail a task, give its credits back and queue the callback; False where it had ended before."""
    task = find_task(session, task_id)
    if task is None or not fail_task(session, task_id, failure.status, failure.code, failure.reason):
        return False
    refund(session, task_id)
    reason = failure.reason.removeprefix(f"{FAILURE_MESSAGE}: ")
    queue_callback(session, durable, task, Stage.ERROR, error_body(task_id, code=failure.code, reason=reason))
    return True
