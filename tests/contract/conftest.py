from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tutti.api.app import create_app
from tutti.testing.studio import Studio, open_studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    with open_studio(tmp_path / "data", requests_per_10_seconds=20) as opened:
        yield opened


@pytest.fixture
def client(studio: Studio) -> TestClient:
    """A client with the key of `studio.member`."""
    return TestClient(create_app(studio.services), base_url="http://tutti.test", headers=studio.member.headers)
