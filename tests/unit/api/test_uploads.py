import base64
import http.client
import json
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx2
import psutil
import pytest
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.api.upload_spool import LEFT_BEHIND_SECONDS, SPOOL_FOLDER
from tutti.base.clock import now_ms
from tutti.base.links import own_upload_path
from tutti.store.files import find_file
from tutti.testing.served import served
from tutti.testing.stored_take import MASTER, finished_take
from tutti.testing.studio import Studio, open_studio

BASE64 = "/api/file-base64-upload"
STREAM = "/api/file-stream-upload"
URL = "/api/file-url-upload"
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("studio") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def client(studio: Studio) -> TestClient:
    return TestClient(create_app(studio.services), base_url="http://tutti.test", headers=studio.member.headers)


def upload(client: TestClient, content: bytes, **texts: str) -> Any:
    answer = client.post(STREAM, data={"uploadPath": "audio", **texts}, files={"file": ("voice.wav", content)})
    assert answer.status_code == 200
    return answer.json()


def test_the_address_is_our_own_and_open(client: TestClient, studio: Studio) -> None:
    data = upload(client, b"Hello", fileName="夜 'n' day+100%.txt")["data"]
    assert data["filePath"] == f"kieai/{studio.member.account_id}/audio/夜 'n' day+100%.txt"
    assert own_upload_path(data["downloadUrl"], studio.services.secret) == data["filePath"]
    anybody = TestClient(create_app(studio.services), base_url="http://tutti.test")
    answer = anybody.get(data["downloadUrl"])
    assert (answer.status_code, answer.content) == (200, b"Hello")
    assert "sandbox" in answer.headers["content-security-policy"]
    token = data["downloadUrl"].split("/files/")[1][:22]
    wrong = ("A" if token[0] != "A" else "B") + token[1:]
    assert anybody.get(data["downloadUrl"].replace(token, wrong)).status_code == 404


def test_the_same_name_overwrites(client: TestClient, studio: Studio) -> None:
    first = upload(client, b"first one", fileName="same.wav")["data"]
    etag = client.get(first["downloadUrl"]).headers["etag"]
    second = upload(client, b"second", fileName="same.wav")["data"]
    assert second["downloadUrl"] == first["downloadUrl"]
    answer = client.get(first["downloadUrl"], headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content) == (200, b"second")
    other = client.post(
        STREAM,
        data={"uploadPath": "audio", "fileName": "same.wav"},
        files={"file": ("a", b"third")},
        headers=studio.stranger.headers,
    ).json()["data"]
    assert other["filePath"] != first["filePath"]
    assert client.get(first["downloadUrl"]).content == b"second"


def test_many_at_once_leave_one_whole_file_that_its_row_tells_of(studio: Studio) -> None:
    contents = [bytes([number]) * (number + 1) * 1000 for number in range(8)]

    def send_one(content: bytes) -> Any:
        with httpx2.Client(base_url=address, headers=studio.member.headers) as sender:
            return sender.post(
                STREAM, data={"uploadPath": "audio", "fileName": "race.wav"}, files={"file": ("a", content)}
            ).json()["data"]

    with served(create_app(studio.services)) as address, ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send_one, contents))
        answer = httpx2.get(answers[0]["downloadUrl"])
    assert answer.content in contents
    file = studio.services.database.read_now(lambda session: find_file(session, answers[0]["filePath"]))
    assert file is not None
    assert file.bytes == len(answer.content)
    assert answer.headers["etag"] == f'"{file.etag}"'


def test_an_upload_is_kept_three_days(client: TestClient, studio: Studio) -> None:
    data = upload(client, b"x", fileName="kept.wav")["data"]
    file = studio.services.database.read_now(lambda session: find_file(session, data["filePath"]))
    assert file is not None
    assert (file.kind, file.account_id, file.task_id) == ("upload", studio.member.account_id, None)
    assert abs(file.expires_ms - now_ms() - 3 * 86_400_000) < 10_000


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"uploadPath": ""}, "Missing required parameter: uploadPath"),
        ({"uploadPath": "../x"}, 'uploadPath cannot contain ".."'),
        ({"uploadPath": "/x"}, "uploadPath cannot begin or end with a slash"),
        ({"fileName": "../../etc/passwd"}, "fileName cannot contain a slash; the folder is uploadPath"),
    ],
)
def test_a_form_with_a_wrong_text_is_refused(client: TestClient, texts: dict[str, str], said: str) -> None:
    assert upload(client, b"x", **texts) == {"success": False, "code": 400, "msg": said}


