"""Hostile uploads through a real server: each task fails with a sentence, and the server stays well."""

import functools
import re
import time
from pathlib import Path

import psutil

from tests.hostile.uploads import UNFETCHABLE, UNUSABLE, Hostile, hostile_uploads, mp3, tone
from tutti.testing.client import StudioClient
from tutti.testing.local_site import QuietHandler, local_site
from tutti.testing.receiver import running_receiver
from tutti.testing.running_server import running_server

MOST_SERVER_BYTES = 300_000_000
TASK_CREDITS = 12.0
PATIENCE_SECONDS = 240.0


class Site(QuietHandler):
    """Serves the table by number; a few paths misbehave. What else is asked for falls into the trap."""

    def __init__(self, files: dict[str, bytes], trapped: list[str], *arguments: object) -> None:
        self.files, self.trapped = files, trapped
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:  # noqa: N802 the name is http.server's
        name = self.path.lstrip("/")
        if name.startswith("trap"):
            self.trapped.append(self.path)
        if name in self.files:
            self._say(200, self.files[name])
        elif name == "loop":
            self._say(302, b"", Location="/loop")
        elif name == "to-metadata":
            self._say(302, b"", Location="http://169.254.169.254/latest/meta-data/")
        elif name == "to-file":
            self._say(302, b"", Location="file:///etc/passwd")
        elif name == "too-heavy":
            self.send_response(200)
            self.send_header("Content-Length", str(300_000_000))
            self.end_headers()
        elif name == "endless":
            self._pour(b"\0" * 100_000, 0.0)
        elif name == "dripping":
            self._pour(b"\0", 0.2)
        elif name == "broken":
            self._say(500, b"no")
        else:
            self._say(404, b"no")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for header, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _pour(self, piece: bytes, pause_seconds: float) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(piece)
                time.sleep(pause_seconds)
        except OSError:
            return


UNREACHABLE = {
    "missing": "404",
    "broken": "500",
    "loop": "redirect",
    "to-metadata": "169.254",
    "to-file": "http",
    "too-heavy": "100 MB|100000000|MB",
    "endless": "100 MB|MB",
    "dripping": "s",
}
FOREIGN = {
    "http://10.255.255.1/a.mp3": "",
    "http://169.254.169.254/latest/meta-data/": "",
    "http://[::1]:1/a.mp3": "",
    "http://0x7f.2/a.mp3": "",
    "http://nobody.invalid/a.mp3": "",
    "https://user:secret@127.0.0.1/a.mp3": "",
}


def test_hostile_uploads_are_told_what_is_wrong_and_harm_nobody(tmp_path: Path) -> None:
    files: dict[str, bytes] = {}
    trapped: list[str] = []
    settings = {
        "TUTTI_OUTBOUND_ALLOW": "127.0.0.1",
        "TUTTI_REQUESTS_PER_10_SECONDS": "1000",
        "TUTTI_FETCH_SECONDS": "4",
        "TUTTI_SONGS_AT_ONCE": "2",
    }
    with (
        local_site(functools.partial(Site, files, trapped)) as url,
        running_receiver() as receiver,
        running_server(tmp_path / "data", environment=settings) as server,
    ):
        assert server.key is not None
        table = hostile_uploads(f"{url}/trap")
        files |= {f"{number}.mp3": upload.content for number, upload in enumerate(table)}
        cases = [(upload, f"{url}/{number}.mp3") for number, upload in enumerate(table)]
        cases += [(Hostile(name, b"", UNFETCHABLE, says), f"{url}/{name}") for name, says in UNREACHABLE.items()]
        cases += [(Hostile(address, b"", UNFETCHABLE, says), address) for address, says in FOREIGN.items()]
        assert len(table) >= 50
        with StudioClient(server.url, server.key) as client:
            before = client.get("/api/v1/chat/credit")
            submitted = [(case, _submit(client, address, receiver.url)) for case, address in cases]
            faults = [fault for case, task_id in submitted if (fault := _fault(client, case, task_id))]
            assert faults == []
            told = receiver.wait_for(lambda every: len(every) >= len(cases), seconds=30)
            assert {one.task_id for one in told if one.stage == "error"} == {task_id for _, task_id in submitted}
            assert client.get("/api/v1/chat/credit") == before
            _still_works(client, url, files, receiver.url)
            assert client.get("/api/v1/chat/credit") == before - TASK_CREDITS
        assert trapped == []
        own = psutil.Process(server.process.pid).memory_info().rss
        assert own < MOST_SERVER_BYTES, f"{own / 1e6:.0f} MB"
    assert server.process.returncode == 0


def _submit(client: StudioClient, upload_url: str, callback_url: str) -> str:
    body = {"uploadUrl": upload_url, "title": "T", "tags": "pop", "negativeTags": "", "callBackUrl": callback_url}
    return client.submit("add-instrumental", body)


def _fault(client: StudioClient, case: Hostile, task_id: str) -> str | None:
    """What is wrong with how a task ended, None where nothing is."""
    record = client.wait(task_id, seconds=PATIENCE_SECONDS)
    code, message = record["errorCode"], record["errorMessage"] or ""
    expected = {UNUSABLE, UNFETCHABLE} if case.code == UNFETCHABLE else {case.code}
    if record["status"] != "CREATE_TASK_FAILED" or code not in expected:
        return f"{case.name}: {record['status']} {code} {message}"
    if not re.search(case.says, message) or re.search(r"Traceback|\.py|Errno|/tmp/|0x[0-9a-f]{6}", message):
        return f"{case.name}: says {message!r}"
    return None


def _still_works(client: StudioClient, url: str, files: dict[str, bytes], callback_url: str) -> None:
    """An ordinary recording is taken as if nothing had been; it is stopped once it was heard."""
    files["good.mp3"] = mp3(tone(6), 128)
    task_id = _submit(client, f"{url}/good.mp3", callback_url)
    record = client.wait(task_id, seconds=PATIENCE_SECONDS)
    assert record["status"] == "SUCCESS", record["errorMessage"]
