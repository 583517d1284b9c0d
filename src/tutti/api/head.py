"""HEAD on what answers to GET under the contract's paths: the same headers, no body (RFC 9110, section 9.3.2).

The router knows a method by its name only; media, which need not be read for a HEAD, answer it by themselves.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tutti.api.envelope import Surface, surface_of


class HeadAsGet:
    """Passes HEAD on as GET and holds the body back."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or surface_of(scope["path"]) is not Surface.CONTRACT:
            await self.app(scope, receive, send)
            return

        async def send_bare(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET"}, receive, send_bare)
