"""The way of every request that makes a task.

Failures are told in this order: key, JSON, rate, fields, idempotency, credits. A request whose fields are right is
settled in one transaction: its turn, the idempotency key, the charge, the task. One that makes no task for want of
credits, or repeats a key for another request, takes no turn.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from fastapi import Request
from pydantic import BaseModel, Field
from starlette.responses import Response

from tutti.api.answers import answers
from tutti.api.auth import Identity
from tutti.api.body import INVALID, NOT_JSON, JsonBody, read_json
from tutti.api.envelope import Refused, ok
from tutti.api.fields import CALLBACK_MISSING, check
from tutti.api.music_request import MusicRequest
from tutti.api.public_address import public_address
from tutti.api.rate_limit import take_turn
from tutti.api.refusals import NO_CREDITS_MESSAGE, TOO_FAST_MESSAGE
from tutti.api.services import Services
from tutti.jobs.orders import Operation, Order
from tutti.store.database import Session

IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_IDEMPOTENCY_KEY = 255
IDEMPOTENCY_INVALID = f"{IDEMPOTENCY_HEADER} must be 1 to {LONGEST_IDEMPOTENCY_KEY} visible ASCII characters"

CONFLICT_EXAMPLE = {
    "code": 409,
    "msg": "Idempotency-Key was used before with another request; use a new key for a new request",
    "data": None,
}
_VISIBLE = re.compile(rf"[!-~]{{1,{LONGEST_IDEMPOTENCY_KEY}}}")


_TASK_ID = "3f1c9a7be2d84460a5b1c0de7f892a41"


class SubmittedTask(BaseModel):
    """What a submit answers."""

    taskId: str = Field(description="32 lowercase hexadecimal digits.")  # noqa: N815 the contract's name


SUBMIT_ANSWERS = answers(
    "SubmittedAnswer",
    SubmittedTask,
    {"ok": ("The task is taken", {"taskId": _TASK_ID})},
    {
        "missing_callback": ("422: no callBackUrl", {"code": 422, "msg": CALLBACK_MISSING, "data": None}),
        "malformed": ("400: not JSON", {"code": 400, "msg": NOT_JSON, "data": None}),
        "no_credits": ("402: too few credits", {"code": 402, "msg": NO_CREDITS_MESSAGE, "data": None}),
        "conflict": ("409: the idempotency key was used for another request", CONFLICT_EXAMPLE),
        "rate_limited": ("429: too many requests", {"code": 429, "msg": TOO_FAST_MESSAGE, "data": None}),
    },
)


def submission_extra(kind: type[MusicRequest]) -> dict[str, Any]:
    """What the OpenAPI document says of the request, which the route reads by itself to keep the order of refusals."""
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": kind.model_json_schema()}}},
        "parameters": [
            {
                "name": IDEMPOTENCY_HEADER,
                "in": "header",
                "required": False,
                "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
                "description": "Your own name for this request. Sent again with the same body, it answers with the "
                "task that was made the first time and charges nothing; with another body it is refused (409).",
            }
        ],
    }


async def submit(
    request: Request, caller: Identity, services: Services, kind: type[MusicRequest], operation: Operation
) -> Response:
    """Check a request, order the task and answer with its id."""
    body = await read_json(request)

    def admit(session: Session) -> None:
        take_turn(session, caller.account_id, services.settings.requests_per_10_seconds)

    try:
        wish, idempotency_key = check(kind, body), _idempotency_key(request)
    except Refused:  # being too fast is told before what is wrong with the fields
        await services.database.write(admit)
        raise
    order = Order(
        account_id=caller.account_id,
        operation=operation,
        request=wish.model_dump(by_alias=True, exclude_none=True),
        param=body.text,
        callback_url=wish.call_back_url,
        base_url=public_address(request, services.settings),
        model=wish.model,
        idempotency_key=idempotency_key,
        request_digest=_digest(operation, body),
    )
    return ok({"taskId": await services.jobs.submit(order, admit)})


def _idempotency_key(request: Request) -> str | None:
    key = request.headers.get(IDEMPOTENCY_HEADER)
    if key is not None and not _VISIBLE.fullmatch(key):
        raise Refused(INVALID, IDEMPOTENCY_INVALID)
    return key


def _digest(operation: Operation, body: JsonBody) -> str:
    """The same for bodies that say the same, however they are spaced or ordered."""
    said: dict[str, Any] = {"operation": operation.value, "body": body.values}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
