"""Which network addresses the server may visit for a stranger.

Visited are addresses of the public internet and what the operator's allow list names. An address that carries another
one (IPv4-mapped, 6to4, NAT64) is judged by the one it carries. The tables follow the IANA special-purpose address
registries (RFC 6890 and its successors); of IPv6 only 2000::/3 is public. Added are the metadata services of clouds
that live on public addresses, and the ports that browsers never visit (the Fetch standard's list: mail, printers, ...).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Self, TypeAlias

from tutti.base.errors import SettingsInvalid

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

SETTING = "TUTTI_OUTBOUND_ALLOW"
HOST_NAME = re.compile(
    r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
NUMERIC_ENDING = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")

FORBIDDEN_IPV4 = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",  # this network, unspecified
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared by carriers; 100.100.100.200 is a metadata service
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # metadata service on a public address (Azure)
        "169.254.0.0/16",  # link-local; 169.254.169.254 and 169.254.170.2 are metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is a metadata service
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112 sinks
        "192.52.193.0/24",  # multicast tunnels
        "192.88.99.0/24",  # 6to4 relays, retired
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112 sinks
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
PUBLIC_IPV6 = IPv6Network(
    "2000::/3"
)  # outside: loopback, unique local (fd00:ec2::254), link-local, site-local, multicast
FORBIDDEN_IPV6 = tuple(
    IPv6Network(text)
    for text in (
        "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112 sinks
        "3ffe::/16",  # 6bone, retired
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network("64:ff9b::/96")

# fmt: off
BLOCKED_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190,
    5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on


@dataclass(frozen=True, kw_only=True, slots=True)
class OutboundRules:
    """What may be visited beyond the public internet, and on which ports.

    Attributes:
        allow: networks that may be visited although they are not public; they win over every table here.
        allow_hosts: lower-case host names that may be visited wherever they lead.
        allow_any_port: whether the blocked ports may be visited too.
    """

    allow: tuple[Network, ...] = ()
    allow_hosts: frozenset[str] = frozenset()
    allow_any_port: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a list of networks, addresses and host names, parted by commas: `10.1.0.0/16, ::1, nas.lan`.

        Raises:
            SettingsInvalid: an entry is none of the three.
        """
        networks: list[Network] = []
        hosts: set[str] = set()
        for entry in filter(None, (part.strip() for part in text.split(","))):
            name = entry.lower().removesuffix(".")
            if HOST_NAME.fullmatch(name) and not NUMERIC_ENDING.fullmatch(name):
                hosts.add(name)
            else:
                networks.append(_network(entry))
        return cls(allow=tuple(networks), allow_hosts=frozenset(hosts))

    def permits(self, address: Address) -> bool:
        """Whether the server may connect to this address."""
        if isinstance(address, IPv6Address) and address.scope_id is not None:
            return False
        carried = unwrapped(address)
        if any(address in network or carried in network for network in self.allow):
            return True
        return is_public(carried)

    def permits_host(self, name: str) -> bool:
        """Whether the operator named this host, so that it may lead anywhere."""
        return name.lower().removesuffix(".") in self.allow_hosts

    def permits_port(self, port: int) -> bool:
        """Whether the server may connect to this port."""
        return 1 <= port <= 65535 and (self.allow_any_port or port not in BLOCKED_PORTS)


def unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address carries, or else the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def is_public(address: Address) -> bool:
    """Whether an address, unwrapped, belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in FORBIDDEN_IPV4)
    return address in PUBLIC_IPV6 and not any(address in network for network in FORBIDDEN_IPV6)


def _network(entry: str) -> Network:
    try:
        return ip_network(entry)
    except ValueError as error:
        raise SettingsInvalid(
            f"{SETTING}: {entry!r} is not a network (10.1.0.0/16), an address (10.1.2.3) or a host name (nas.lan): "
            f"{error}. Mend the entry; several are parted by commas."
        ) from error
