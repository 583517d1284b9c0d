"""Two hundred submissions at once against a hundred that can be paid for, over real connections."""

import http.client
import json
import threading
from collections import Counter
from pathlib import Path

from tutti.testing.client import StudioClient
from tutti.testing.running_server import running_server

AFFORDABLE = 100
COST = 12
SETTINGS = {"TUTTI_REQUESTS_PER_10_SECONDS": "1000", "TUTTI_OPENING_CREDITS": str(AFFORDABLE * COST)}


def test_exactly_what_can_be_paid_for_is_taken(tmp_path: Path, sung_wav: Path) -> None:
    with running_server(tmp_path / "data", environment=SETTINGS) as server:
        assert server.key is not None
        host, headers = server.url.removeprefix("http://"), {"Authorization": f"Bearer {server.key}"}
        headers["Content-Type"] = "application/json"
        client = StudioClient(server.url, server.key)
        body = {"uploadUrl": client.upload(sung_wav), "title": "T", "tags": "pop", "negativeTags": ""}
        content = json.dumps({**body, "callBackUrl": "https://client.example/callbacks"})
        together, codes = threading.Barrier(2 * AFFORDABLE), []

        def submit() -> None:
            connection = http.client.HTTPConnection(host, timeout=60)
            connection.connect()
            together.wait()
            connection.request("POST", "/api/v1/generate/add-instrumental", content, headers)
            codes.append(json.loads(connection.getresponse().read())["code"])
            connection.close()

        threads = [threading.Thread(target=submit) for _ in range(2 * AFFORDABLE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with client:
            balance = client.get("/api/v1/chat/credit")
            tasks = client.get("/tutti/v1/tasks", limit="100")["tasks"]
    assert Counter(codes) == {200: AFFORDABLE, 402: AFFORDABLE}
    assert balance == 0.0
    assert len(tasks) == AFFORDABLE
