"""A small HTTP server of this machine that answers as its handler says: for receivers, sources and sites of tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class QuietHandler(BaseHTTPRequestHandler):
    """Answers requests, and writes no log of them."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the name is the base class's
        """Say nothing."""


@contextmanager
def local_site(handler: Callable[..., Any], *, port: int = 0) -> Iterator[str]:
    """Answer from threads; gives the address, such as http://127.0.0.1:40123.

    Args:
        handler: makes a handler for each connection, as `http.server` calls it.
        port: 0 takes a free one.
    """
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
