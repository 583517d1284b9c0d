"""Where the server must not be led: none of these targets sees as much as a connection attempt."""

import asyncio
from ipaddress import ip_address
from pathlib import Path

import pytest
from tests.unit.webhooks.receiver import names, receiving, reply

from tutti.base.errors import AddressForbidden, FetchFailed, InputError, SettingsInvalid
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.client import Resolver, resolve
from tutti.webhooks.delivery import attempt
from tutti.webhooks.fetch import Fetched, FetchLimits, fetch

CLOSED = OutboundRules()
LIMITS = FetchLimits(max_bytes=1000, wall_seconds=5.0)

FORBIDDEN_URLS = [
    # this machine, in every spelling
    "http://127.0.0.1:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://127.8.9.10:{port}/",
    "http://localhost:{port}/",
    "http://LocalHost.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://127.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/",
    "http://0X7F.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127%2e0%2e0%2e1:{port}/",
    "http://loc%61lhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b:1::127.0.0.1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    # dressed up
    "http://user:password@127.0.0.1:{port}/",
    "http://example.com@127.0.0.1:{port}/",
    "http://example.com\\@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@example.com/",
    "//127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "http:///etc/passwd",
    "http://user:password@8.8.8.8/",
    # private, shared, link-local, metadata
    "http://10.0.0.5/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://100.100.100.200/latest/meta-data/",
    "http://168.63.129.16/machine",
    "http://192.0.0.192/opc/v1/instance/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[fd20:ce::254]/computeMetadata/v1/",
    "http://[64:ff9b::a9fe:a9fe]/latest/meta-data/",
    "http://[2002:a9fe:a9fe::1]/latest/meta-data/",
    "http://[fe80::1]/",
    "http://[fe80::1%25lo]/",
    "http://[fec0::1]/",
    "http://[fc00::1]/",
    "http://[2001:0:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    # multicast, broadcast, reserved, documentation, benchmarking
    "http://224.0.0.1/",
    "http://[ff02::1]/",
    "http://255.255.255.255/",
    "http://240.0.0.1/",
    "http://192.0.2.1/",
    "http://198.51.100.1/",
    "http://203.0.113.1/",
    "http://[2001:db8::1]/",
    "http://[3fff::1]/",
    "http://198.18.0.1/",
    "http://192.88.99.1/",
    # ports that are no web server's
    "http://8.8.8.8:22/",
    "http://8.8.8.8:25/",
    "http://8.8.8.8:6667/",
    "http://8.8.8.8:0/",
    "http://8.8.8.8:65536/",
    "http://8.8.8.8:-1/",
]

FORBIDDEN_ANSWERS = [
    ["127.0.0.1"],
    ["10.0.0.5"],
    ["169.254.169.254"],
    ["8.8.8.8", "127.0.0.1"],
    ["127.0.0.1", "8.8.8.8"],
    ["8.8.8.8", "::1"],
    ["::ffff:127.0.0.1"],
    ["64:ff9b::7f00:1"],
    ["fe80::1%lo"],
    ["8.8.8.8"] * 5 + ["192.168.0.1"],
]


async def fetched(url: str, folder: Path, rules: OutboundRules, resolver: Resolver = resolve) -> Fetched:
    return await fetch(url, folder / "upload", rules=rules, limits=LIMITS, resolver=resolver)


@pytest.mark.parametrize("url", FORBIDDEN_URLS)
def test_no_spelling_leads_to_a_connection(url: str, tmp_path: Path, connects: list[tuple[str, int]]) -> None:
    async def run() -> int:
        async with receiving(reply(b"secret")) as victim:
            target = url.format(port=victim.port)
            with pytest.raises(InputError):
                await fetched(target, tmp_path, CLOSED)
            result = await attempt(target, b"{}", {}, rules=CLOSED)
            assert not result.ok
            assert result.http_status is None
            return victim.connections

    assert asyncio.run(run()) == 0
    assert connects == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("answers", FORBIDDEN_ANSWERS, ids=" ".join)
def test_a_name_with_one_forbidden_answer_is_refused(
    answers: list[str], tmp_path: Path, connects: list[tuple[str, int]]
) -> None:
    async def run() -> int:
        async with receiving(reply(b"secret")) as victim:
            with pytest.raises(AddressForbidden, match="TUTTI_OUTBOUND_ALLOW") as refusal:
                await fetched(f"http://band.test:{victim.port}/", tmp_path, CLOSED, names(band_test=answers))
            assert not any(answer in str(refusal.value) for answer in answers), (
                "the answer tells of the private network"
            )
            return victim.connections

    assert asyncio.run(run()) == 0
    assert connects == []


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://inner.test:{port}/",
        "http://169.254.169.254/",
        "http://user:password@front.test:{port}/",
        "file:///etc/passwd",
    ],
)
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
def test_no_redirect_leads_there(status: str, location: str, tmp_path: Path, connects: list[tuple[str, int]]) -> None:
    resolver = names(front_test=["127.0.0.1"], inner_test=["10.0.0.5"])

    async def run() -> tuple[int, int]:
        async with receiving(reply(b"secret")) as victim:
            to = location.format(port=victim.port)
            async with receiving(reply(status=status, headers=f"Location: {to}")) as front:
                with pytest.raises(AddressForbidden):
                    await fetched(
                        f"http://front.test:{front.port}/", tmp_path, OutboundRules.parse("front.test"), resolver
                    )
                assert connects == [("127.0.0.1", front.port)]
            return front.connections, victim.connections

    assert asyncio.run(run()) == (1, 0)


