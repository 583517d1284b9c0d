import pytest
from starlette.testclient import TestClient

from tutti.store.ledger import grant
from tutti.testing.studio import Studio


@pytest.mark.parametrize("path", ["/api/v1/chat/credit", "/api/v1/generate/credit", "/api/v1/account/credits"])
def test_the_balance_is_a_fractional_number(client: TestClient, studio: Studio, path: str) -> None:
    studio.services.database.write_now(
        lambda session: grant(session, studio.member.account_id, -94_083_750, "down to the recorded balance")
    )
    assert client.get(path).text == '{"code":200,"msg":"success","data":5916.25}'


def test_a_whole_balance_is_still_a_float(client: TestClient) -> None:
    assert client.get("/api/v1/chat/credit").text.endswith('"data":100000.0}')
