"""Every connection that the process opens, as the interpreter itself reports it."""

import sys
from collections.abc import Iterator

import pytest

opened: list[tuple[str, int]] = []
watching: list[bool] = []


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if watching and event == "socket.connect":
        address = arguments[1]
        assert isinstance(address, tuple)
        opened.append((address[0], address[1]))


sys.addaudithook(watch)


@pytest.fixture
def connects() -> Iterator[list[tuple[str, int]]]:
    """Address and port of every TCP connection attempted while the test runs."""
    opened.clear()
    watching.append(True)
    yield opened
    watching.clear()