def test_a_delivery_follows_no_redirect() -> None:
    async def run() -> int:
        async with receiving(reply(b"secret")) as victim:
            async with receiving(reply(status="307 Temporary", headers=f"Location: {victim.url}")) as front:
                result = await attempt(front.url, b"{}", {}, rules=OutboundRules.parse("127.0.0.1"))
                assert (result.ok, result.http_status) == (False, 307)
            return victim.connections

    assert asyncio.run(run()) == 0


def test_the_address_that_was_judged_is_the_one_visited(tmp_path: Path, connects: list[tuple[str, int]]) -> None:
    """A name that answers differently the second time: one look-up a connection, and the next one is judged again."""
    answers = iter([["127.0.0.1"], ["10.0.0.5"]])
    asked: list[str] = []

    async def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    async def run() -> None:
        rules = OutboundRules.parse("127.0.0.1")
        async with receiving(reply(b"voice")) as second:
            to = f"http://rebind.test:{second.port}/"
            async with receiving(reply(status="302 Found", headers=f"Location: {to}")) as first:
                with pytest.raises(AddressForbidden):
                    await fetched(f"http://rebind.test:{first.port}/", tmp_path, rules, rebinding)
                assert connects == [("127.0.0.1", first.port)]
                assert f"Host: rebind.test:{first.port}" in first.heads[0]
            assert second.connections == 0

    asyncio.run(run())
    assert asked == ["rebind.test", "rebind.test"]


@pytest.mark.parametrize(
    ("allow", "url"),
    [
        ("127.0.0.0/8", "http://127.0.0.1:{port}/"),
        ("127.0.0.1", "http://127.0.0.1:{port}/"),
        ("10.0.0.0/8, 127.0.0.1/32", "http://127.0.0.1:{port}/"),
        ("127.0.0.1", "http://nas.lan:{port}/"),
        ("nas.lan", "http://nas.lan:{port}/"),
        (" NAS.lan. ,", "http://nas.LAN:{port}/"),
        ("0.0.0.0/0", "http://nas.lan:{port}/"),
    ],
)
def test_what_the_operator_allows_is_visited(allow: str, url: str, tmp_path: Path) -> None:
    async def run() -> None:
        rules = OutboundRules.parse(allow)
        resolver = names(nas_lan=["127.0.0.1"])
        async with receiving(reply(b"voice")) as server:
            await fetched(url.format(port=server.port), tmp_path, rules, resolver)
            assert (tmp_path / "upload").read_bytes() == b"voice"
            result = await attempt(url.format(port=server.port), b"{}", {}, rules=rules, resolver=resolver)
            assert result.ok

    asyncio.run(run())


def test_the_resolver_of_the_system_is_the_default(tmp_path: Path) -> None:
    async def run() -> None:
        async with receiving(reply(b"voice")) as server:
            allowed = OutboundRules.parse("127.0.0.1, ::1")
            await fetched(f"http://localhost:{server.port}/", tmp_path, allowed)
            with pytest.raises(FetchFailed, match="cannot be found"):
                await fetched(f"http://no-such-host.invalid:{server.port}/", tmp_path, allowed)

    asyncio.run(run())


def test_an_allowed_network_does_not_open_the_next_one(tmp_path: Path, connects: list[tuple[str, int]]) -> None:
    async def run() -> None:
        async with receiving(reply(b"secret")) as victim:
            with pytest.raises(AddressForbidden):
                await fetched(victim.url, tmp_path, OutboundRules.parse("127.0.0.2, 10.0.0.0/8, localhost"))

    asyncio.run(run())
    assert connects == []


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_the_public_internet_is_open(address: str) -> None:
    assert CLOSED.permits(ip_address(address))


def test_an_address_with_a_zone_is_closed_even_where_its_network_is_allowed() -> None:
    rules = OutboundRules.parse("fe80::/10")
    assert rules.permits(ip_address("fe80::1"))
    assert not rules.permits(ip_address("fe80::1%lo"))


@pytest.mark.parametrize("port", [80, 443, 8080, 3000, 65535])
def test_ports_of_web_servers_are_open(port: int) -> None:
    assert CLOSED.permits_port(port)


@pytest.mark.parametrize(
    "entry",
    [
        "10.0.0.0/33",
        "10.1.2.3/8",
        "http://nas.lan",
        "nas.lan:8080",
        "*.lan",
        "300.1.1.1",
        "127.1",
        "0x7f.1",
        "[::1]",
        "a b",
    ],
)
def test_a_bad_entry_is_named(entry: str) -> None:
    with pytest.raises(SettingsInvalid, match="TUTTI_OUTBOUND_ALLOW") as refusal:
        OutboundRules.parse(f"10.0.0.0/8, {entry}")
    assert repr(entry) in str(refusal.value)


def test_nothing_is_allowed_by_default() -> None:
    assert OutboundRules.parse("") == OutboundRules.parse(" , ") == CLOSED
