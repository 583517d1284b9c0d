import asyncio
import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from tutti.api import live_stream
from tutti.api.app import create_app
from tutti.testing.served import served
from tutti.testing.stored_take import MASTER, StoredTakes, announced_takes, finished_take, publish_part, store_files
from tutti.testing.studio import Studio

Opened = Callable[..., http.client.HTTPResponse]

PARTS = [bytes([number]) * 3000 for number in range(4)]


@pytest.fixture
def address(studio: Studio) -> Iterator[str]:
    with served(create_app(studio.services)) as url:
        yield url


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens the stream of a take at an address."""
    with ExitStack() as stack:

        def open_one(address: str, audio_id: str, method: str = "GET") -> http.client.HTTPResponse:
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
            stack.callback(connection.close)
            connection.request(method, f"/stream/{audio_id}", headers={"Connection": "close"})
            return stack.enter_context(connection.getresponse())

        yield open_one


def finish(studio: Studio, made: StoredTakes) -> None:
    store_files(studio, made)
    studio.jobs.finish_take(made.takes[0], 60.0)


def test_parts_are_heard_as_they_appear_and_end_with_the_take(studio: Studio, address: str, opened: Opened) -> None:
    made = announced_takes(studio)
    answer = opened(address, made.audio_id)
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")
    assert (answer.headers["transfer-encoding"], answer.headers["content-length"]) == ("chunked", None)
    for number in (0, 1):
        publish_part(studio, made.audio_id, number, PARTS[number])
        assert answer.read(3000) == PARTS[number]
    publish_part(studio, made.audio_id, 2, PARTS[2])
    publish_part(studio, made.audio_id, 3, PARTS[3])
    finish(studio, made)
    assert answer.read() == PARTS[2] + PARTS[3]


def test_whoever_comes_later_hears_it_from_the_start(studio: Studio, address: str, opened: Opened) -> None:
    made = announced_takes(studio)
    for number, part in enumerate(PARTS):
        publish_part(studio, made.audio_id, number, part)
    answer = opened(address, made.audio_id)
    assert answer.read(12000) == b"".join(PARTS)
    assert studio.jobs.fail(made.task_id, 500, "the engine crashed")
    assert answer.read() == b""
    late = opened(address, made.audio_id)
    assert late.status == 410


def test_a_server_that_comes_back_publishes_parts_again_and_nothing_is_heard_twice(
    studio: Studio, address: str, opened: Opened
) -> None:
    made = announced_takes(studio)
    publish_part(studio, made.audio_id, 0, PARTS[0])
    publish_part(studio, made.audio_id, 1, PARTS[1])
    answer = opened(address, made.audio_id)
    assert answer.read(6000) == PARTS[0] + PARTS[1]
    for number in (0, 1, 2):
        publish_part(studio, made.audio_id, number, PARTS[number])
    assert answer.read(3000) == PARTS[2]
    finish(studio, made)
    assert answer.read() == b""


def test_head_says_what_will_come(studio: Studio, address: str, opened: Opened) -> None:
    answer = opened(address, announced_takes(studio).audio_id, "HEAD")
    assert (answer.status, answer.headers["content-type"], answer.read()) == (200, "audio/mpeg", b"")


def test_a_finished_take_is_played_from_its_file(studio: Studio) -> None:
    made = finished_take(studio)
    client = TestClient(create_app(studio.services))
    whole, part = (client.get(f"/stream/{made.audio_id}", headers=headers) for headers in ({}, {"Range": "bytes=3-5"}))
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, MASTER, "bytes")
    assert (part.status_code, part.content) == (206, MASTER[3:6])


def test_a_listener_whose_parts_were_cleared_away_is_let_go(studio: Studio, address: str, opened: Opened) -> None:
    made = announced_takes(studio)
    publish_part(studio, made.audio_id, 0, PARTS[0])
    publish_part(studio, made.audio_id, 1, PARTS[1])
    asyncio.run(studio.services.blobs.delete([f"streams/{made.audio_id}/00001.mp3"]))
    assert opened(address, made.audio_id).read() == PARTS[0]


def test_silence_ends_in_the_end(studio: Studio, address: str, opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_stream, "MOST_SILENT_SECONDS", 0.5)
    assert opened(address, announced_takes(studio).audio_id).read() == b""


def test_many_listeners_share_their_looks_and_a_leaver_frees_all(studio: Studio, opened: Opened) -> None:
    made = announced_takes(studio)
    app = create_app(studio.services)
    publish_part(studio, made.audio_id, 0, PARTS[0])
    with served(app) as address:
        answers = [opened(address, made.audio_id) for _ in range(20)]
        assert all(answer.read(3000) == PARTS[0] for answer in answers)
        looks = app.state.stream_looks
        before = looks.count
        time.sleep(1.0)
        assert 2 <= looks.count - before <= 1.0 / live_stream.LOOK_SECONDS + 2
        assert threading.active_count() < 20
        for answer in answers:
            answer.close()
        wait_until_still(looks)


def wait_until_still(looks: live_stream.SharedLooks[live_stream.StreamState]) -> None:
    """Nobody looks any more soon after everybody left."""
    deadline = time.monotonic() + 5.0
    while time.monotonic() < deadline:
        before = looks.count
        time.sleep(3 * live_stream.LOOK_SECONDS)
        if looks.count == before:
            return
    raise AssertionError("somebody still looks")
