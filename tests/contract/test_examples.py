"""The recorded examples of the contract, sent to the API: what clients send is taken, and answers look as recorded."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tutti.store.ledger import grant
from tutti.testing.studio import Studio

EXAMPLES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in Path(__file__).parent.glob("examples/*")
}
REFUSALS = EXAMPLES["refusals"]
SUBMITS = ("add_instrumental", "add_vocals")
RECORD = EXAMPLES["generate_record_info"]


def shape(value: Any) -> Any:
    """Keys in their order, and kinds of values; of a list the shape all its items share."""
    if isinstance(value, dict):
        return [(key, shape(child)) for key, child in value.items()]
    if isinstance(value, list):
        shapes = [shape(child) for child in value]
        assert all(each == shapes[0] for each in shapes)
        return ["each", *shapes[:1]]
    return type(value).__name__


def send(client: TestClient, example: dict[str, Any], body: dict[str, Any]) -> Any:
    answer = client.request(example["method"], example["path"], json=body)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    return answer.json()


def submit(client: TestClient) -> str:
    example = EXAMPLES["add_vocals"]
    return str(send(client, example, example["request_examples"]["full"])["data"]["taskId"])


def record(client: TestClient, task_id: str) -> Any:
    answer = client.request(RECORD["method"], RECORD["path"], params={"taskId": task_id})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json;charset=UTF-8")
    return answer.json()


@pytest.mark.parametrize("name", SUBMITS)
def test_the_recorded_submits_are_taken(client: TestClient, name: str) -> None:
    example = EXAMPLES[name]
    for body in example["request_examples"].values():
        answer = send(client, example, body)
        assert answer["code"] == 200
        assert shape(answer) == shape(example["response_examples"]["ok"])


@pytest.mark.parametrize("name", SUBMITS)
def test_the_recorded_refusals_come_word_for_word(client: TestClient, studio: Studio, name: str) -> None:
    example = EXAMPLES[name]
    body = example["request_examples"]["full"]
    assert send(client, example, body | {"callBackUrl": ""}) == REFUSALS["missing_callback"]
    codes = [send(client, example, body)["code"] for _ in range(studio.services.settings.requests_per_10_seconds - 1)]
    assert set(codes) == {200}
    assert send(client, example, body) == REFUSALS["rate_limited"]
    client.headers["Authorization"] = "Bearer nobody"
    answer = send(client, example, body)
    assert (answer, list(answer)) == (REFUSALS["no_key"], ["code", "msg"])


def test_short_credits_are_told_word_for_word(client: TestClient, studio: Studio) -> None:
    studio.services.database.write_now(lambda session: grant(session, studio.member.account_id, -99_990_000, "spent"))
    example = EXAMPLES["add_vocals"]
    assert send(client, example, example["request_examples"]["full"]) == REFUSALS["no_credits"]


def test_a_record_looks_as_recorded_at_every_stage(client: TestClient, studio: Studio) -> None:
    recorded = RECORD["response_examples"]
    task_id = submit(client)
    assert shape(record(client, task_id)) == shape(recorded["pending"])
    first, second = studio.jobs.announce_text(task_id, lyrics="[Verse]\nPaper boats")
    assert shape(record(client, task_id)) == shape(recorded["text_success"])
    studio.jobs.finish_take(first, 183.44)
    assert record(client, task_id)["data"]["status"] == recorded["first_success"]["data"]["status"]
    studio.jobs.finish_take(second, 191.08)
    assert shape(record(client, task_id)) == shape(recorded["success"])


def test_a_failed_record_looks_as_recorded(client: TestClient, studio: Studio) -> None:
    task_id = submit(client)
    studio.jobs.fail(task_id, 413, "Uploaded audio matches existing work of art.")
    assert shape(record(client, task_id)) == shape(RECORD["response_examples"]["failed"])


def test_an_unknown_task_is_answered_as_recorded(client: TestClient) -> None:
    assert record(client, RECORD["query"]["taskId"]) == RECORD["response_examples"]["unknown_task"]


def test_the_balance_looks_as_recorded_under_each_name(client: TestClient) -> None:
    example = EXAMPLES["credit"]
    for path in (example["path"], *example["aliases"]):
        assert shape(client.get(path).json()) == shape(example["response_examples"]["ok"])


def test_download_links_look_as_recorded(client: TestClient, studio: Studio) -> None:
    example = EXAMPLES["download_url"]
    assert send(client, example, example["request_examples"]["full"]) == example["response_examples"]["foreign"]
    take = studio.jobs.announce_text(submit(client))[0]
    studio.jobs.finish_take(take, 183.44)
    answer = send(client, example, {"url": f"http://tutti.test/r/{take.audio_id}.mp3"})
    assert shape(answer) == shape(example["response_examples"]["ok"])
