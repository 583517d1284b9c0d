"""The edge of a request: whatever nobody below foresaw becomes one answer with an id, and one line in the log.

It is pure ASGI, so that streams pass through it unheld, and the only place of the API that may catch everything.
"""

from __future__ import annotations

import secrets

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutti.api.envelope import Refused, refusal, surface_of

SERVER_ERROR = 500
SERVER_ERROR_MESSAGE = "Server Error - An unexpected error occurred while processing the request"

log = structlog.get_logger(__name__)


class RequestEdge:
    """Wraps the application; a failure that reaches it is a bug of ours and is told by its id alone."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_started = False

        async def send_noting(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        try:
            await self.app(scope, receive, send_noting)
        except ClientDisconnect:
            return
        except Exception:
            error_id = secrets.token_hex(8)
            log.exception("request_failed", error_id=error_id, method=scope["method"], path=scope["path"])
            if has_started:  # the status is out: only a broken connection can still tell the client
                raise
            refused = Refused(SERVER_ERROR, f"{SERVER_ERROR_MESSAGE} (id {error_id})")
            await refusal(refused, surface_of(scope["path"]))(scope, receive, send)
