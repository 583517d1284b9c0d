"""A fetch ends with the whole file or with nothing, in bounded time and space, and says what to do."""

import asyncio
import gzip
import time
import tracemalloc
from pathlib import Path

import httpx2
import pytest
from tests.unit.webhooks.receiver import Script, drip, names, receiving, reply, silence

from tutti.base.errors import FetchFailed
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.fetch import Fetched, FetchLimits, fetch, file_name

RULES = OutboundRules.parse("127.0.0.1")
VOICE = bytes(range(256)) * 8
LIMITS = FetchLimits(max_bytes=4000, wall_seconds=5.0)


def fetched(script: Script, folder: Path, limits: FetchLimits = LIMITS) -> Fetched:
    async def run() -> Fetched:
        async with receiving(script) as server:
            return await fetch(server.url, folder / "upload", rules=RULES, limits=limits)

    return asyncio.run(run())


def refused(script: Script, folder: Path, limits: FetchLimits = LIMITS) -> str:
    """The message of a fetch that must fail and leave nothing behind."""
    with pytest.raises(FetchFailed) as failure:
        fetched(script, folder, limits)
    assert list(folder.iterdir()) == []
    return str(failure.value)


def test_the_file_arrives_whole_with_what_is_known_of_it(tmp_path: Path) -> None:
    headers = 'Content-Type: Audio/MPEG; charset=x\nContent-Disposition: attachment; filename="My Voice.mp3"'
    got = fetched(reply(VOICE, headers=headers), tmp_path)
    assert (tmp_path / "upload").read_bytes() == VOICE
    assert (got.bytes, got.content_type, got.file_name) == (len(VOICE), "audio/mpeg", "My Voice.mp3")
    assert got.final_url.endswith("/voice.mp3")
    assert [path.name for path in tmp_path.iterdir()] == ["upload"]


def test_an_earlier_file_is_replaced_only_by_a_whole_one(tmp_path: Path) -> None:
    target = tmp_path / "upload"
    target.write_bytes(b"earlier")
    with pytest.raises(FetchFailed):
        fetched(reply(VOICE, status="500 Oh"), tmp_path)
    assert target.read_bytes() == b"earlier"
    fetched(reply(VOICE), tmp_path)
    assert target.read_bytes() == VOICE


def test_progress_rises_to_the_whole(tmp_path: Path) -> None:
    told: list[float] = []

    async def run() -> None:
        async with receiving(reply(b"x" * 3_000_000)) as server:
            limits = FetchLimits(max_bytes=3_000_000)
            await fetch(server.url, tmp_path / "upload", rules=RULES, limits=limits, progress=told.append)

    asyncio.run(run())
    assert told == sorted(told)
    assert len(told) > 5
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    "script", [reply(b""), reply(b"", status="204 No Content", length=False), reply(b"", length=False)]
)
def test_an_empty_answer_is_an_empty_file(script: Script, tmp_path: Path) -> None:
    assert fetched(script, tmp_path).bytes == 0
    assert (tmp_path / "upload").read_bytes() == b""


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("401 Unauthorized", "signed"),
        ("403 Forbidden", "public"),
        ("404 Not Found", "Check the link"),
        ("410 Gone", "again"),
        ("429 Slow Down", "Wait"),
        ("500 Oh", "browser"),
        ("304 Not Modified", "browser"),
        ("300 Choices", "browser"),
    ],
)
def test_any_other_status_is_named_with_advice(status: str, advice: str, tmp_path: Path) -> None:
    message = refused(reply(b"<html>", status=status), tmp_path)
    assert f"HTTP {status[:3]}" in message
    assert advice in message


def test_a_declared_size_over_the_limit_is_refused_before_the_body(tmp_path: Path) -> None:
    headers = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"
    started = time.monotonic()
    assert "larger than 0.004 MB" in refused(drip(headers), tmp_path)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("size", [4000, 4001])
def test_an_undeclared_size_is_counted(size: int, tmp_path: Path) -> None:
    script = reply(b"x" * size, length=False)
    if size <= LIMITS.max_bytes:
        assert fetched(script, tmp_path).bytes == size
    else:
        assert "larger than" in refused(script, tmp_path)


