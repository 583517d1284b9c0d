import json
import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from tutti.api.add_instrumental import EXAMPLE as INSTRUMENTAL
from tutti.api.add_vocals import EXAMPLE as VOCALS
from tutti.store.takes import mark_takes_deleted
from tutti.testing.studio import Studio

KEYS = [
    "taskId",
    "parentMusicId",
    "param",
    "response",
    "status",
    "type",
    "operationType",
    "errorCode",
    "errorMessage",
    "createTime",
]
TRACK_KEYS = [
    "id",
    "audioUrl",
    "sourceAudioUrl",
    "streamAudioUrl",
    "sourceStreamAudioUrl",
    "imageUrl",
    "sourceImageUrl",
    "prompt",
    "modelName",
    "title",
    "tags",
    "createTime",
    "duration",
]


def submit(client: TestClient, name: str = "add-vocals", **change: Any) -> str:
    body = (VOCALS if name == "add-vocals" else INSTRUMENTAL) | change
    return str(client.post(f"/api/v1/generate/{name}", json=body).json()["data"]["taskId"])


def record_of(client: TestClient, task_id: str, **options: Any) -> Any:
    answer = client.get("/api/v1/generate/record-info", params={"taskId": task_id}, **options)
    assert (answer.status_code, answer.json()["code"], answer.json()["msg"]) == (200, 200, "success")
    return answer.json()["data"]


def test_a_new_task_is_pending_without_a_response(client: TestClient) -> None:
    task_id = submit(client, "add-instrumental", model="V5")
    record = record_of(client, task_id)
    assert list(record) == KEYS
    assert record["taskId"] == task_id
    assert (record["status"], record["response"], record["parentMusicId"]) == ("PENDING", None, "")
    assert (record["type"], record["operationType"]) == ("chirp-crow", "add_instrumental")
    assert json.loads(record["param"]) == INSTRUMENTAL | {"model": "V5"}
    assert (record["errorCode"], record["errorMessage"]) == (None, None)
    assert isinstance(record["createTime"], int)
    assert record["createTime"] > 1_700_000_000_000


def test_takes_can_be_streamed_before_they_can_be_downloaded(client: TestClient, studio: Studio) -> None:
    task_id = submit(client)
    studio.jobs.announce_text(task_id, lyrics="[Verse]\nPaper boats on a silver river")
    record = record_of(client, task_id)
    assert (record["status"], record["response"]["taskId"]) == ("TEXT_SUCCESS", task_id)
    tracks = record["response"]["sunoData"]
    assert len({uuid.UUID(track["id"]) for track in tracks}) == 2
    for track in tracks:
        assert list(track) == TRACK_KEYS
        assert (track["audioUrl"], track["sourceAudioUrl"], track["duration"]) == ("", "", None)
        assert track["streamAudioUrl"] == f"http://tutti.test/stream/{track['id']}"
        assert track["imageUrl"] == f"http://tutti.test/img/{track['id']}.jpeg"
        assert (track["title"], track["tags"], track["modelName"]) == ("Silver River", "jazz", "chirp-bluejay")
        assert track["prompt"] == "[Verse]\nPaper boats on a silver river"


def test_takes_appear_one_by_one(client: TestClient, studio: Studio) -> None:
    task_id = submit(client)
    first, second = studio.jobs.announce_text(task_id)
    studio.jobs.finish_take(first, 61.25)
    record = record_of(client, task_id)
    assert record["status"] == "FIRST_SUCCESS"
    done, coming = record["response"]["sunoData"]
    assert (done["audioUrl"], done["duration"]) == (f"http://tutti.test/r/{first.audio_id}.mp3", 61.25)
    assert (coming["audioUrl"], coming["duration"]) == ("", None)
    studio.jobs.finish_take(second, 62.0)
    record = record_of(client, task_id)
    assert record["status"] == "SUCCESS"
    assert all(track["audioUrl"] and track["duration"] > 60 for track in record["response"]["sunoData"])
    assert isinstance(record["response"]["sunoData"][1]["duration"], float)


def test_a_failed_task_says_why_and_shows_no_takes(client: TestClient, studio: Studio) -> None:
    task_id = submit(client)
    studio.jobs.announce_text(task_id)
    studio.jobs.fail(task_id, 400, "The recording is silent. Send one that holds sound.")
    record = record_of(client, task_id)
    assert (record["status"], record["response"]) == ("GENERATE_AUDIO_FAILED", None)
    assert (record["errorCode"], record["errorMessage"]) == (400, "The recording is silent. Send one that holds sound.")


def test_deleted_takes_have_no_links_left(client: TestClient, studio: Studio) -> None:
    task_id = submit(client)
    takes = studio.jobs.announce_text(task_id)
    for take in takes:
        studio.jobs.finish_take(take, 60.0)
    ids = [take.audio_id for take in takes]
    studio.services.database.write_now(lambda session: mark_takes_deleted(session, ids, 1))
    record = record_of(client, task_id)
    assert record["status"] == "SUCCESS"
    for track in record["response"]["sunoData"]:
        assert {track[name] for name in ("audioUrl", "streamAudioUrl", "imageUrl", "sourceImageUrl")} == {""}


@pytest.mark.parametrize("task_id", ["0" * 32, "nonsense", "../../etc", "\0", "F" * 32, "ü" * 4000])
def test_an_unknown_task_is_a_success_without_data(client: TestClient, task_id: str) -> None:
    assert record_of(client, task_id) is None


def test_the_task_of_another_account_is_unknown(client: TestClient, studio: Studio) -> None:
    assert record_of(client, submit(client), headers=studio.stranger.headers) is None


def test_the_task_id_must_be_named(client: TestClient) -> None:
    path = "/api/v1/generate/record-info"
    assert client.get(path).json() == {"code": 422, "msg": "taskId cannot be null", "data": None}
    assert client.get(path, params={"taskId": ""}).json()["msg"] == "taskId cannot be empty"


def test_clients_may_send_a_content_type_with_a_get(client: TestClient) -> None:
    assert record_of(client, submit(client), headers={"Content-Type": "application/json"})["status"] == "PENDING"
