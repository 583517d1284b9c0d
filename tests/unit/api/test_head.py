from starlette.testclient import TestClient


def test_head_has_the_headers_of_get_and_no_body(client: TestClient) -> None:
    got, head = client.get("/api/v1/chat/credit"), client.head("/api/v1/chat/credit")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == got.headers["content-length"]
    assert head.headers["content-type"] == got.headers["content-type"]


def test_head_does_not_reach_what_only_takes_post(client: TestClient) -> None:
    assert client.head("/api/v1/generate/add-vocals").status_code == 405