def test_a_form_without_a_file_is_refused(client: TestClient) -> None:
    answer = client.post(STREAM, files={"uploadPath": (None, "audio")})
    assert answer.json() == {"success": False, "code": 400, "msg": "Missing required parameter: file"}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "Missing required parameter: fileUrl"),
        ({"fileUrl": "https://a.example/x"}, "Missing required parameter: uploadPath"),
        ({"fileUrl": "ftp://a.example/x", "uploadPath": "a"}, "fileUrl must be an http or https URL"),
        ({"fileUrl": "file:///etc/passwd", "uploadPath": "a"}, "fileUrl must be an http or https URL"),
        ({"fileUrl": "https://a.example/\ud800", "uploadPath": "a"}, "fileUrl must be an http or https URL"),
        ({"fileUrl": ["https://a.example/"], "uploadPath": "a"}, "fileUrl must be a string"),
        ({"fileUrl": "https://[", "uploadPath": "a"}, "has no valid host name"),
    ],
)
def test_a_url_that_cannot_be_fetched_is_refused(client: TestClient, body: dict[str, Any], said: str) -> None:
    answer = client.post(URL, content=json.dumps(body))
    assert (answer.status_code, answer.json()["code"]) == (200, 400)
    assert said in answer.json()["msg"]


def test_our_own_files_are_read_without_the_network(client: TestClient, studio: Studio) -> None:
    own = upload(client, b"ID3 own", fileName="own.mp3")["data"]["downloadUrl"]
    made = finished_take(studio)
    for url, content in ((own, b"ID3 own"), (f"http://tutti.test/r/{made.audio_id}.mp3", MASTER)):
        data = client.post(URL, json={"fileUrl": url, "uploadPath": "again"}).json()["data"]
        assert data["fileName"].endswith(".mp3")
        assert client.get(data["downloadUrl"]).content == content


def test_base64_beyond_its_limit_is_refused(client: TestClient) -> None:
    data = base64.b64encode(bytes(13 * MEGABYTE)).decode()
    answer = client.post(BASE64, json={"base64Data": data, "uploadPath": "a"})
    assert (answer.status_code, answer.json()["code"]) == (200, 413)
    assert answer.json()["success"] is False


def test_browsers_may_upload_from_other_sites(client: TestClient) -> None:
    answer = client.options(STREAM, headers={"Origin": "https://app.example", "Access-Control-Request-Method": "POST"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type"


def test_what_a_killed_server_left_is_swept(client: TestClient, studio: Studio) -> None:
    folder = studio.services.settings.data / SPOOL_FOLDER
    folder.mkdir(exist_ok=True)
    old, young = folder / "old", folder / "young"
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - LEFT_BEHIND_SECONDS - 60,) * 2)
    upload(client, b"x", fileName="sweeper.wav")
    assert [path.name for path in folder.iterdir()] == ["young"]
    young.unlink()


class Watch:
    """The most memory this process used while watched, beyond what it had before."""

    def __enter__(self) -> "Watch":
        self._process = psutil.Process()
        self._before = self.most = self._process.memory_info().rss
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def grown_megabytes(self) -> float:
        return (self.most - self._before) / MEGABYTE

    def _look(self) -> None:
        while not self._is_over.wait(0.01):
            self.most = max(self.most, self._process.memory_info().rss)


def send(address: str, headers: dict[str, str], megabytes: int, declared: int | None) -> tuple[int, bytes]:
    """Send a form with so many megabytes of file; how many were taken before the answer, and the answer."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.putrequest("POST", STREAM)
    for name, value in {**headers, "Content-Type": "multipart/form-data; boundary=B"}.items():
        connection.putheader(name, value)
    head = b'--B\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
    tail = b'\r\n--B\r\nContent-Disposition: form-data; name="uploadPath"\r\n\r\naudio\r\n--B--\r\n'
    connection.putheader("Content-Length", str(declared or len(head) + megabytes * MEGABYTE + len(tail)))
    connection.endheaders()
    sent = 0
    try:
        connection.send(head)
        piece = bytes(MEGABYTE)
        for _ in range(megabytes):
            connection.send(piece)
            sent += 1
        connection.send(tail)
    except OSError:  # the server has answered and closed
        pass
    answer = connection.getresponse().read()
    connection.close()
    return sent, answer


def test_large_bodies_leave_memory_flat(tmp_path: Any) -> None:
    with open_studio(tmp_path / "data", upload_mb=60) as studio, served(create_app(studio.services)) as address:
        send(address, studio.member.headers, 2, None)
        with Watch() as watch:
            _, taken = send(address, studio.member.headers, 55, None)
            _, refused = send(address, studio.member.headers, 0, declared=300 * MEGABYTE)
        assert b'"success":true' in taken
        assert b'"code":413' in refused
        assert watch.grown_megabytes < 35
        assert list((studio.services.settings.data / SPOOL_FOLDER).iterdir()) == []
