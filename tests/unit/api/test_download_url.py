from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import Request
from starlette.testclient import TestClient

from tutti.api.add_instrumental import EXAMPLE
from tutti.api.download_link import HOLDS_SECONDS, download_link, has_lapsed
from tutti.base.clock import now_ms
from tutti.base.links import upload_link
from tutti.base.secret import Secret
from tutti.store.files import UPLOAD, NewFile, add_file
from tutti.store.models import Take
from tutti.testing.studio import Studio

PATH = "/api/v1/common/download-url"
WRONG = {"code": 422, "msg": "url is wrong", "data": None}


@pytest.fixture
def take(client: TestClient, studio: Studio) -> Take:
    task_id = client.post("/api/v1/generate/add-instrumental", json=EXAMPLE).json()["data"]["taskId"]
    take = studio.jobs.announce_text(task_id)[0]
    studio.jobs.finish_take(take, 60.0)
    return take


def add_upload(studio: Studio, account_id: int) -> str:
    path = f"uploads/{account_id}/audio/my voice.mp3"
    file = NewFile(
        account_id=account_id,
        kind=UPLOAD,
        name="my voice.mp3",
        key=path,
        content_type="audio/mpeg",
        bytes=1,
        etag="e",
        expires_ms=now_ms() + 1000,
    )
    studio.services.database.write_now(lambda session: add_file(session, file))
    return upload_link("http://tutti.test", studio.services.secret, path)


@pytest.mark.parametrize("shape", ["http://tutti.test/r/{}.mp3", "https://old-name.example/stream/{}"])
def test_a_take_has_a_link_for_twenty_minutes(client: TestClient, take: Take, shape: str) -> None:
    link = client.post(PATH, json={"url": shape.format(take.audio_id)}).json()["data"]
    parts = urlsplit(link)
    assert link.startswith(f"http://tutti.test/r/{take.audio_id}.mp3?")
    assert 0 <= int(parse_qs(parts.query)["expires"][0]) - (now_ms() // 1000 + 1200) + 5 <= 5


def test_an_upload_has_one_too(client: TestClient, studio: Studio) -> None:
    url = add_upload(studio, studio.member.account_id)
    assert client.post(PATH, json={"url": url}).json()["data"].startswith(f"{url}?expires=")


@pytest.mark.parametrize(
    "url",
    [
        "https://elsewhere.example/a.mp3",
        "http://tutti.test/r/7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11.mp3",
        "http://tutti.test/files/AAAAAAAAAAAAAAAAAAAAAA/uploads/100001/a.mp3",
        "http://[",
        "not a url",
    ],
)
def test_anything_else_is_wrong(client: TestClient, url: str) -> None:
    assert client.post(PATH, json={"url": url}).json() == WRONG


def test_what_belongs_to_another_account_is_wrong(client: TestClient, studio: Studio, take: Take) -> None:
    for url in (f"http://tutti.test/r/{take.audio_id}.mp3", add_upload(studio, studio.member.account_id)):
        assert client.post(PATH, json={"url": url}, headers=studio.stranger.headers).json() == WRONG


@pytest.mark.parametrize(
    ("body", "message"),
    [({}, "url cannot be null"), ({"url": 5}, "url must be a string"), ({"url": " "}, "url cannot be empty")],
)
def test_the_url_must_be_named(client: TestClient, body: dict[str, Any], message: str) -> None:
    assert client.post(PATH, json=body).json() == {"code": 422, "msg": message, "data": None}


def requested(url: str) -> Request:
    parts = urlsplit(url)
    query = parts.query.encode()
    return Request(
        {"type": "http", "method": "GET", "path": parts.path, "query_string": query, "headers": [], "scheme": "http"}
    )


def test_a_link_holds_until_its_time_is_over() -> None:
    secret, url = Secret(b"s" * 32), "http://tutti.test/r/7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11.mp3"
    link = download_link(url, secret)
    assert not has_lapsed(requested(url), secret)
    assert not has_lapsed(requested(link), secret)
    expires = int(parse_qs(urlsplit(link).query)["expires"][0])
    assert has_lapsed(requested(link.replace(str(expires), str(expires + 1))), secret)
    assert has_lapsed(requested(link.replace("7d2f", "8d2f")), secret)
    assert has_lapsed(requested(link), Secret(b"t" * 32))
    assert has_lapsed(requested(f"{url}?sig=x"), secret)
    assert has_lapsed(requested(f"{url}?expires={'9' * 40}&sig=x"), secret)
    past = expires - HOLDS_SECONDS - 1
    old = f"{url}?expires={past}&sig={secret.sign(f'download:{urlsplit(url).path}:{past}')[:22]}"
    assert has_lapsed(requested(old), secret)
