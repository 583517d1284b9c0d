import json
import math
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tutti.api.add_instrumental import EXAMPLE as INSTRUMENTAL
from tutti.api.add_vocals import EXAMPLE as VOCALS
from tutti.api.app import create_app
from tutti.jobs.orders import Operation
from tutti.store.ledger import balance
from tutti.store.tasks import TaskFilter, list_tasks
from tutti.testing.studio import Studio, open_studio

ADD_INSTRUMENTAL = "/api/v1/generate/add-instrumental"
ADD_VOCALS = "/api/v1/generate/add-vocals"


def said(client: TestClient, body: dict[str, Any], path: str = ADD_VOCALS) -> tuple[int, str]:
    # Written by hand: a client library would refuse to send NaN or a lone surrogate.
    answer = client.post(path, content=json.dumps(body), headers={"Content-Type": "application/json"})
    assert answer.status_code == 200
    return answer.json()["code"], answer.json()["msg"]


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


def credits_left(studio: Studio) -> int:
    return studio.services.database.read_now(lambda session: balance(session, studio.member.account_id))


@pytest.mark.parametrize(
    ("path", "body", "operation"),
    [
        (ADD_INSTRUMENTAL, INSTRUMENTAL, Operation.ADD_INSTRUMENTAL),
        (ADD_VOCALS, VOCALS, Operation.ADD_VOCALS),
    ],
)
def test_a_request_becomes_an_order_and_a_task_that_is_seen_at_once(
    client: TestClient, studio: Studio, path: str, body: dict[str, Any], operation: Operation
) -> None:
    text = json.dumps({**body, "unknownField": [1, {"a": None}]}, indent=3)
    answer = client.post(path, content=text)
    task_id = answer.json()["data"]["taskId"]
    assert answer.json() == {"code": 200, "msg": "success", "data": {"taskId": task_id}}
    assert len(task_id) == 32
    assert int(task_id, 16) >= 0
    assert task_id == task_id.lower()
    order = studio.jobs.orders[0]
    assert (order.account_id, order.operation, order.param) == (studio.member.account_id, operation, text)
    assert order.request == body
    assert (order.callback_url, order.base_url) == (body["callBackUrl"], "http://tutti.test")
    record = client.get("/api/v1/generate/record-info", params={"taskId": task_id}).json()["data"]
    assert (record["status"], record["param"]) == ("PENDING", text)
    assert credits_left(studio) == 100_000_000 - 12_000


def test_only_what_must_be_there_is_needed(client: TestClient, studio: Studio) -> None:
    bare = without(INSTRUMENTAL, "model", "vocalGender", "styleWeight", "weirdnessConstraint", "audioWeight")
    assert said(client, bare, ADD_INSTRUMENTAL) == (200, "success")
    assert studio.jobs.orders[0].request == {**bare, "model": "V4_5PLUS"}


@pytest.mark.parametrize("name", ["uploadUrl", "title", "negativeTags", "prompt", "style"])
def test_a_missing_or_null_field_of_add_vocals_is_named(client: TestClient, name: str) -> None:
    assert said(client, without(VOCALS, name)) == (422, f"{name} cannot be null")
    assert said(client, {**VOCALS, name: None}) == (422, f"{name} cannot be null")


def test_a_missing_style_of_add_instrumental_is_named(client: TestClient) -> None:
    assert said(client, without(INSTRUMENTAL, "tags"), ADD_INSTRUMENTAL) == (422, "tags cannot be null")
    assert said(client, {**INSTRUMENTAL, "tags": "x" * 1001}, ADD_INSTRUMENTAL) == (
        422,
        "tags cannot exceed 1000 characters",
    )


