import asyncio
from typing import Any

import pytest
from fastapi import Request

from tutti.api.body import TOO_SLOW, JsonBody, read_json
from tutti.api.envelope import Refused


def read(*parts: bytes, ends: bool = True, **limits: Any) -> JsonBody:
    """What is read of a body that comes in parts, and then ends or is waited for."""
    messages = [{"type": "http.request", "body": part, "more_body": True} for part in parts]
    if ends:
        messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> dict[str, Any]:
        if not messages:
            await asyncio.Event().wait()
        return messages.pop(0)

    return asyncio.run(read_json(Request({"type": "http", "method": "POST", "headers": []}, receive), **limits))


def test_a_body_is_put_together_and_kept_as_it_came() -> None:
    body = read(b'{"a": "\xc3', b'\xa9", "b": 1e3}')
    assert (body.text, body.values) == ('{"a": "é", "b": 1e3}', {"a": "é", "b": 1000.0})
    assert not body.has_impossible_number


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity"])
def test_impossible_numbers_are_remembered(number: bytes) -> None:
    assert read(b'{"a": [' + number + b"]}").has_impossible_number


def test_a_body_ends_at_the_limit_to_the_byte() -> None:
    assert read(b'{"a":1}', limit_bytes=7).values == {"a": 1}
    with pytest.raises(Refused, match="cannot exceed 6 bytes"):
        read(b'{"a":1}', limit_bytes=6)


def test_a_body_that_never_ends_is_not_waited_for() -> None:
    with pytest.raises(Refused) as caught:
        read(b'{"a":', ends=False, limit_seconds=0.05)
    assert (caught.value.code, caught.value.msg) == (400, TOO_SLOW)
