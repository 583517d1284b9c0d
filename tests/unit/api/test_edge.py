import pytest
import structlog
from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from tutti.api.edge import RequestEdge


@pytest.fixture
def failing() -> TestClient:
    app = FastAPI()
    app.add_middleware(RequestEdge)

    @app.get("/api/v1/broken")
    def broken() -> None:
        raise RuntimeError("the caller must never read this")

    @app.get("/left")
    def left() -> None:
        raise ClientDisconnect

    @app.get("/cut")
    def cut() -> StreamingResponse:
        def parts():  # type: ignore[no-untyped-def]
            yield b"begun"
            raise RuntimeError("in the middle")

        return StreamingResponse(parts())

    return TestClient(app)


def test_an_unforeseen_failure_is_told_by_its_id_alone(failing: TestClient) -> None:
    with structlog.testing.capture_logs() as lines:
        answer = failing.get("/api/v1/broken")
    body = answer.json()
    assert answer.status_code == 200
    assert (body["code"], body["data"]) == (500, None)
    assert body["msg"].startswith("Server Error - An unexpected error occurred while processing the request (id ")
    assert "caller" not in answer.text
    assert lines[0]["error_id"] in body["msg"]
    assert (lines[0]["event"], lines[0]["path"]) == ("request_failed", "/api/v1/broken")


def test_a_failure_after_the_first_byte_breaks_the_connection(failing: TestClient) -> None:
    with structlog.testing.capture_logs(), pytest.raises(RuntimeError, match="in the middle"):
        failing.get("/cut")


def test_a_client_that_left_is_no_failure(failing: TestClient) -> None:
    with structlog.testing.capture_logs() as lines, pytest.raises(AssertionError):  # the client got no answer
        failing.get("/left")
    assert lines == []
