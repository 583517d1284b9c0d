import pytest
from starlette.testclient import TestClient

from tutti.store.accounts import account as find_account
from tutti.testing.stored_take import announced_takes
from tutti.testing.studio import Studio

ACCOUNT = "/tutti/v1/account"
KEY = f"{ACCOUNT}/webhook-key"


def stored_key(studio: Studio) -> str | None:
    account = studio.services.database.read_now(lambda session: find_account(session, studio.member.account_id))
    assert account is not None
    return account.webhook_hmac_key


def test_the_account_shows_what_is_left_and_where_it_went(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    account = client.get(ACCOUNT).json()["data"]
    assert (account["id"], account["name"]) == (studio.member.account_id, "member")
    assert account["credits"] == 100_000 - 12
    assert account["hasWebhookKey"] is False
    charge, grant = account["ledger"]
    assert (charge["amount"], charge["reason"], charge["taskId"]) == (-12.0, "charge", made.task_id)
    assert (grant["amount"], grant["reason"], grant["taskId"]) == (100_000.0, "grant", None)
    assert client.get(ACCOUNT, params={"limit": 1}).json()["data"]["ledger"] == [charge]
    assert client.get(ACCOUNT, params={"limit": 0}).status_code == 422


def test_the_webhook_key_is_set_drawn_and_dropped(client: TestClient, studio: Studio) -> None:
    given = client.put(KEY, json={"webhookHmacKey": "a-key-of-my-own-choice"})
    assert given.json() == {"code": 200, "msg": "success", "data": {"webhookHmacKey": "a-key-of-my-own-choice"}}
    assert stored_key(studio) == "a-key-of-my-own-choice"
    assert client.get(ACCOUNT).json()["data"]["hasWebhookKey"] is True
    drawn = client.put(KEY, json={}).json()["data"]["webhookHmacKey"]
    assert len(drawn) == 43
    assert stored_key(studio) == drawn
    assert client.delete(KEY).json() == {"code": 200, "msg": "success", "data": None}
    assert stored_key(studio) is None


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b'{"webhookHmacKey": "short"}', 422, "webhookHmacKey"),
        (b'{"webhookHmacKey": 5}', 422, "webhookHmacKey must be a string"),
        (b'{"webhookHmacKey": "with a space in the middle"}', 422, "webhookHmacKey"),
        (b"[]", 422, "The request body must be a JSON object"),
        (b"{", 400, "The request body is not valid JSON"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused(
    client: TestClient, studio: Studio, body: bytes, status: int, said: str
) -> None:
    answer = client.put(KEY, content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, status)
    assert answer.json()["msg"].startswith(said)
    assert stored_key(studio) is None


@pytest.mark.parametrize(("method", "path"), [("GET", ACCOUNT), ("PUT", KEY), ("DELETE", KEY)])
def test_the_key_is_needed(client: TestClient, method: str, path: str) -> None:
    assert client.request(method, path, headers={"Authorization": "Bearer tutti_wrong"}).status_code == 401
