"""Looks at the database for many who wait for the same news: one look a moment for all of them, and none for nobody.

A look is shared with whoever asks for the same thing within `keeps_seconds`; nothing stays in memory after that. Used
on one event loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class SharedLooks(Generic[T]):
    """Looks things up by name.

    Args:
        look: how it is done.
        keeps_seconds: how old what is seen may be.
    """

    def __init__(self, look: Callable[[str], Awaitable[T]], keeps_seconds: float) -> None:
        self._look = look
        self._keeps_seconds = keeps_seconds
        self._looks: dict[str, asyncio.Future[T]] = {}
        self.count = 0

    async def at(self, name: str) -> T:
        """What is there now, or was a moment ago."""
        look = self._looks.get(name)
        if look is None:
            look = asyncio.ensure_future(self._look(name))
            self.count += 1
            self._looks[name] = look
            asyncio.get_running_loop().call_later(self._keeps_seconds, self._looks.pop, name, None)
        return await asyncio.shield(look)
