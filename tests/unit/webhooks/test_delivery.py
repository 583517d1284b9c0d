"""An attempt ends in time with a plain result, whatever the receiver does."""

import asyncio
import time

import pytest
from tests.unit.webhooks.receiver import Script, drip, names, receiving, reply, silence

from tutti import __version__
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.delivery import AttemptResult, attempt

RULES = OutboundRules.parse("127.0.0.1")
BODY = '{"msg": "词"}'.encode()


def attempted(script: Script, timeout_seconds: float = 3.0) -> AttemptResult:
    async def run() -> AttemptResult:
        async with receiving(script) as server:
            return await attempt(server.url, BODY, {}, rules=RULES, timeout_seconds=timeout_seconds)

    return asyncio.run(run())


def test_the_body_is_posted_as_json_with_the_headers_given() -> None:
    async def run() -> None:
        async with receiving(reply(b'{"status":"received"}')) as server:
            result = await attempt(server.url, BODY, {"webhook-id": "m1"}, rules=RULES)
            assert (result.ok, result.http_status, result.error) == (True, 200, None)
            assert 0 < result.duration_seconds < 3
            assert server.bodies == [BODY]
            head = server.heads[0]
            assert head.startswith("POST /voice.mp3 HTTP/1.1\r\n")
            for line in ("Content-Type: application/json", "webhook-id: m1", f"User-Agent: Tutti/{__version__}"):
                assert f"\r\n{line}\r\n" in head

    asyncio.run(run())


@pytest.mark.parametrize("status", ["200 OK", "201 Created", "202 Accepted", "204 No Content"])
def test_any_success_counts(status: str) -> None:
    result = attempted(reply(status=status, length=not status.startswith("204")))
    assert (result.ok, result.http_status) == (True, int(status[:3]))


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "400 Bad", "404 Gone", "410 Gone", "429 Slow", "500 Oh"])
def test_any_other_status_is_a_failure_that_is_named(status: str) -> None:
    result = attempted(reply(status=status, headers="Location: /elsewhere"))
    assert (result.ok, result.http_status) == (False, int(status[:3]))
    assert result.error is not None
    assert f"HTTP {status[:3]}" in result.error


@pytest.mark.parametrize(
    "script",
    [silence, drip(b""), drip(b"HTTP/1.1 200 OK\r\nX-Long: "), drip(b"", byte=b"HTTP/1.1 103 Early\r\n\r\n")],
)
def test_a_receiver_that_does_not_answer_in_time_failed(script: Script) -> None:
    result = attempted(script, timeout_seconds=0.3)
    assert (result.ok, result.http_status) == (False, None)
    assert result.error is not None
    assert result.duration_seconds < 1


@pytest.mark.parametrize(
    "script",
    [
        drip(b"HTTP/1.1 200 OK\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n", every_seconds=0, byte=b"x" * 60_000),
        reply(b"x" * 10, headers="Content-Length: 100", length=False),
        reply(b"not gzip", headers="Content-Encoding: gzip"),
    ],
)
@pytest.mark.parametrize("timeout_seconds", [0.3, 3.0])
def test_an_answer_counts_whatever_follows_it(script: Script, timeout_seconds: float) -> None:
    started = time.monotonic()
    result = attempted(script, timeout_seconds)
    assert (result.ok, result.http_status) == (True, 200)
    assert time.monotonic() - started < min(timeout_seconds, 1.0) + 0.5


def test_little_of_a_huge_answer_is_taken_in() -> None:
    sent = [0]

    async def flood(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(100_000))
            await writer.drain()
            sent[0] += 100_000

    assert attempted(flood).ok
    assert sent[0] < 20_000_000, "64 KiB are read; the rest is what the sockets hold"


@pytest.mark.parametrize("script", [reply(status="x"), drip(b"\0" * 200_000), reply(status="", length=False)])
def test_what_does_not_speak_http_failed(script: Script) -> None:
    result = attempted(script)
    assert (result.ok, result.http_status) == (False, None)
    assert result.error is not None
    assert "could not be reached" in result.error


def test_a_receiver_that_hangs_up_failed() -> None:
    async def hang_up(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    assert not attempted(hang_up).ok


@pytest.mark.parametrize(
    "url", ["", "nonsense", "https://noop", "http://localhost.:1/x", "http://a:b:c/", "http://a" * 99]
)
def test_a_url_that_leads_nowhere_failed(url: str) -> None:
    result = asyncio.run(attempt(url, BODY, {}, rules=RULES, resolver=names()))
    assert (result.ok, result.http_status) == (False, None)
    assert result.error


def test_a_closed_port_failed() -> None:
    async def run() -> AttemptResult:
        async with receiving(reply()) as server:
            pass
        return await attempt(server.url, BODY, {}, rules=RULES)

    result = asyncio.run(run())
    assert result.error == "The receiver could not be reached: no connection could be made."


def test_the_connection_is_closed_after_the_attempt() -> None:
    """A long-lived client would hold a socket for every receiver ever called."""

    async def run() -> None:
        async with receiving(reply()) as server:
            for _ in range(3):
                await attempt(server.url, BODY, {}, rules=RULES)
            assert server.connections == 3

    asyncio.run(run())
