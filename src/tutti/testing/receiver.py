"""A real receiver of callbacks: a small HTTP server that keeps what it is sent, and may misbehave on purpose."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tutti.testing.local_site import QuietHandler, local_site


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One callback as it came."""

    path: str
    headers: dict[str, str]
    body: bytes
    at: float

    @property
    def content(self) -> dict[str, Any]:
        """The JSON of the body."""
        content: dict[str, Any] = json.loads(self.body)
        return content

    @property
    def stage(self) -> str:
        """The contract's callbackType."""
        return str(self.content["data"]["callbackType"])

    @property
    def task_id(self) -> str:
        """Whose callback it is."""
        return str(self.content["data"]["task_id"])


@dataclass(kw_only=True)
class Receiver:
    """Where callbacks are sent to, and what came.

    Attributes:
        answer: gives the HTTP status for a callback; 200 by default. It may take its time.
    """

    url: str = ""
    answer: Callable[[Received], int] = lambda _received: 200
    received: list[Received] = field(default_factory=list)
    news: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, wanted: Callable[[list[Received]], bool], *, seconds: float) -> list[Received]:
        """What came, once it is what is wanted; what came so far when the time is over."""
        with self.news:
            self.news.wait_for(lambda: wanted(self.received), timeout=seconds)
            return list(self.received)

    def take(self, received: Received) -> None:
        """Keep a callback."""
        with self.news:
            self.received.append(received)
            self.news.notify_all()


@contextmanager
def running_receiver(answer: Callable[[Received], int] | None = None, *, port: int = 0) -> Iterator[Receiver]:
    """Receive callbacks on a port of this machine; 0 takes a free one."""
    receiver = Receiver()
    if answer is not None:
        receiver.answer = answer

    class Handler(QuietHandler):
        def do_POST(self) -> None:  # noqa: N802 the name is http.server's
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            received = Received(path=self.path, headers=headers, body=body, at=time.time())
            receiver.take(received)
            self.send_response(receiver.answer(received))
            self.send_header("Content-Length", "0")
            self.end_headers()

    with local_site(Handler, port=port) as url:
        receiver.url = f"{url}/callbacks"
        yield receiver
