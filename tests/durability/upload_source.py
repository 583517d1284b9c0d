"""Where uploads are fetched from: a server that stops in the middle of a file until it is let go on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tutti.testing.local_site import QuietHandler, local_site


@dataclass(kw_only=True)
class UploadSource:
    """Serves one file.

    Attributes:
        goes_on: set, and the second half of the file is sent too.
        is_half_sent: set while somebody waits for the second half.
        fetches: how often the file was asked for.
    """

    url: str = ""
    goes_on: threading.Event = field(default_factory=threading.Event)
    is_half_sent: threading.Event = field(default_factory=threading.Event)
    fetches: int = 0


@contextmanager
def upload_source(path: Path) -> Iterator[UploadSource]:
    """Serve a file on a free port of this machine."""
    source = UploadSource()
    content = path.read_bytes()

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 the name is http.server's
            source.fetches += 1
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            half = len(content) // 2
            try:
                self.wfile.write(content[:half])
                self.wfile.flush()
                source.is_half_sent.set()
                source.goes_on.wait(60.0)
                self.wfile.write(content[half:])
            except OSError:
                self.close_connection = True  # the one who asked is gone

    with local_site(Handler) as url:
        source.url = f"{url}/{path.name}"
        try:
            yield source
        finally:
            source.goes_on.set()
