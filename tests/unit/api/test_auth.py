import pytest
from starlette.testclient import TestClient

from tutti.store.keys import list_keys, revoke_key
from tutti.testing.studio import Studio

PATH = "/api/v1/chat/credit"
REFUSED = b'{"code":401,"msg":"You do not have access permissions"}'


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer tutti_wrong", "Basic dXNlcjpwYXNz", "Bearer " + "x" * 5000, "Bearer \xe9"],
)
def test_a_missing_or_wrong_key_is_refused_in_the_contracts_words(client: TestClient, header: str) -> None:
    answer = client.get(PATH, headers={"Authorization": header.encode("latin-1")})
    assert (answer.status_code, answer.content) == (200, REFUSED)


def test_no_header_at_all_is_refused(client: TestClient) -> None:
    del client.headers["Authorization"]
    assert client.get(PATH).content == REFUSED


def test_the_scheme_is_read_in_any_case(client: TestClient, studio: Studio) -> None:
    assert client.get(PATH, headers={"Authorization": f"bearer  {studio.member.key} "}).json()["code"] == 200


def test_a_revoked_key_is_refused_at_once(client: TestClient, studio: Studio) -> None:
    database = studio.services.database
    assert client.get(PATH).json()["code"] == 200
    key = database.read_now(lambda session: list_keys(session, studio.member.account_id))[0]
    assert database.write_now(lambda session: revoke_key(session, key.id))
    assert client.get(PATH).content == REFUSED


def test_the_key_is_looked_at_before_the_body(client: TestClient) -> None:
    answer = client.post("/api/v1/generate/add-vocals", content=b"{", headers={"Authorization": "Bearer wrong"})
    assert answer.content == REFUSED