@pytest.mark.parametrize("url", [None, "", "  "])
def test_a_missing_callback_goes_before_everything_else(client: TestClient, url: str | None) -> None:
    for body in ({"callBackUrl": url}, {**VOCALS, "callBackUrl": url}, {}):
        assert said(client, body) == (422, "Please enter callBackUrl.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": "x" * 101}, "title cannot exceed 100 characters"),
        ({"title": "x" * 81, "model": "V4"}, "title cannot exceed 80 characters when model is V4"),
        ({"title": "x" * 81, "model": "V4_5ALL"}, "title cannot exceed 80 characters when model is V4_5ALL"),
        ({"title": " "}, "title cannot be empty"),
        ({"title": 5}, "title must be a string"),
        ({"title": "a\0b"}, "title cannot contain the character U+0000"),
        ({"title": "\ud800"}, "title must be valid Unicode text"),
        ({"style": "x" * 1001}, "style cannot exceed 1000 characters"),
        ({"prompt": "x" * 5001}, "prompt cannot exceed 5000 characters"),
        ({"prompt": ""}, "prompt cannot be empty"),
        ({"negativeTags": "x" * 201}, "negativeTags cannot exceed 200 characters"),
        ({"vocalGender": "x"}, "vocalGender must be one of m, f"),
        ({"callBackUrl": "not a url"}, "callBackUrl must be an http or https URL"),
        ({"callBackUrl": 5}, "callBackUrl must be a string"),
        ({"uploadUrl": "ftp://files.example/a.mp3"}, "uploadUrl must be an http or https URL"),
        ({"uploadUrl": "file:///etc/passwd"}, "uploadUrl must be an http or https URL"),
        ({"uploadUrl": "http://"}, "uploadUrl must be an http or https URL"),
        ({"uploadUrl": "http://[::1"}, "uploadUrl must be an http or https URL"),
        ({"uploadUrl": "http://host:port/"}, "uploadUrl must be an http or https URL"),
        ({"uploadUrl": "http://a/" + "x" * 5000}, "uploadUrl cannot exceed 4096 characters"),
        ({"styleWeight": 1.01}, "styleWeight cannot be more than 1"),
        ({"weirdnessConstraint": -0.01}, "weirdnessConstraint cannot be less than 0"),
        ({"audioWeight": 0.615}, "audioWeight must be a multiple of 0.01"),
        ({"audioWeight": "0.5"}, "audioWeight must be a number"),
        ({"audioWeight": True}, "audioWeight must be a number"),
        ({"styleWeight": math.nan}, "styleWeight must be a finite number"),
        ({"styleWeight": math.inf}, "styleWeight must be a finite number"),
        ({"seed": -1}, "seed cannot be less than 0"),
        ({"seed": 2**31}, "seed cannot be more than 2147483647"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"bpm": 19}, "bpm cannot be less than 30"),
        ({"firstDownbeat": -0.1}, "firstDownbeat cannot be less than 0"),
        (
            {"chords": "C | Gx"},
            "chords: line 1: bar 2: 'Gx' is no chord; write it like Am7, F#m7b5, G/B, bVII, 6-, N.C. or %",
        ),
        ({"chords": "[Bridge]"}, "chords: [Bridge] has no chords, and none were given for it before"),
        ({"meter": "4"}, "meter must be a time signature such as 4/4 or 6/8"),
        ({"key": "H major"}, "key must be a tonic and a mode such as 'Bb major' or 'Am'"),
    ],
)
def test_a_field_out_of_its_range_is_named_with_its_limit(
    client: TestClient, studio: Studio, change: dict[str, Any], message: str
) -> None:
    assert said(client, {**VOCALS, **change}) == (422, message)
    assert studio.jobs.orders == []


def test_an_unknown_model_is_refused_with_those_there_are(client: TestClient) -> None:
    code, message = said(client, {**VOCALS, "model": "V9"})
    assert code == 422
    assert message.startswith("model must be one of V3_5, V4, ")


@pytest.mark.parametrize(
    "change",
    [
        {"negativeTags": ""},
        {"negativeTags": " "},
        {"title": "x" * 100},
        {"title": "歌" * 100},
        {"title": "x" * 80, "model": "V3_5"},
        {"callBackUrl": "https://noop"},
        {"callBackUrl": "https://localhost/hook?x=1#y"},
        {"uploadUrl": "HTTP://127.0.0.1:9/nothing-there"},
        {"uploadUrl": "https://user:word@[::1]:8000/a%20b?c"},
        {"vocalGender": None, "styleWeight": None, "seed": None},
        {"seed": 0, "bpm": 96.5, "meter": "6/8", "key": "Bb major"},
        {"seed": 2**31 - 1, "bpm": 96, "meter": "12/8", "key": "f#m"},
        {"firstDownbeat": 0, "chords": "||: C | G/B | Am7 F | G :||"},
        {"firstDownbeat": 1.25, "chords": "[Verse]\nI V vi IV"},
        {"styleWeight": 0, "audioWeight": 1},
        {"duration": 1e308, "anything": {"deep": [[[[]]]]}},
        *({"model": model} for model in ("V4", "V4_5", "V5", "V5_5", "V6", "V6_MINI", "V6_WILD")),
    ],
)
def test_what_clients_send_is_taken(client: TestClient, change: dict[str, Any]) -> None:
    assert said(client, {**VOCALS, **change}) == (200, "success")


def test_every_hundredth_is_a_weight(client: TestClient) -> None:
    for hundredths in range(101):
        weight = hundredths / 100
        assert said(client, {**INSTRUMENTAL, "styleWeight": weight}, ADD_INSTRUMENTAL)[0] == 200, weight


