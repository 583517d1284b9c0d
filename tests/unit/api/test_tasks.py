from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.api.task_examples import CANCELLED, DELIVERY, TASK_DETAIL, TASK_PAGE
from tutti.store.deliveries import NewAttempt, NewDelivery, add_attempt, add_delivery, finish_delivery
from tutti.store.models import DeliveryState, Task
from tutti.store.steps import finish_step, start_step
from tutti.store.tasks import set_progress
from tutti.testing.stored_take import LISTENING, announced_takes, finished_take
from tutti.testing.studio import Studio, open_studio

TASKS = "/tutti/v1/tasks"
UNKNOWN = "0" * 32


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("studio") / "data", requests_per_10_seconds=1000) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(studio: Studio) -> TestClient:
    return TestClient(create_app(studio.services), base_url="http://tutti.test", headers=studio.member.headers)


def data_of(client: TestClient, path: str, **options: Any) -> Any:
    answer = client.get(path, **options)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["code"], answer.json()["msg"]) == (200, "success")
    return answer.json()["data"]


def add_callback(studio: Studio, task_id: str, delivery_id: str = "b" * 32) -> None:
    new = NewDelivery(
        id=delivery_id,
        task_id=task_id,
        account_id=studio.member.account_id,
        stage="text",
        url="https://client.example/callbacks",
        body='{"code":200}',
    )
    tried = NewAttempt(number=1, started_ms=1000, duration_ms=81, http_status=503, error=None, ok=False)

    def work(session: Any) -> None:
        add_delivery(session, new)
        add_attempt(session, delivery_id, tried)
        finish_delivery(session, delivery_id, DeliveryState.FAILED)

    studio.services.database.write_now(work)


def test_a_task_tells_everything(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)

    def work(session: Any) -> None:
        step = start_step(session, made.task_id, "listen")
        finish_step(session, step.id)
        start_step(session, made.task_id, "plan")
        set_progress(session, made.task_id, "plan", 0.25, 30.0)

    studio.services.database.write_now(work)
    add_callback(studio, made.task_id)
    task = data_of(client, f"{TASKS}/{made.task_id}")
    assert list(task) == list(TASK_DETAIL)
    assert (task["stage"], task["fraction"], task["secondsLeft"], task["credits"]) == ("plan", 0.25, 30.0, 12.0)
    assert (task["status"], task["title"], task["seed"]) == ("TEXT_SUCCESS", "Carry me over", 1)
    assert [(step["name"], step["attempt"]) for step in task["steps"]] == [("listen", 1), ("plan", 1)]
    assert task["steps"][0]["milliseconds"] >= 0
    assert task["steps"][1]["milliseconds"] is None
    assert [(take["number"], take["audioUrl"]) for take in task["takes"]] == [(1, None), (2, None)]
    assert task["takes"][0]["streamUrl"] == f"http://tutti.test/stream/{made.audio_id}"
    delivery = task["deliveries"][0]
    assert list(delivery) == list(DELIVERY)
    assert (delivery["state"], delivery["body"]) == ("failed", '{"code":200}')
    assert delivery["attempts"] == [
        {"number": 1, "startTime": 1000, "milliseconds": 81, "httpStatus": 503, "error": None, "isDelivered": False}
    ]
    assert data_of(client, f"{TASKS}/{made.task_id}/deliveries") == task["deliveries"]


def test_a_finished_take_has_its_addresses_and_its_end(client: TestClient, studio: Studio) -> None:
    made = finished_take(studio)
    take = data_of(client, f"{TASKS}/{made.task_id}")["takes"][0]
    assert take["audioUrl"] == f"http://tutti.test/r/{made.audio_id}.mp3"
    assert take["imageUrl"] == f"http://tutti.test/img/{made.audio_id}.jpeg"
    assert take["duration"] == 60.0
    assert take["expireTime"] > take["finishTime"]


@pytest.mark.parametrize("task_id", [UNKNOWN, "1", "A" * 32, "%00"])
@pytest.mark.parametrize("rest", ["", "/deliveries", "/listening", "/events"])
def test_an_unknown_task_is_404(client: TestClient, task_id: str, rest: str) -> None:
    answer = client.get(f"{TASKS}/{task_id}{rest}")
    assert (answer.status_code, answer.json()) == (404, {"code": 404, "msg": "There is no such task", "data": None})


