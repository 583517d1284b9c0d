"""Which methods a path takes: the router only names those of the first route that fits (RFC 9110, section 10.2.1)."""

from __future__ import annotations

from fastapi import Request
from starlette.routing import Match

from tutti.api.envelope import Surface, surface_of

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def allowed_methods(request: Request) -> str:
    """The value of an `Allow` header for the path of a request."""
    routes = request.app.router.routes
    taken = {
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in routes)
    }
    if "GET" in taken and surface_of(request.url.path) is Surface.CONTRACT:
        taken.add("HEAD")
    return ", ".join(method for method in METHODS if method in taken)
