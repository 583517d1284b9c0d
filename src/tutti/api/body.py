"""Reads a JSON body within a limit of bytes, before anything looks at its fields.

Malformed text is code 400, a body over the limit or not an object is 422. NaN and Infinity, which Python would take,
are no JSON: they are remembered, so that the field that holds one can be named. Source: RFC 8259.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from tutti.api.envelope import Refused

MALFORMED = 400
INVALID = 422
SUBMIT_LIMIT_BYTES = 1_000_000
LIMIT_SECONDS = 60.0

NOT_JSON = "The request body is not valid JSON"
TOO_SLOW = "The request body did not come within a minute"
NOT_UTF8 = "The request body is not valid UTF-8"
NOT_OBJECT = "The request body must be a JSON object"
NOT_NUMBERS = "The request body is not valid JSON: NaN and Infinity are not numbers"


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """A JSON object as it was sent."""

    text: str
    values: dict[str, Any]
    has_impossible_number: bool


async def read_json(
    request: Request, limit_bytes: int = SUBMIT_LIMIT_BYTES, limit_seconds: float = LIMIT_SECONDS
) -> JsonBody:
    """The object a request carries.

    Raises:
        Refused: the body is too long, comes too slowly, or is not a JSON object.
    """
    try:
        async with asyncio.timeout(limit_seconds):
            raw = await _read(request, limit_bytes)
    except TimeoutError:
        raise Refused(MALFORMED, TOO_SLOW) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(MALFORMED, NOT_UTF8) from None
    impossible: list[str] = []

    def note(name: str) -> float:
        impossible.append(name)
        return float(name)

    try:
        values = json.loads(text, parse_constant=note)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError too
        raise Refused(MALFORMED, NOT_JSON) from None
    if not isinstance(values, dict):
        raise Refused(INVALID, NOT_OBJECT)
    return JsonBody(text=text, values=values, has_impossible_number=bool(impossible))


async def _read(request: Request, limit_bytes: int) -> bytes:
    too_long = Refused(INVALID, f"The request body cannot exceed {limit_bytes} bytes")
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdecimal() and int(declared[:20]) > limit_bytes:
        raise too_long
    parts: list[bytes] = []
    length = 0
    async for part in request.stream():
        length += len(part)
        if length > limit_bytes:
            raise too_long
        parts.append(part)
    return b"".join(parts)
