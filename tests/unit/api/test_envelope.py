import json

import pytest

from tutti.api.envelope import Refused, Surface, ok, refusal, surface_of


@pytest.mark.parametrize(
    ("path", "surface"),
    [
        ("/api/v1/generate/record-info", Surface.CONTRACT),
        ("/api/nothing", Surface.CONTRACT),
        ("/api/file-stream-upload", Surface.UPLOAD),
        ("/tutti/v1/health", Surface.TUTTI),
        ("/apis", Surface.TUTTI),
    ],
)
def test_a_path_belongs_to_one_family(path: str, surface: Surface) -> None:
    assert surface_of(path) is surface


def test_the_contract_answers_200_with_the_code_inside() -> None:
    answer = refusal(Refused(422, "title cannot be null"), Surface.CONTRACT)
    assert answer.status_code == 200
    assert json.loads(bytes(answer.body)) == {"code": 422, "msg": "title cannot be null", "data": None}
    assert answer.headers["content-type"] == "application/json;charset=UTF-8"
    assert "access-control-allow-origin" not in answer.headers


def test_a_refused_key_has_no_data_under_the_contract() -> None:
    answer = refusal(Refused(401, "You do not have access permissions"), Surface.CONTRACT)
    assert bytes(answer.body) == b'{"code":401,"msg":"You do not have access permissions"}'


def test_uploads_say_success_first_and_allow_any_origin() -> None:
    done, refused = ok({"fileName": "a.mp3"}, Surface.UPLOAD), refusal(Refused(400, "no file"), Surface.UPLOAD)
    assert list(json.loads(bytes(done.body))) == ["success", "code", "msg", "data"]
    assert json.loads(bytes(refused.body)) == {"success": False, "code": 400, "msg": "no file"}
    assert refused.headers["content-type"] == "application/json"
    assert done.headers["access-control-allow-origin"] == "*"


def test_tuttis_own_paths_use_real_statuses() -> None:
    assert refusal(Refused(404, "no such task"), Surface.TUTTI).status_code == 404
    assert refusal(Refused(401, "no key"), Surface.TUTTI).headers["www-authenticate"] == "Bearer"


def test_text_that_has_no_utf8_form_still_makes_an_answer() -> None:
    assert json.loads(bytes(ok("\ud800").body))["data"] == "?"
