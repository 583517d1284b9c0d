"""How the answers of a contract route are documented: HTTP 200 with one envelope or another.

Examples show the recorded messages, so that a reader of the reference sees what a client will compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, Field, create_model

from tutti.api.envelope import NO_ACCESS_MESSAGE
from tutti.api.examples import kept

T = TypeVar("T")


class Success(BaseModel, Generic[T]):
    """The request was done."""

    code: Literal[200]
    msg: str = Field(description="Always `success`.")
    data: T


class Refusal(BaseModel):
    """The request was not done; `code` and `msg` say why."""

    code: Literal[400, 402, 409, 422, 429, 500]
    msg: str = Field(description="What is wrong, and what to do.")
    data: None


class NoAccess(BaseModel):
    """There is no key, or not one that is in force."""

    code: Literal[401]
    msg: str


REFUSALS: dict[str, tuple[str, dict[str, Any]]] = {
    "no_access": ("401: the key is missing, wrong or revoked", {"code": 401, "msg": NO_ACCESS_MESSAGE}),
    "invalid": (
        "422: a field is missing or out of its range",
        {"code": 422, "msg": "title cannot be null", "data": None},
    ),
    "server_error": (
        "500: a fault of the server; the id is in its log",
        {
            "code": 500,
            "msg": "Server Error - An unexpected error occurred while processing the request (id 5f0c8e1a2b3d4c5e)",
            "data": None,
        },
    ),
}


def answers(
    name: str,
    kind: Any,
    results: Mapping[str, tuple[str, Any]],
    refusals: Mapping[str, tuple[str, dict[str, Any]]] | None = None,
) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a contract route.

    Args:
        name: what generated clients call its success.
        kind: the type of the result.
        results: examples of results, (summary, value) by name.
        refusals: examples of refusals beside the usual ones.
    """
    success = create_model(name, __base__=Success[kind], __doc__=Success.__doc__)
    shown = {
        name: {"summary": summary, "value": {"code": 200, "msg": "success", "data": data}}
        for name, (summary, data) in results.items()
    }
    shown |= {
        name: {"summary": words, "value": body} for name, (words, body) in (REFUSALS | dict(refusals or {})).items()
    }
    return {
        200: {
            "description": "The outcome is in the body's `code`: 200 where the request was done, else what went wrong.",
            "model": success | Refusal | NoAccess,
            "content": {"application/json": {"examples": kept(shown)}},
        }
    }
