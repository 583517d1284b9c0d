"""How answers with real HTTP statuses are documented: media, and Tutti's own calls under /tutti/v1.

Results come as HTTP 200 in the envelope, refusals under their own status in the same envelope.
"""

from __future__ import annotations

from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field

from tutti.api.envelope import NO_ACCESS_MESSAGE
from tutti.api.examples import kept

T = TypeVar("T")


class Done(BaseModel, Generic[T]):
    """The request was done."""

    code: Literal[200]
    msg: str = Field(description="Always `success`.")
    data: T


class TurnedDown(BaseModel):
    """The request was not done; `code` is the HTTP status and `msg` says why."""

    code: int
    msg: str = Field(description="What is wrong, and what to do.")
    data: None


class Deletion(BaseModel):
    """When something was deleted."""

    deletedTime: int | None = Field(description="Epoch milliseconds; null where it is not known.")  # noqa: N815 wire


class Deleted(BaseModel):
    """What was asked for existed once."""

    code: Literal[410]
    msg: str
    data: Deletion


_DELETED_EXAMPLE = {
    "code": 410,
    "msg": "The take was deleted, 14 days after it was made, on 2026-05-16 at 10:11:12 UTC",
    "data": {"deletedTime": 1778926272000},
}
_REASONS: dict[int, tuple[str, str]] = {
    400: ("The body is not a JSON object that can be read", "The request body is not valid JSON"),
    401: ("The key is missing, wrong or revoked", NO_ACCESS_MESSAGE),
    403: ("The link holds no more, or was changed", "This link holds no more; ask for a new one"),
    404: ("There is no such thing, or not on this account", "There is no such take"),
    409: ("It cannot be done in the state things are in", "The task has ended already"),
    416: ("The range lies outside of the file", "The file has 4123456 bytes; ask for some of them"),
    422: ("A field or parameter is missing or out of its range", "limit cannot be more than 100"),
    503: ("The server takes no work now", "The server is starting or stopping; try again in a moment"),
}


def done(kind: Any, example: Any, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a call that answers with a result of `kind`."""
    shown = {"summary": "Done", "value": kept({"code": 200, "msg": "success", "data": example})}
    result: dict[str, Any] = {
        "description": "The result, in `data`.",
        "model": Done[kind],
        "content": {"application/json": {"examples": {"done": shown}}},
    }
    return {200: result, **turned_down(*refusals)}


def media(content_type: str, *refusals: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a call that answers with a file."""
    binary: dict[str, Any] = {"content": {content_type: {"schema": {"type": "string", "format": "binary"}}}}
    return {
        200: {"description": "The whole file.", **binary},
        206: {"description": "The range that was asked for.", **binary},
        304: {"description": "The client has it already."},
        **turned_down(*refusals),
    }


def turned_down(*codes: int) -> dict[int | str, dict[str, Any]]:
    """The refusals of a call by HTTP status."""
    return {code: _deleted() if code == 410 else _refusal(code) for code in codes}


def _refusal(code: int) -> dict[str, Any]:
    reason, message = _REASONS[code]
    example = {"summary": reason, "value": kept({"code": code, "msg": message, "data": None})}
    return {
        "description": f"{reason}.",
        "model": TurnedDown,
        "content": {"application/json": {"examples": {"refused": example}}},
    }


def _deleted() -> dict[str, Any]:
    example = {"summary": "Deleted", "value": _DELETED_EXAMPLE}
    return {
        "description": "It was deleted: results are kept 14 days and uploads 3, unless the server is set otherwise.",
        "model": Deleted,
        "content": {"application/json": {"examples": {"deleted": example}}},
    }
