from starlette.testclient import TestClient

from tutti import __version__
from tutti.api.app import create_app
from tutti.testing.studio import Studio

HEALTH = "/tutti/v1/health"


def test_health_needs_no_key_and_tells_whether_work_is_taken(studio: Studio) -> None:
    anybody = TestClient(create_app(studio.services))
    for path in (HEALTH, f"{HEALTH}/ready"):
        answer = anybody.get(path)
        assert (answer.status_code, answer.json()["data"]) == (200, {"status": "ready", "version": __version__})
    studio.jobs.is_ready = False
    for path in (HEALTH, f"{HEALTH}/ready"):
        answer = anybody.get(path)
        assert (answer.status_code, answer.json()["code"], answer.json()["data"]) == (503, 503, None)
    assert anybody.get(f"{HEALTH}/live").json()["data"] == {"status": "live", "version": __version__}
