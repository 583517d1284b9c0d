"""Routes that answer GET and HEAD by one function, which looks at the method itself so that HEAD reads nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response


def add_readable(router: APIRouter, path: str, endpoint: Callable[..., Any], **described: Any) -> None:
    """Add a route for both methods; the document names GET alone, since HEAD says the same without the contents."""
    router.add_api_route(path, endpoint, methods=["GET"], response_class=Response, **described)
    router.add_api_route(path, endpoint, methods=["HEAD"], response_class=Response, include_in_schema=False)
