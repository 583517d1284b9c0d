"""The HTTP client that cannot be led astray: it looks a host up once, judges every answer, and connects to one of them.

The name stays in the Host header, in TLS server name indication and in certificate checks, while the connection goes
to the literal address that was judged, so a name that answers differently the next time (DNS rebinding) gains nothing.
The client follows no redirects by itself and reads no proxy settings, cookies of others or .netrc.
"""

from __future__ import annotations

import asyncio
import functools
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import TypeAlias

import httpcore2
import httpx2

from tutti import __version__
from tutti.base.errors import FetchFailed
from tutti.webhooks.addresses import Address, OutboundRules
from tutti.webhooks.urls import check_url, forbidden, literal_address, shown

Resolver: TypeAlias = Callable[[str, int], Awaitable[list[str]]]
SocketOption: TypeAlias = httpcore2.SOCKET_OPTION

USER_AGENT = f"Tutti/{__version__}"
CONNECT_SECONDS = 5.0  # for each of the addresses tried
SILENCE_SECONDS = 20.0
RESOLVE_SECONDS = 5.0
RESOLVER_THREADS = 8
ADDRESSES_TRIED = 4

FAULTS: tuple[tuple[type[httpx2.RequestError], str], ...] = (
    (httpx2.ConnectTimeout, "it does not answer"),
    (httpx2.ConnectError, "no connection could be made"),
    (httpx2.TimeoutException, "it fell silent"),
    (httpx2.ProtocolError, "it broke the connection off or does not speak HTTP"),
    (httpx2.NetworkError, "the connection broke"),
)


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, by the system's resolver on threads of its own: a slow answer holds up nothing."""
    answers = await asyncio.get_running_loop().run_in_executor(
        _resolver_threads(), functools.partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    )
    return [str(answer[4][0]) for answer in answers]


def outbound_client(
    rules: OutboundRules,
    *,
    timeout: httpx2.Timeout | None = None,
    resolver: Resolver = resolve,
    tls: ssl.SSLContext | None = None,
) -> httpx2.AsyncClient:
    """A client for calls to URLs that strangers chose.

    Args:
        rules: what may be visited beyond the public internet.
        timeout: limits of single operations; a caller sets the limit of the whole call itself.
        resolver: looks a host up; answers addresses as text.
        tls: which certificates are trusted; those of the system by default.

    Returns:
        A client whose requests raise AddressForbidden, and FetchFailed where a host cannot be looked up.
    """
    return httpx2.AsyncClient(
        transport=PinnedTransport(rules, resolver, tls or _system_tls()),
        timeout=timeout or httpx2.Timeout(SILENCE_SECONDS, connect=CONNECT_SECONDS),
        headers={"User-Agent": USER_AGENT},
        trust_env=False,
        follow_redirects=False,
    )


class PinnedTransport(httpx2.AsyncHTTPTransport):
    """Judges the URL of each request, then connects through a PinnedBackend."""

    def __init__(self, rules: OutboundRules, resolver: Resolver, tls: ssl.SSLContext) -> None:
        super().__init__(verify=tls, trust_env=False)
        self._rules = rules
        self._pool = httpcore2.AsyncConnectionPool(  # the library has no public way to set the network backend
            ssl_context=tls, network_backend=PinnedBackend(rules, resolver)
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send one request, unless its URL is refused."""
        check_url(request.url, self._rules)
        return await super().handle_async_request(request)


class PinnedBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections to judged addresses only."""

    def __init__(self, rules: OutboundRules, resolver: Resolver) -> None:
        self._rules = rules
        self._resolver = resolver
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SocketOption] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        """Connect to the first address of the host that answers."""
        failure: httpcore2.ConnectError | httpcore2.ConnectTimeout | None = None
        for address in (await self._permitted_addresses(host, port))[:ADDRESSES_TRIED]:
            try:
                return await self._network.connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore2.ConnectError(f"{host} has no address")

    async def _permitted_addresses(self, host: str, port: int) -> list[Address]:
        literal = literal_address(host)
        addresses = [literal] if literal is not None else await self._looked_up(host, port)
        if not self._rules.permits_host(host) and not all(self._rules.permits(address) for address in addresses):
            raise forbidden(host)
        return addresses

    async def _looked_up(self, host: str, port: int) -> list[Address]:
        try:
            async with asyncio.timeout(RESOLVE_SECONDS):
                answers = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise FetchFailed(
                f"The host {shown(host)} cannot be found. Check the name; it must exist in DNS."
            ) from error
        return [ip_address(answer) for answer in dict.fromkeys(answers)]


def fault(error: httpx2.RequestError) -> str:
    """What went wrong with a connection, in words that name no resolved address."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"its certificate was refused ({cause.verify_message})"
        cause = cause.__cause__
    return next((words for kind, words in FAULTS if isinstance(error, kind)), "the connection failed")


@functools.cache
def _system_tls() -> ssl.SSLContext:
    """The system's certificates, or those SSL_CERT_FILE names, read once (it takes some 20 ms)."""
    return httpcore2.default_ssl_context()


@functools.cache
def _resolver_threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(RESOLVER_THREADS, thread_name_prefix="tutti-resolve")
