"""The one shape of every answer: `{"code", "msg", "data"}`, and how each family of paths wraps it.

The contract (`/api/v1/...`) answers HTTP 200 whatever happened; the real code is in the body. The upload host's paths
(`/api/file-...`) add `success` in front and allow any origin. Everything else (`/tutti/v1/...`, media) uses real HTTP
statuses with the same envelope. A path or a method that does not exist is a real 404 or 405 everywhere.
Source: the recorded wire of the contract, sections 1.1, 1.2 and 5.1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from starlette.responses import Response

SUCCESS = 200
SUCCESS_MESSAGE = "success"
UPLOADED_MESSAGE = "File uploaded successfully"
NO_ACCESS = 401
NO_ACCESS_MESSAGE = "You do not have access permissions"
UPLOAD_NO_ACCESS_MESSAGE = "Authentication failed: Invalid API Key"


class Surface(StrEnum):
    """A family of paths that wraps its answers in one way."""

    CONTRACT = "contract"
    UPLOAD = "upload"
    TUTTI = "tutti"


class Refused(Exception):
    """The request is answered with `code` and `msg` instead of a result. Raised anywhere below a route."""

    def __init__(self, code: int, msg: str, data: Any = None, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(msg)
        self.code = code
        self.msg = msg
        self.data = data
        self.headers = dict(headers or {})


def surface_of(path: str) -> Surface:
    """The family a request path belongs to."""
    if path.startswith("/api/file-"):
        return Surface.UPLOAD
    if path == "/api" or path.startswith("/api/"):
        return Surface.CONTRACT
    return Surface.TUTTI


def ok(data: Any, surface: Surface = Surface.CONTRACT) -> Response:
    """The answer that carries a result."""
    if surface is Surface.UPLOAD:
        body = {"success": True, "code": SUCCESS, "msg": UPLOADED_MESSAGE, "data": data}
    else:
        body = {"code": SUCCESS, "msg": SUCCESS_MESSAGE, "data": data}
    return _answer(body, surface, status=200)


def refusal(refused: Refused, surface: Surface, status: int | None = None) -> Response:
    """The answer that carries a refusal; `status` overrides the HTTP status the family would use."""
    body: dict[str, Any] = {"code": refused.code, "msg": refused.msg}
    if surface is Surface.UPLOAD:
        body = {"success": False, **body}
    elif not (surface is Surface.CONTRACT and refused.code == NO_ACCESS):
        body["data"] = refused.data
    if status is None:
        status = refused.code if surface is Surface.TUTTI else 200
    headers = dict(refused.headers)
    if status == NO_ACCESS:
        headers["WWW-Authenticate"] = "Bearer"
    return _answer(body, surface, status=status, headers=headers)


def _answer(
    body: Mapping[str, Any], surface: Surface, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    named = {"Content-Type": "application/json"} | dict(headers or {})
    if surface is Surface.CONTRACT:
        named["Content-Type"] = "application/json;charset=UTF-8"
    elif surface is Surface.UPLOAD:
        named["Access-Control-Allow-Origin"] = "*"
    # A lone surrogate has no UTF-8 form; it must not turn an answer into a failure.
    return Response(text.encode("utf-8", "replace"), status_code=status, headers=named)