@pytest.mark.parametrize(
    ("body", "code", "message"),
    [
        (b"", 400, "The request body is not valid JSON"),
        (b"{", 400, "The request body is not valid JSON"),
        (b"title=x", 400, "The request body is not valid JSON"),
        (b"\xff\xfe{}", 400, "The request body is not valid UTF-8"),
        (b'{"title": "\xc3\x28"}', 400, "The request body is not valid UTF-8"),
        (b"[" * 300_000, 400, "The request body is not valid JSON"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400, "The request body is not valid JSON"),
        (b'{"seed": ' + b"9" * 100_000 + b"}", 400, "The request body is not valid JSON"),
        (b"[]", 422, "The request body must be a JSON object"),
        (b"null", 422, "The request body must be a JSON object"),
        (b'"text"', 422, "The request body must be a JSON object"),
        (b"{" + b" " * 1_000_000 + b"}", 422, "The request body cannot exceed 1000000 bytes"),
        (b'{"x": "' + b"a" * 10_000_000 + b'"}', 422, "The request body cannot exceed 1000000 bytes"),
    ],
)
def test_a_body_that_is_no_object_is_refused_before_its_fields(
    client: TestClient, body: bytes, code: int, message: str
) -> None:
    answer = client.post(ADD_VOCALS, content=body)
    assert (answer.status_code, answer.json()) == (200, {"code": code, "msg": message, "data": None})


def test_a_body_without_a_length_is_cut_at_the_limit(client: TestClient) -> None:
    answer = client.post(ADD_VOCALS, content=iter([b"{"] + [b" " * 100_000] * 20))
    assert answer.json()["msg"] == "The request body cannot exceed 1000000 bytes"


def test_nan_in_a_field_nobody_knows_is_no_json_either(client: TestClient) -> None:
    code, message = said(client, {**VOCALS, "other": math.nan})
    assert (code, message) == (400, "The request body is not valid JSON: NaN and Infinity are not numbers")


def test_a_byte_order_mark_is_no_part_of_the_body(client: TestClient, studio: Studio) -> None:
    text = json.dumps(VOCALS)
    assert client.post(ADD_VOCALS, content=b"\xef\xbb\xbf" + text.encode()).json()["code"] == 200
    assert studio.jobs.orders[0].param == text


def test_the_same_idempotency_key_makes_one_task_and_one_charge(client: TestClient, studio: Studio) -> None:
    key = {"Idempotency-Key": "order-17"}
    first = client.post(ADD_VOCALS, json=VOCALS, headers=key).json()
    respaced = json.dumps(dict(reversed(VOCALS.items())), indent=2)
    assert client.post(ADD_VOCALS, content=respaced, headers=key).json() == first
    assert credits_left(studio) == 100_000_000 - 12_000
    other = client.post(ADD_VOCALS, json={**VOCALS, "title": "Other"}, headers=key).json()
    assert other["code"] == 409
    assert "Idempotency-Key" in other["msg"]
    assert client.post(ADD_INSTRUMENTAL, json={**VOCALS, "tags": "jazz"}, headers=key).json()["code"] == 409


def test_another_account_may_use_the_same_idempotency_key(client: TestClient, studio: Studio) -> None:
    key = {"Idempotency-Key": "order-17"}
    mine = client.post(ADD_VOCALS, json=VOCALS, headers=key).json()["data"]["taskId"]
    theirs = client.post(ADD_VOCALS, json=VOCALS, headers=key | studio.stranger.headers).json()["data"]["taskId"]
    assert mine != theirs


@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "\xe9"])
def test_an_idempotency_key_has_a_shape(client: TestClient, key: str) -> None:
    answer = client.post(ADD_VOCALS, json=VOCALS, headers={"Idempotency-Key": key.encode("latin-1")})
    assert answer.json()["code"] == 422
    assert answer.json()["msg"] == "Idempotency-Key must be 1 to 255 visible ASCII characters"


def test_an_account_without_credits_is_told_in_the_recorded_words(tmp_path: Path) -> None:
    with open_studio(tmp_path / "data", opening_credits=30) as studio:
        client = TestClient(create_app(studio.services), headers=studio.member.headers)
        assert [said(client, VOCALS)[0] for _ in range(4)] == [200, 200, 402, 402]
        assert said(client, VOCALS)[1] == "The current credits are insufficient. Please top up."
        assert credits_left(studio) == 6_000
        tasks = studio.services.database.read_now(
            lambda session: list_tasks(session, studio.member.account_id, TaskFilter())
        )
        assert len(tasks) == 2


def test_the_rate_limit_comes_after_json_and_before_the_fields(tmp_path: Path) -> None:
    with open_studio(tmp_path / "data", requests_per_10_seconds=3) as studio:
        client = TestClient(create_app(studio.services), headers=studio.member.headers)
        assert [said(client, VOCALS)[0] for _ in range(3)] == [200, 200, 200]
        too_fast = (429, "Your call frequency is too high. Please try again later.")
        assert said(client, VOCALS) == too_fast
        assert said(client, {}) == too_fast
        assert client.post(ADD_VOCALS, content=b"{").json()["code"] == 400
        assert client.post(ADD_VOCALS, json=VOCALS, headers=studio.stranger.headers).json()["code"] == 200
        assert client.get("/api/v1/chat/credit").json()["code"] == 200
