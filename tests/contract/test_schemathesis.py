"""Thousands of requests drawn from the OpenAPI document, valid and not: none breaks the server or surprises a client.

The contract answers HTTP 200 to refusals, so HTTP-level checks of acceptance do not apply; what a refusal says is
tested elsewhere. Drawn ids are replaced by real ones every other time, or nothing would ever be found.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import count
from math import ceil
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tutti.api.add_vocals import EXAMPLE
from tutti.api.app import wired_app
from tutti.jobs.order_book import book
from tutti.jobs.orders import Operation, Order
from tutti.testing.studio import Studio, open_studio

LEAST_CASES = 2000
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    allow_header_conformance,
    unsupported_method,
]
APP = wired_app()
DOCUMENT = schemathesis.openapi.from_asgi("/openapi.json", APP)
OPERATIONS = [result.ok() for result in DOCUMENT.get_all_operations()]
WITH_INPUT = {each.label for each in OPERATIONS if each.body or each.query or each.path_parameters}
LEAST_CASES_PER_OPERATION = ceil(LEAST_CASES / len(WITH_INPUT))


class Visit:
    """A studio with one finished task, and what was tried there."""

    def __init__(self, studio: Studio, task_id: str, audio_id: str) -> None:
        self.studio = studio
        self.real = {"taskId": task_id, "task_id": task_id, "audioId": audio_id, "audio_id": audio_id}
        self.tried: Counter[str] = Counter()
        self.turns = count()

    def make_real(self, drawn: dict[str, object] | None) -> None:
        """Put ids that exist in the place of drawn ones, every other time."""
        if next(self.turns) % 2 == 0:
            for name in (drawn or {}).keys() & self.real.keys():
                assert drawn is not None
                drawn[name] = self.real[name]


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    folder: Path = tmp_path_factory.mktemp("schemathesis") / "data"
    with open_studio(folder, requests_per_10_seconds=10_000, opening_credits=100_000_000, fetch_seconds=2) as studio:
        order = Order(
            account_id=studio.member.account_id,
            operation=Operation.ADD_VOCALS,
            request=dict(EXAMPLE),
            param="{}",
            callback_url=None,
            base_url="http://testserver",
            model="V5",
            idempotency_key=None,
            request_digest="",
        )
        task_id = studio.services.database.write_now(lambda session: book(session, order).id)
        takes = studio.jobs.announce_text(task_id)
        for take in takes:
            studio.jobs.finish_take(take, 60.0)
        APP.state.services = studio.services
        yield Visit(studio, task_id, takes[0].audio_id)


@pytest.fixture
def enough(visit: Visit) -> Iterator[None]:
    """Each operation that takes anything must have had its share of requests, whichever process tried it."""
    visit.tried.clear()
    yield
    label = next(iter(visit.tried), "")
    assert visit.tried.total() >= (LEAST_CASES_PER_OPERATION if label in WITH_INPUT else 1)


@DOCUMENT.parametrize()
@settings(
    max_examples=LEAST_CASES_PER_OPERATION,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.usefixtures("enough")
def test_no_request_breaks_the_server_or_its_document(case: schemathesis.Case, visit: Visit) -> None:
    visit.make_real(case.query)
    visit.make_real(case.path_parameters)
    answer = case.call(headers=visit.studio.member.headers)
    visit.tried[case.operation.label] += 1
    case.validate_response(answer, checks=CHECKS)
    if answer.headers.get("content-type", [""])[0].startswith("application/json"):
        assert answer.json().get("code") != 500, answer.text
