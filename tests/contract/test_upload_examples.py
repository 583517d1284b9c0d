"""The recorded examples of the upload host: what clients send is taken, and answers look as recorded."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.testing.local_site import QuietHandler, local_site
from tutti.testing.studio import Studio, open_studio

EXAMPLES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("examples/upload_*")
}
BASE64, URL, STREAM = (EXAMPLES[f"upload_{kind}"] for kind in ("base64", "url", "stream"))
MPEG = b"\xff\xfb\x90\x64" + b"\x00" * 413


def shape(value: Any) -> Any:
    """Keys in their order, and kinds of values."""
    return [(key, shape(child)) for key, child in value.items()] if isinstance(value, dict) else type(value).__name__


def check_as_recorded(answer: Any, recorded: dict[str, Any]) -> None:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert shape(answer.json()) == shape(recorded)
    assert answer.json()["msg"] == recorded["msg"]


def check_file(data: dict[str, Any], path: str, client: TestClient) -> None:
    assert re.fullmatch(rf"kieai/[0-9]{{6}}/{path}", data["filePath"])
    assert data["filePath"].endswith(data["fileName"])
    assert data["downloadUrl"].startswith("http://tutti.test/")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", data["uploadedAt"])
    fetched = client.get(data["downloadUrl"], headers={"Authorization": ""})
    assert len(fetched.content) == data["fileSize"]
    assert fetched.headers["content-type"].startswith(data["mimeType"])


@contextmanager
def serving(content: bytes) -> Iterator[str]:
    """A web server on this machine that answers everything with an MP3; its address."""

    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 the name is http.server's
            self.send_response(200)
            self.send_header("Content-Type", "audio/mpeg")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    with local_site(Handler) as url:
        yield url


def test_base64_as_recorded(client: TestClient) -> None:
    raw = client.post(BASE64["path"], json=BASE64["request_examples"]["raw"])
    check_as_recorded(raw, BASE64["response_examples"]["ok"])
    data = raw.json()["data"]
    assert (data["fileName"], data["fileSize"], data["mimeType"]) == ("a.txt", 11, "text/plain")
    check_file(data, "audio/in/a.txt", client)
    drawn = client.post(BASE64["path"], json=BASE64["request_examples"]["data_url"])
    check_as_recorded(drawn, BASE64["response_examples"]["ok"])
    check_file(drawn.json()["data"], r"audio/in/\d{13}-[0-9a-z]{11}\.mp3", client)


def test_the_recorded_refusals_come_word_for_word(client: TestClient) -> None:
    body = BASE64["request_examples"]["raw"]
    recorded = BASE64["response_examples"]
    for name, sent, headers in (
        ("missing_field", {"base64Data": body["base64Data"]}, {}),
        ("bad_base64", body | {"base64Data": "no base64!"}, {}),
        ("bad_key", body, {"Authorization": "Bearer tutti_wrong"}),
    ):
        answer = client.post(BASE64["path"], json=sent, headers=headers)
        check_as_recorded(answer, recorded[name])
        assert answer.json() == recorded[name]


@pytest.mark.parametrize("path", [example["path"] for example in EXAMPLES.values()])
def test_every_way_needs_the_key_and_post(client: TestClient, path: str) -> None:
    answer = client.post(path, headers={"Authorization": ""})
    assert answer.json() == BASE64["response_examples"]["bad_key"]
    refused = client.get(path)
    assert (refused.status_code, refused.json()["success"], refused.json()["code"]) == (405, False, 405)
    assert refused.headers["access-control-allow-origin"] == "*"


def test_a_form_as_recorded(client: TestClient) -> None:
    fields = STREAM["multipart_fields"]
    named = client.post(
        STREAM["path"],
        data={"uploadPath": fields["uploadPath"], "fileName": "demo.mp3"},
        files={"file": ("whatever.bin", MPEG)},
    )
    check_as_recorded(named, STREAM["response_examples"]["ok_named"])
    check_file(named.json()["data"], "audio/in/demo.mp3", client)
    assert named.json()["data"]["mimeType"] == "audio/mpeg"
    drawn = client.post(STREAM["path"], data={"uploadPath": fields["uploadPath"]}, files={"file": ("voice.MP3", MPEG)})
    check_as_recorded(drawn, STREAM["response_examples"]["ok_generated_name"])
    check_file(drawn.json()["data"], r"audio/in/\d{13}-[0-9a-z]{11}\.mp3", client)


def test_a_url_as_recorded(tmp_path: Path) -> None:
    with serving(MPEG) as address, open_studio(tmp_path / "data", outbound_allow="127.0.0.0/8") as studio:
        client = TestClient(create_app(studio.services), base_url="http://tutti.test", headers=studio.member.headers)
        body = URL["request_examples"]["full"] | {"fileUrl": f"{address}/demo.mp3"}
        answer = client.post(URL["path"], json=body)
        check_as_recorded(answer, URL["response_examples"]["ok"])
        check_file(answer.json()["data"], "audio/in/demo.mp3", client)
        unnamed = client.post(URL["path"], json={"fileUrl": f"{address}/x", "uploadPath": "audio/in"})
        check_file(unnamed.json()["data"], r"audio/in/\d{13}-[0-9a-z]{11}\.mp3", client)


def test_a_url_that_leads_to_too_much_is_413(tmp_path: Path) -> None:
    settings = {"outbound_allow": "127.0.0.0/8", "upload_mb": 0.0001}
    with serving(MPEG) as address, open_studio(tmp_path / "data", **settings) as studio:
        client = TestClient(create_app(studio.services), headers=studio.member.headers)
        answer = client.post(URL["path"], json={"fileUrl": f"{address}/demo.mp3", "uploadPath": "audio/in"})
        assert (answer.status_code, answer.json()["code"], answer.json()["success"]) == (200, 413, False)


def test_a_private_address_is_out_of_reach(client: TestClient, studio: Studio) -> None:
    with serving(MPEG) as address:
        for url in (f"{address}/a.mp3", "http://[::1]/a.mp3", "http://169.254.169.254/latest", "http://2130706433/"):
            answer = client.post(URL["path"], json={"fileUrl": url, "uploadPath": "audio"}).json()
            assert (answer["success"], answer["code"]) == (False, 400), answer
    assert not (studio.services.settings.data / "objects" / "kieai").exists()
