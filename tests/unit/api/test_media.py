from collections.abc import Iterator
from email.utils import formatdate
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.api.download_link import download_link
from tutti.base.clock import now_ms
from tutti.store.takes import mark_takes_deleted
from tutti.testing.stored_take import CONTENTS, MASTER, StoredTakes, announced_takes, finished_take, store_files
from tutti.testing.studio import Studio, open_studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("studio") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def anybody(studio: Studio) -> TestClient:
    """A client without a key."""
    return TestClient(create_app(studio.services), base_url="http://tutti.test")


@pytest.fixture
def made(studio: Studio) -> StoredTakes:
    return finished_take(studio, title="Côté / jour")


def test_a_take_is_sent_whole(anybody: TestClient, made: StoredTakes) -> None:
    answer = anybody.get(f"/r/{made.audio_id}.mp3")
    assert (answer.status_code, answer.content) == (200, MASTER)
    assert answer.headers["content-type"] == "audio/mpeg"
    assert answer.headers["content-length"] == str(len(MASTER))
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].endswith("filename*=UTF-8''C%C3%B4t%C3%A9%20jour.mp3")


def test_head_answers_the_same_without_the_sound(anybody: TestClient, made: StoredTakes) -> None:
    path = f"/r/{made.audio_id}.mp3"
    head, whole = anybody.head(path), anybody.get(path)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.headers) == dict(whole.headers)
    part = anybody.head(path, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


@pytest.mark.parametrize(
    ("header", "start", "end"),
    [("bytes=10-19", 10, 20), ("bytes=-7", len(MASTER) - 7, len(MASTER)), ("bytes=5-", 5, len(MASTER))],
)
def test_a_range_is_sent_alone(anybody: TestClient, made: StoredTakes, header: str, start: int, end: int) -> None:
    answer = anybody.get(f"/r/{made.audio_id}.mp3", headers={"Range": header})
    assert (answer.status_code, answer.content) == (206, MASTER[start:end])
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/{len(MASTER)}"
    assert answer.headers["content-length"] == str(end - start)


def test_a_range_outside_is_refused(anybody: TestClient, made: StoredTakes) -> None:
    answer = anybody.get(f"/r/{made.audio_id}.mp3", headers={"Range": f"bytes={len(MASTER)}-"})
    assert (answer.status_code, answer.json()["code"]) == (416, 416)
    assert answer.headers["content-range"] == f"bytes */{len(MASTER)}"


def test_several_ranges_are_answered_with_the_whole(anybody: TestClient, made: StoredTakes) -> None:
    answer = anybody.get(f"/r/{made.audio_id}.mp3", headers={"Range": "bytes=0-1,4-5"})
    assert (answer.status_code, answer.content) == (200, MASTER)


def test_what_the_client_has_is_not_sent_again(anybody: TestClient, made: StoredTakes) -> None:
    path = f"/r/{made.audio_id}.mp3"
    first = anybody.get(path)
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for headers in (
        {"If-None-Match": etag},
        {"If-None-Match": f'"other", W/{etag}'},
        {"If-None-Match": "*"},
        {"If-Modified-Since": modified},
        {"If-None-Match": etag, "Range": "bytes=0-1"},
    ):
        answer = anybody.get(path, headers=headers)
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    for headers in (
        {"If-None-Match": '"other"'},
        {"If-None-Match": '"other"', "If-Modified-Since": modified},
        {"If-Modified-Since": formatdate(0, usegmt=True)},
        {"If-Modified-Since": "yesterday"},
    ):
        assert anybody.get(path, headers=headers).status_code == 200


def test_a_range_of_another_version_is_answered_with_the_whole(anybody: TestClient, made: StoredTakes) -> None:
    path = f"/r/{made.audio_id}.mp3"
    first = anybody.get(path)
    for fitting in (first.headers["etag"], first.headers["last-modified"]):
        assert anybody.get(path, headers={"Range": "bytes=0-1", "If-Range": fitting}).status_code == 206
    for other in ('"other"', f"W/{first.headers['etag']}", formatdate(0, usegmt=True)):
        assert anybody.get(path, headers={"Range": "bytes=0-1", "If-Range": other}).status_code == 200


def test_the_cover_is_there_before_the_take(anybody: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    store_files(studio, made)
    answer = anybody.get(f"/img/{made.audio_id}.jpeg")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    assert answer.content == CONTENTS["cover.jpeg"][1]


@pytest.mark.parametrize("path", ["/r/{}.mp3", "/img/{}.jpeg", "/stream/{}"])
@pytest.mark.parametrize("audio_id", ["7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11", "1", "a%00b", "..", "%2e%2e%2fsecret"])
def test_what_does_not_exist_is_404(anybody: TestClient, path: str, audio_id: str) -> None:
    answer = anybody.get(path.format(audio_id))
    assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (404, 404, None)


def test_a_take_that_is_being_made_is_404(anybody: TestClient, studio: Studio) -> None:
    answer = anybody.get(f"/r/{announced_takes(studio).audio_id}.mp3")
    assert answer.status_code == 404
    assert "still being made" in answer.json()["msg"]


def test_a_deleted_take_tells_when_it_went(anybody: TestClient, studio: Studio, made: StoredTakes) -> None:
    studio.services.database.write_now(lambda session: mark_takes_deleted(session, [made.audio_id], 1_777_716_600_000))
    for path in (f"/r/{made.audio_id}.mp3", f"/img/{made.audio_id}.jpeg", f"/stream/{made.audio_id}"):
        answer = anybody.get(path)
        assert (answer.status_code, answer.json()["data"]) == (410, {"deletedTime": 1_777_716_600_000})
        assert "2026-05-02 at 10:10:00 UTC" in answer.json()["msg"]


def test_a_file_whose_time_is_over_is_gone_before_it_is_deleted(anybody: TestClient, studio: Studio) -> None:
    made = finished_take(studio)
    expired_ms = now_ms() - 1000
    store_files(studio, made, expires_ms=expired_ms)
    answer = anybody.get(f"/r/{made.audio_id}.mp3")
    assert (answer.status_code, answer.json()["data"]) == (410, {"deletedTime": expired_ms})


def test_a_link_has_the_file_saved_and_holds_for_a_while(
    anybody: TestClient, studio: Studio, made: StoredTakes
) -> None:
    link = download_link(f"http://tutti.test/r/{made.audio_id}.mp3", studio.services.secret)
    answer = anybody.get(link)
    assert (answer.status_code, answer.content) == (200, MASTER)
    assert answer.headers["content-disposition"].startswith("attachment; ")
    query = urlsplit(link).query
    for wrong in (
        link.replace("expires=", "expires=1"),
        link[:-1] + ("A" if link[-1] != "A" else "B"),
        f"http://tutti.test/img/{made.audio_id}.jpeg?{query}",
        f"http://tutti.test/r/{made.audio_id}.mp3?expires=1",
        f"http://tutti.test/r/{made.audio_id}.mp3?sig=",
    ):
        refused = anybody.get(wrong)
        assert (refused.status_code, refused.json()["code"]) == (403, 403), wrong