@pytest.mark.parametrize("rest", ["", "/deliveries", "/listening", "/events"])
def test_a_task_of_somebody_else_does_not_exist(client: TestClient, studio: Studio, rest: str) -> None:
    path = f"{TASKS}/{finished_take(studio).task_id}{rest}"
    assert client.get(path, headers=studio.stranger.headers).status_code == 404
    refused = client.get(path, headers={"Authorization": ""})
    assert (refused.status_code, refused.json()["code"]) == (401, 401)
    assert refused.headers["www-authenticate"] == "Bearer"


def test_a_task_is_cancelled_once_and_paid_back(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    before = data_of(client, "/tutti/v1/account")["credits"]
    path = f"{TASKS}/{made.task_id}/cancel"
    assert client.post(path, headers=studio.stranger.headers).status_code == 404
    answer = client.post(path)
    assert answer.status_code == 200
    assert list(answer.json()["data"]) == list(CANCELLED)
    assert answer.json()["data"]["status"] == "GENERATE_AUDIO_FAILED"
    assert data_of(client, "/tutti/v1/account")["credits"] == before + 12
    again = client.post(path)
    assert (again.status_code, again.json()) == (409, {"code": 409, "msg": "The task has ended already", "data": None})
    assert client.post(f"{TASKS}/{UNKNOWN}/cancel").status_code == 404


def test_what_was_heard_can_be_read(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    path = f"{TASKS}/{made.task_id}/listening"
    early = client.get(path)
    assert (early.status_code, early.json()["msg"]) == (404, "The upload was not listened to yet")
    path = f"{TASKS}/{finished_take(studio).task_id}/listening"
    assert data_of(client, path) == LISTENING
    etag = client.get(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_tasks_are_listed_page_by_page_even_where_moments_are_the_same(client: TestClient, studio: Studio) -> None:
    database = studio.services.database
    made = [announced_takes(studio).task_id for _ in range(5)]
    database.write_now(lambda session: session.execute(update(Task).values(created_ms=5000)))
    listed: list[str] = []
    before: dict[str, str] = {}
    while True:
        page = data_of(client, TASKS, params={"limit": 2, **before})
        assert list(page) == list(TASK_PAGE)
        assert list(page["tasks"][0]) == list(TASK_PAGE["tasks"][0])
        listed += [task["taskId"] for task in page["tasks"]]
        if page["next"] is None:
            break
        before = {"before": page["next"]}
    assert set(made) <= set(listed)
    assert len(listed) == len(set(listed)) == len(data_of(client, TASKS, params={"limit": 100})["tasks"])
    assert data_of(client, TASKS, params={"before": "5000"}) == {"tasks": [], "next": None}
    assert data_of(client, TASKS, headers=studio.stranger.headers) == {"tasks": [], "next": None}


def test_tasks_are_filtered(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    studio.jobs.fail(made.task_id, 500, "the engine crashed")
    failed = data_of(client, TASKS, params={"status": ["GENERATE_AUDIO_FAILED", "SUCCESS"], "limit": 100})["tasks"]
    assert made.task_id in [task["taskId"] for task in failed]
    assert {task["status"] for task in failed} <= {"GENERATE_AUDIO_FAILED", "SUCCESS"}
    assert data_of(client, TASKS, params={"operation": "add_instrumental"})["tasks"] == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"limit": "0"}, "limit cannot be less than 1"),
        ({"limit": "101"}, "limit cannot be more than 100"),
        ({"limit": "x"}, "limit must be a whole number"),
        ({"before": "yesterday"}, "before is not valid"),
        ({"before": "9" * 40}, "before is not valid"),
        ({"status": "DONE"}, "status.0 must be one of PENDING, "),
        ({"operation": "sing"}, "operation must be one of add_instrumental, add_vocals"),
    ],
)
def test_a_wrong_filter_is_named(client: TestClient, query: dict[str, str], said: str) -> None:
    answer = client.get(TASKS, params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, 422)
    assert answer.json()["msg"].startswith(said)
