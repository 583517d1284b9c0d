import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tutti.api.refusals import install_refusals
from tutti.base import errors


def test_an_unknown_path_is_a_real_404_in_the_envelope(client: TestClient) -> None:
    for path in ("/api/v1/generate/get-music-details", "/nothing"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert answer.json() == {
            "code": 404,
            "msg": "There is nothing at this path; /docs lists what there is",
            "data": None,
        }


def test_a_wrong_method_is_a_real_405_that_names_the_right_one(client: TestClient) -> None:
    answer = client.put("/api/v1/chat/credit")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, 405, "GET, HEAD")


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (errors.CreditsShort("short by 3"), 402, "The current credits are insufficient. Please top up."),
        (errors.RateExceeded("25 in 10 s"), 429, "Your call frequency is too high. Please try again later."),
        (errors.RecordMissing("no x"), 422, "Record does not exist"),
        (errors.IdempotencyConflict("used before"), 409, "used before"),
        (errors.FileMissing("there is no such file"), 422, "there is no such file"),
    ],
)
def test_errors_of_the_tree_have_their_code_and_the_recorded_words(
    error: errors.TuttiError, code: int, message: str
) -> None:
    app = FastAPI()
    install_refusals(app)

    @app.get("/api/v1/thing")
    def thing() -> None:
        raise error

    @app.get("/tutti/v1/thing")
    def own_thing() -> None:
        raise error

    client = TestClient(app)
    assert client.get("/api/v1/thing").json() == {"code": code, "msg": message, "data": None}
    assert client.get("/tutti/v1/thing").status_code == code


def test_allow_names_the_methods_of_every_route_of_a_path(client: TestClient) -> None:
    assert client.patch("/tutti/v1/account/webhook-key").headers["allow"] == "PUT, DELETE"
    assert client.delete("/api/v1/generate/add-vocals").headers["allow"] == "POST"
