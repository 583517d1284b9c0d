"""What a URL must be before anything is looked up: http or https, a plain host, a sane port, no password.

Hosts that a resolver could read as a number (2130706433, 0x7f.1, 127.1) are refused whatever they mean; an address is
written as four decimal numbers or as IPv6 in brackets.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

import httpx2

from tutti.base.errors import AddressForbidden, FetchFailed
from tutti.webhooks.addresses import HOST_NAME, NUMERIC_ENDING, Address, OutboundRules

DEFAULT_PORTS = {"http": 80, "https": 443}
SHOWN_CHARACTERS = 200


def checked_url(text: str, rules: OutboundRules) -> httpx2.URL:
    """Read a URL that may be visited, as far as that can be told before its host is looked up.

    Raises:
        AddressForbidden: it must not be visited.
        FetchFailed: it is no URL.
    """
    try:
        url = httpx2.URL(text)
    except (httpx2.InvalidURL, UnicodeError) as error:
        raise FetchFailed(f"{shown(text)} is not a URL ({error}). Send one such as https://host/file.mp3.") from error
    check_url(url, rules)
    return url


def check_url(url: httpx2.URL, rules: OutboundRules) -> None:
    """Refuse a URL that must not be visited whatever its host resolves to.

    Raises:
        AddressForbidden: its scheme, port, password or spelling of the host is refused, or its address is not public.
        FetchFailed: it has no host, or one that cannot be a host name.
    """
    if url.scheme not in DEFAULT_PORTS:
        raise AddressForbidden(f"{shown(url)} is not visited: only http and https are. Use an http or https URL.")
    if url.userinfo:
        raise AddressForbidden(
            "A URL with a user name or password in it is not visited. Use a URL that needs none, such as a signed one."
        )
    port = DEFAULT_PORTS[url.scheme] if url.port is None else url.port
    if not rules.permits_port(port):
        raise AddressForbidden(
            f"{shown(url)} is not visited: port {port} is not open to requests. Use 443, 80 or 8080."
        )
    host = url.raw_host.decode("ascii").lower()
    address = literal_address(host)
    if address is not None:
        if not rules.permits(address):
            raise forbidden(host)
        return
    name = host.removesuffix(".")
    if ":" in host or NUMERIC_ENDING.fullmatch(name):
        raise AddressForbidden(
            f"{shown(host)} is not visited: write an address as four decimal numbers (192.0.2.7) "
            "or as IPv6 in brackets ([2001:db8::7]), without a zone, or use a host name."
        )
    if not HOST_NAME.fullmatch(name):
        raise FetchFailed(f"{shown(url)} has no valid host name. Send a URL such as https://host/file.mp3.")


def literal_address(host: str) -> Address | None:
    """The address that a host spells out in the standard way; None for a name and for any other spelling."""
    try:
        address = ip_address(host)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id is not None else address


def forbidden(host: str) -> AddressForbidden:
    """The refusal of a host; it names no resolved address, which would tell a stranger about the private network."""
    return AddressForbidden(
        f"{shown(host)} is not visited: it leads into a private or reserved network. Use a URL on the public "
        "internet, or ask the operator of this server to name it in TUTTI_OUTBOUND_ALLOW."
    )


def shown(value: object) -> str:
    """A caller's text as it appears in messages: quoted, and cut where it is long."""
    text = str(value)
    return repr(text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…")
