from starlette.testclient import TestClient

from tutti.store.deliveries import NewDelivery, add_delivery
from tutti.testing.stored_take import announced_takes
from tutti.testing.studio import Studio


def test_a_callback_is_sent_once_more_by_its_owner_alone(client: TestClient, studio: Studio) -> None:
    made = announced_takes(studio)
    new = NewDelivery(
        id="d" * 32,
        task_id=made.task_id,
        account_id=studio.member.account_id,
        stage="text",
        url="https://client.example/callbacks",
        body='{"code":200}',
    )
    studio.services.database.write_now(lambda session: add_delivery(session, new))
    path = f"/tutti/v1/deliveries/{new.id}/redeliver"
    assert client.post(path, headers=studio.stranger.headers).status_code == 404
    assert client.post(path, headers={"Authorization": ""}).status_code == 401
    answer = client.post(path)
    assert answer.status_code == 200
    again = answer.json()["data"]["id"]
    listed = client.get(f"/tutti/v1/tasks/{made.task_id}/deliveries").json()["data"]
    assert {each["id"] for each in listed} == {new.id, again}
    assert {each["body"] for each in listed} == {new.body}
    for unknown in ("0" * 32, "1", "%00"):
        refused = client.post(f"/tutti/v1/deliveries/{unknown}/redeliver")
        assert (refused.status_code, refused.json()["msg"]) == (404, "There is no such delivery")