def test_a_server_that_lies_about_the_size_is_refused(tmp_path: Path) -> None:
    assert "broke" in refused(reply(b"x" * 10, headers="Content-Length: 100", length=False), tmp_path)


@pytest.mark.parametrize(
    "script",
    [
        silence,
        drip(b"HTTP/1.1 200 OK\r\nX-Long: "),
        drip(b"HTTP/1.1 200 OK\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", byte=b"1\r\nx\r\n"),
        drip(b"", byte=b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    ],
)
def test_a_server_that_drips_is_cut_off(script: Script, tmp_path: Path) -> None:
    started = time.monotonic()
    message = refused(script, tmp_path, FetchLimits(max_bytes=4000, wall_seconds=0.3))
    assert time.monotonic() - started < 1.5
    assert "within 0.3 s" in message


def test_the_limit_of_time_spans_all_redirects(tmp_path: Path) -> None:
    async def slow_redirect(_head: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.2)
        writer.write(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")

    assert "within 0.3 s" in refused(slow_redirect, tmp_path, FetchLimits(wall_seconds=0.3))


@pytest.mark.parametrize(
    "script", [reply(b"\x16\x03\x01" * 99, status="x"), drip(b"\x00" * 300_000), reply(b"", status="", length=False)]
)
def test_what_is_not_http_is_refused(script: Script, tmp_path: Path) -> None:
    assert "could not be fetched" in refused(script, tmp_path)


def test_a_closed_port_and_a_bad_url_are_refused(tmp_path: Path) -> None:
    async def run() -> str:
        async with receiving(reply()) as server:
            pass
        with pytest.raises(FetchFailed) as failure:
            await fetch(server.url, tmp_path / "upload", rules=RULES, limits=LIMITS)
        return str(failure.value)

    assert "no connection could be made" in asyncio.run(run())


@pytest.mark.parametrize(
    "url", ["http://", "http://a..b/", "http://" + "a" * 64 + ".test/", "http://a:b:c/", "http://x\n/"]
)
def test_what_is_no_url_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match=r"https://host/file\.mp3"):
        asyncio.run(fetch(url, tmp_path / "upload", rules=RULES, limits=LIMITS))


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "deflate", "gzip, gzip", "identity, gzip"])
def test_a_packed_answer_is_not_asked_for_and_refused(encoding: str, tmp_path: Path) -> None:
    """300 MB of zeros in 0.3 MB are not unpacked, not even in part."""
    bomb = gzip.compress(bytes(1_000_000)) * 300
    tracemalloc.start()
    try:
        message = refused(reply(bomb, headers=f"Content-Encoding: {encoding}"), tmp_path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "as it is" in message
    assert peak < 4_000_000


def test_the_file_is_asked_for_as_it_is(tmp_path: Path) -> None:
    async def run() -> None:
        async with receiving(reply(VOICE, headers="Content-Encoding: identity")) as server:
            await fetch(server.url, tmp_path / "upload", rules=RULES, limits=LIMITS)
            assert "Accept-Encoding: identity" in server.heads[0]

    asyncio.run(run())


def test_a_large_file_passes_through_little_memory(tmp_path: Path) -> None:
    async def stream(_head: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n")
        for _ in range(400):
            writer.write(bytes(100_000))
            await writer.drain()

    tracemalloc.start()
    try:
        assert fetched(stream, tmp_path, FetchLimits(max_bytes=40_000_000)).bytes == 40_000_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def redirecting(times: int) -> Script:
    async def answer(head: bytes, writer: asyncio.StreamWriter) -> None:
        hop = int(head.split()[1].rpartition(b"/")[2] or 0) if head.split()[1].startswith(b"/hop") else 0
        if hop < times:
            writer.write(
                f"HTTP/1.1 302 Found\r\nLocation: hop/../../hop/{hop + 1}\r\nContent-Length: 0\r\n\r\n".encode()
            )
        else:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nvoice")

    return answer


@pytest.mark.parametrize("times", [1, 3])
def test_three_redirects_are_followed(times: int, tmp_path: Path) -> None:
    got = fetched(redirecting(times), tmp_path)
    assert got.bytes == 5
    assert got.final_url.endswith(f"/hop/{times}")


def test_a_fourth_redirect_is_refused(tmp_path: Path) -> None:
    assert "more than 3 redirects" in refused(redirecting(4), tmp_path)


@pytest.mark.parametrize("location", ["http://[", "http://a b\\", "http://:x/"])
def test_a_redirect_to_nonsense_is_refused(location: str, tmp_path: Path) -> None:
    refused(reply(status="302 Found", headers=f"Location: {location}"), tmp_path)


def test_a_redirect_without_a_target_is_refused(tmp_path: Path) -> None:
    assert "HTTP 302" in refused(reply(status="302 Found"), tmp_path)


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    async def run() -> None:
        async with receiving(drip(b"HTTP/1.1 200 OK\r\n\r\n")) as server:
            job = asyncio.create_task(fetch(server.url, tmp_path / "upload", rules=RULES, limits=LIMITS))
            while not (tmp_path / "upload.part").exists():
                await asyncio.sleep(0.01)
            job.cancel()
            with pytest.raises(asyncio.CancelledError):
                await job

    asyncio.run(run())
    assert list(tmp_path.iterdir()) == []


def test_a_slow_look_up_is_cut_off(tmp_path: Path) -> None:
    async def slow(_host: str, _port: int) -> list[str]:
        await asyncio.sleep(60)
        return ["8.8.8.8"]

    async def run() -> None:
        limits = FetchLimits(wall_seconds=0.2)
        with pytest.raises(FetchFailed, match="within"):
            await fetch("http://slow.test/", tmp_path / "upload", rules=RULES, limits=limits, resolver=slow)

    asyncio.run(run())


def test_a_name_without_addresses_is_refused(tmp_path: Path) -> None:
    async def run() -> None:
        resolver = names(empty_test=[])
        with pytest.raises(FetchFailed, match="no connection"):
            await fetch("http://empty.test/", tmp_path / "upload", rules=RULES, limits=LIMITS, resolver=resolver)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("disposition", "url", "expected"),
    [
        (None, "https://h/a/b/voice.wav?x=1", "voice.wav"),
        (None, "https://h/", None),
        (None, "https://h/%E6%AD%8C%E5%A3%B0.mp3", "歌声.mp3"),
        (None, "https://h/..%2f..%2fetc%2fpasswd", "passwd"),
        (None, "https://h/..", None),
        (None, "https://h/a%00b%0d%0a.mp3", "a_b_.mp3"),
        ("inline", "https://h/x.mp3", "x.mp3"),
        ('attachment; filename="../../etc/passwd"', "https://h/x", "passwd"),
        ('attachment; filename="C:\\\\music\\\\take.wav"', "https://h/x", "take.wav"),
        ("attachment; filename*=UTF-8''%E6%AD%8C.mp3", "https://h/x", "歌.mp3"),
        ('attachment; filename="' + "a" * 500 + '.mp3"', "https://h/x", "a" * 116 + ".mp3"),
        ("attachment; filename=", "https://h/x.mp3", "x.mp3"),
        ("attachment; filename=take.wav; size=3", "https://h/x.mp3", "take.wav"),
        ("attachment; FILENAME=a.wav; filename*=utf-8'en'%E6%AD%8C.wav", "https://h/x.mp3", "歌.wav"),
        ('attachment; filename="say \\"hi\\".wav"', "https://h/x.mp3", "say _hi_.wav"),
        ("attachment; filename*='aaa; filename*0*=b; filename*1=c", "https://h/x.mp3", "x.mp3"),
        ("attachment; filename*=utf-8''%ff%00%2f%2e%2e", "https://h/x.mp3", "x.mp3"),
    ],
)
def test_the_name_of_the_file_holds_no_folder(disposition: str | None, url: str, expected: str | None) -> None:
    assert file_name(disposition, httpx2.URL(url)) == expected
