import json
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.store.takes import mark_takes_deleted
from tutti.testing.stored_take import CONTENTS, StoredTakes, announced_takes, finished_take
from tutti.testing.studio import Studio, open_studio


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    with open_studio(tmp_path_factory.mktemp("studio") / "data") as opened:
        yield opened


@pytest.fixture(scope="module")
def client(studio: Studio) -> TestClient:
    return TestClient(create_app(studio.services), base_url="http://tutti.test", headers=studio.member.headers)


@pytest.fixture(scope="module")
def made(studio: Studio) -> StoredTakes:
    return finished_take(studio)


@pytest.mark.parametrize(("name", "file"), [("score", "score.json"), ("report", "report.json")])
def test_documents_come_in_the_envelope(client: TestClient, made: StoredTakes, name: str, file: str) -> None:
    answer = client.get(f"/tutti/v1/takes/{made.audio_id}/{name}")
    assert answer.json() == {"code": 200, "msg": "success", "data": json.loads(CONTENTS[file][1])}
    unchanged = client.get(f"/tutti/v1/takes/{made.audio_id}/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(("name", "file"), [("chords", "chords.txt"), ("lyrics", "lyrics.lrc"), ("midi", "score.mid")])
def test_the_others_come_as_they_are(client: TestClient, made: StoredTakes, name: str, file: str) -> None:
    answer = client.get(f"/tutti/v1/takes/{made.audio_id}/{name}")
    kind, content = CONTENTS[file]
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, kind, content)
    assert f"Carry me over - {file}" in answer.headers["content-disposition"]
    assert client.head(f"/tutti/v1/takes/{made.audio_id}/{name}").headers["content-length"] == str(len(content))


def test_every_file_is_listed_and_can_be_fetched(client: TestClient, made: StoredTakes) -> None:
    files = client.get(f"/tutti/v1/takes/{made.audio_id}/files").json()["data"]["files"]
    assert {file["name"] for file in files} == set(CONTENTS)
    for file in files:
        kind, content = CONTENTS[file["name"]]
        answer = client.get(file["url"])
        assert (answer.status_code, answer.content) == (200, content)
        assert (file["type"], file["size"]) == (kind, len(content))
    part = client.get(files[-1]["url"], headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, b"fLaC")


@pytest.mark.parametrize("rest", ["score", "report", "chords", "lyrics", "midi", "files", "files/master.flac"])
def test_only_the_owner_sees_them(client: TestClient, studio: Studio, made: StoredTakes, rest: str) -> None:
    path = f"/tutti/v1/takes/{made.audio_id}/{rest}"
    assert client.get(path, headers=studio.stranger.headers).status_code == 404
    assert client.get(path, headers={"Authorization": ""}).status_code == 401
    assert client.get(f"/tutti/v1/takes/7d2f1c64-0b5e-4f0a-9a57-1f6f0f4a9c11/{rest}").status_code == 404


def test_what_is_not_made_yet_is_not_there(client: TestClient, studio: Studio) -> None:
    early = announced_takes(studio)
    assert client.get(f"/tutti/v1/takes/{early.audio_id}/files").json()["data"] == {"files": []}
    answer = client.get(f"/tutti/v1/takes/{early.audio_id}/midi")
    assert (answer.status_code, answer.json()["code"]) == (404, 404)


@pytest.mark.parametrize("name", ["nothing.flac", "../master.flac", "..%2f..%2fsecret", "stems", "%00"])
def test_other_names_are_not_there(client: TestClient, made: StoredTakes, name: str) -> None:
    assert client.get(f"/tutti/v1/takes/{made.audio_id}/files/{name}").status_code == 404


@pytest.mark.parametrize("rest", ["score", "chords", "files", "files/master.flac"])
def test_a_deleted_take_tells_when_it_went(client: TestClient, studio: Studio, rest: str) -> None:
    gone = finished_take(studio)
    studio.services.database.write_now(lambda session: mark_takes_deleted(session, [gone.audio_id], 5000))
    answer = client.get(f"/tutti/v1/takes/{gone.audio_id}/{rest}")
    assert (answer.status_code, answer.json()["data"]) == (410, {"deletedTime": 5000})
