import http.client
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tutti.api.app import create_app
from tutti.store.tasks import set_progress
from tutti.testing.served import served
from tutti.testing.stored_take import announced_takes
from tutti.testing.studio import Studio


@pytest.fixture
def address(studio: Studio) -> Iterator[str]:
    with served(create_app(studio.services)) as url:
        yield url


def opened(address: str, task_id: str, headers: dict[str, str]) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    with closing(connection):
        connection.request("GET", f"/tutti/v1/tasks/{task_id}/events", headers=headers | {"Connection": "close"})
        return connection.getresponse()


def next_event(answer: http.client.HTTPResponse) -> dict[str, Any] | None:
    """The next event; None at the end."""
    fields: dict[str, str] = {}
    while line := answer.readline().decode().rstrip("\n"):
        name, _, value = line.partition(": ")
        fields[name] = value
    return {"event": fields["event"], "id": fields["id"], **json.loads(fields["data"])} if fields else None


def test_every_change_is_told_until_the_end(studio: Studio, address: str) -> None:
    made = announced_takes(studio)
    with opened(address, made.task_id, studio.member.headers) as answer:
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-cache")
        assert answer.headers["content-type"].startswith("text/event-stream")
        first = next_event(answer)
        assert first == {
            "event": "task",
            "id": "1",
            "taskId": made.task_id,
            "status": "TEXT_SUCCESS",
            "stage": "queued",
            "fraction": 0.0,
            "secondsLeft": None,
            "errorCode": None,
            "errorMessage": None,
        }
        studio.services.database.write_now(lambda session: set_progress(session, made.task_id, "take_1", 0.5, 9.0))
        second = next_event(answer)
        assert second == first | {"id": "2", "stage": "take_1", "fraction": 0.5, "secondsLeft": 9.0}
        studio.jobs.fail(made.task_id, 500, "the engine crashed")
        last = next_event(answer)
        assert last is not None
        assert (last["status"], last["errorCode"]) == ("GENERATE_AUDIO_FAILED", 500)
        assert next_event(answer) is None


def test_who_comes_back_is_told_the_state_anew(studio: Studio, address: str) -> None:
    made = announced_takes(studio)
    studio.jobs.fail(made.task_id, 500, "the engine crashed")
    for last_id in ("1", "-5", "nonsense", "999999999999999999999"):
        with opened(address, made.task_id, studio.member.headers | {"Last-Event-ID": last_id}) as answer:
            event = next_event(answer)
            assert event is not None
            assert event["status"] == "GENERATE_AUDIO_FAILED"
            assert next_event(answer) is None
