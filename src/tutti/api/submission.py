"""The way of every request that makes a task, in the order failures are told: key, JSON, rate, fields, idempotency,
credits. The last two are settled with the charge and the task in one transaction of the jobs.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from tutti.api.auth import Identity
from tutti.api.body import INVALID, JsonBody, read_json
from tutti.api.envelope import Refused, ok
from tutti.api.fields import check
from tutti.api.music_request import MusicRequest
from tutti.api.public_address import public_address
from tutti.api.rate_limit import take_turn
from tutti.api.services import Services
from tutti.jobs.orders import Operation, Order

IDEMPOTENCY_HEADER = "Idempotency-Key"
LONGEST_IDEMPOTENCY_KEY = 255
IDEMPOTENCY_INVALID = f"{IDEMPOTENCY_HEADER} must be 1 to {LONGEST_IDEMPOTENCY_KEY} visible ASCII characters"

_VISIBLE = re.compile(rf"[!-~]{{1,{LONGEST_IDEMPOTENCY_KEY}}}")


class SubmittedTask(BaseModel):
    """What a submit answers."""

    taskId: str  # noqa: N815 the contract's name


async def submit(
    request: Request, caller: Identity, services: Services, kind: type[MusicRequest], operation: Operation
) -> Response:
    """Check a request, order the task and answer with its id."""
    body = await read_json(request)
    await take_turn(services, caller)
    wish = check(kind, body)
    order = Order(
        account_id=caller.account_id,
        operation=operation,
        request=wish.model_dump(by_alias=True, exclude_none=True),
        param=body.text,
        callback_url=wish.call_back_url,
        base_url=public_address(request, services.settings),
        model=wish.model,
        idempotency_key=_idempotency_key(request),
        request_digest=_digest(operation, body),
    )
    return ok({"taskId": await services.jobs.submit(order)})


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
