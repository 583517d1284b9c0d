import asyncio
from pathlib import Path

import httpx2

from tutti.api.add_vocals import EXAMPLE
from tutti.api.app import create_app
from tutti.testing.studio import Studio, open_studio


async def answers_to(studio: Studio, count: int) -> list[int]:
    transport = httpx2.ASGITransport(create_app(studio.services))
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://tutti.test", headers=studio.member.headers
    ) as client:
        done = await asyncio.gather(*(client.post("/api/v1/generate/add-vocals", json=EXAMPLE) for _ in range(count)))
    return [answer.json()["code"] for answer in done]


def test_of_many_at_once_exactly_the_limit_is_let_through(tmp_path: Path) -> None:
    with open_studio(tmp_path / "data") as studio:
        codes = asyncio.run(answers_to(studio, 30))
    assert (codes.count(200), codes.count(429)) == (20, 10)


def test_of_many_at_once_exactly_what_can_be_paid_is_taken(tmp_path: Path) -> None:
    with open_studio(tmp_path / "data", opening_credits=12 * 25 + 1, requests_per_10_seconds=1000) as studio:
        codes = asyncio.run(answers_to(studio, 50))
    assert (codes.count(200), codes.count(402)) == (25, 25)
