import asyncio

import pytest

from tutti.api.shared_looks import SharedLooks


class Counter:
    """Counts how often each name is looked at."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    async def look(self, name: str) -> int:
        self.seen.append(name)
        await asyncio.sleep(0.01)
        if name == "broken":
            raise LookupError(name)
        return len(self.seen)


def test_those_who_ask_together_share_a_look() -> None:
    async def ask() -> None:
        counter = Counter()
        looks = SharedLooks(counter.look, 10.0)
        assert await asyncio.gather(*(looks.at("a") for _ in range(50))) == [1] * 50
        assert await looks.at("b") == 2
        assert counter.seen == ["a", "b"]

    asyncio.run(ask())


def test_a_look_grows_old() -> None:
    async def ask() -> None:
        counter = Counter()
        looks = SharedLooks(counter.look, 0.03)
        assert await looks.at("a") == 1
        await asyncio.sleep(0.05)
        assert await looks.at("a") == 2

    asyncio.run(ask())


def test_who_leaves_does_not_take_the_look_along() -> None:
    async def ask() -> None:
        counter = Counter()
        looks = SharedLooks(counter.look, 10.0)
        leaver, stayer = asyncio.create_task(looks.at("a")), asyncio.create_task(looks.at("a"))
        await asyncio.sleep(0)
        leaver.cancel()
        assert await stayer == 1
        with pytest.raises(asyncio.CancelledError):
            await leaver

    asyncio.run(ask())


def test_a_failure_is_told_to_all() -> None:
    async def ask() -> None:
        looks = SharedLooks(Counter().look, 10.0)
        answers = await asyncio.gather(*(looks.at("broken") for _ in range(3)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [LookupError] * 3

    asyncio.run(ask())
