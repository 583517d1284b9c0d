"""The client keeps the name where it matters: in the Host header and in the certificate's check."""

import asyncio
import ssl
from pathlib import Path

import httpx2
import pytest
from tests.unit.webhooks.receiver import names, receiving, reply

from tutti import __version__
from tutti.webhooks.addresses import OutboundRules
from tutti.webhooks.client import outbound_client

RULES = OutboundRules.parse("127.0.0.1")
CERTIFICATE = Path(__file__).parent / "tls" / "studio.test.crt"  # self-signed, of tests alone
KEY = CERTIFICATE.with_suffix(".key")
STUDIO = names(studio_test=["127.0.0.1"], other_test=["127.0.0.1"])


def server_tls(seen: list[str | None]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, KEY)
    context.sni_callback = lambda _socket, name, _context: seen.append(name)
    return context


async def get(url: str, trusted: ssl.SSLContext | None = None) -> httpx2.Response:
    async with outbound_client(RULES, resolver=STUDIO, tls=trusted) as client:
        return await client.get(url)


def test_host_and_server_name_stay_the_name() -> None:
    async def run() -> None:
        seen: list[str | None] = []
        async with receiving(reply(b"voice"), tls=server_tls(seen)) as server:
            response = await get(
                f"https://studio.test:{server.port}/", ssl.create_default_context(cafile=str(CERTIFICATE))
            )
            assert response.content == b"voice"
            assert seen == ["studio.test"]
            assert f"Host: studio.test:{server.port}" in server.heads[0]
            assert f"User-Agent: Tutti/{__version__}" in server.heads[0]

    asyncio.run(run())


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_for_another_name_or_of_a_stranger_is_refused(trusted: bool) -> None:
    async def run() -> None:
        context = ssl.create_default_context(cafile=str(CERTIFICATE)) if trusted else None
        host = "other.test" if trusted else "studio.test"
        async with receiving(reply(b"voice"), tls=server_tls([])) as server:
            with pytest.raises(httpx2.ConnectError, match="certificate verify failed"):
                await get(f"https://{host}:{server.port}/", context)
            assert server.heads == []

    asyncio.run(run())


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def run() -> None:
        async with receiving(reply(b"from the proxy")) as proxy, receiving(reply(b"voice")) as server:
            for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
            for name in ("no_proxy", "NO_PROXY"):
                monkeypatch.delenv(name, raising=False)
            assert (await get(f"http://studio.test:{server.port}/")).content == b"voice"
            assert proxy.connections == 0

    asyncio.run(run())


def test_the_next_address_is_tried_where_one_refuses() -> None:
    async def run() -> None:
        async with receiving(reply(b"voice")) as server:
            rules = OutboundRules.parse("127.0.0.1, ::1")
            resolver = names(two_test=["::1", "127.0.0.1"])
            async with outbound_client(rules, resolver=resolver) as client:
                assert (await client.get(f"http://two.test:{server.port}/")).content == b"voice"

    asyncio.run(run())


def test_redirects_are_left_to_the_caller() -> None:
    async def run() -> None:
        async with receiving(reply(status="302 Found", headers="Location: /elsewhere")) as server:
            assert (await get(server.url)).status_code == 302
            assert len(server.heads) == 1

    asyncio.run(run())
