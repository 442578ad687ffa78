"""Where a customer's address leads: looked up once, checked, and pinned, so that a name cannot lead elsewhere afterwards.

Refused is whatever is not plainly outside: private, loopback, link-local and metadata addresses, those that carry an IPv4
address inside an IPv6 one, the service's own, other ports than a protocol's, and addresses with a name and password in them.
What the operator calls a network of customers' own machines (`HARIMI_INSIDE`) is reached on every port; its own addresses
only where they are named one by one. Without encryption nothing goes but there.
"""

import ipaddress
import socket
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from harimi.service.egress.ahead import asked
from harimi.service.egress.permit import NothingLeftError

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Collection[str]]
LONGEST = 2_000
"""Letters of an address."""
PORTS = {
    "https": (443, 8443, 8086, 8123, 9090),
    "http": (80, 8080),
    "mqtts": (8883, 8884, 443),
    "mqtt": (1883,),
    "sftp": (22, 2222),
}
"""Of each protocol the first is meant where an address names none. Web APIs of what keeps readings listen on 8086 (InfluxDB),
8123 (Home Assistant) and 9090 (ThingsBoard)."""
PLAIN = ("http", "mqtt")
WEB = ("https", "http")
_CLOSED = ("2001::/23", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")
CLOSED = tuple(ipaddress.ip_network(one) for one in _CLOSED)
"""Besides what is not global: ways into IPv4 through IPv6 (Teredo, 6to4), what protocols need, and clouds' own."""
UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out of IPv6; ways through NAT64 lie outside it."""


class AddressError(NothingLeftError):
    """An address to which nothing is sent; `code` is a text `outlet.address.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Destination:
    """A checked address: `ip` is where it leads and stays."""

    url: str
    scheme: str
    host: str
    port: int
    ip: str


def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises `OSError`."""
    found = asked(("name", host, port), lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    return list(dict.fromkeys(str(told[4][0]) for told in found))


def destination(url: str, *, schemes: Collection[str] = WEB, insecure: bool = False, look_up: Resolve = resolve) -> Destination:
    """Where it leads. `insecure` lets what is not encrypted go anywhere. Raises `AddressError`.

    One address of a name that leads inside refuses all: whoever mixes them means no good.
    """
    scheme, host, port = _parts(url, schemes)
    if host in _own_names() and not settings.HARIMI.inside_networks:
        raise AddressError("inside")
    found = _looked_up(host, port, look_up)
    if not _let_in(host, found, look_up):
        _check_outside(host, port, scheme, found, look_up, insecure=insecure)
    return Destination(url, scheme, host, port, str(found[0]))


def check(url: str, *, schemes: Collection[str] = WEB, look_up: Resolve = resolve) -> None:
    """Raises an `AddressError` where nothing would be sent there now; asked when somebody fills an address in."""
    destination(url, schemes=schemes, look_up=look_up)


def _looked_up(host: str, port: int, look_up: Resolve) -> list[Ip]:
    try:
        found = [ipaddress.ip_address(one.partition("%")[0]) for one in look_up(host, port)]
    except (OSError, UnicodeError, ValueError):
        raise AddressError("unknown") from None
    if not found:
        raise AddressError("unknown")
    return found


def _let_in(host: str, found: Collection[Ip], look_up: Resolve) -> bool:
    """Whether the operator lets customers send there, although it lies inside."""
    let = settings.HARIMI.inside_networks
    if not let or not all(any(one in net for net in let) for one in found):
        return False
    singly = {net.network_address for net in let if net.num_addresses == 1}
    return singly.issuperset(found) or (host not in _own_names() and not {*_own_ips(look_up)} & {*found} - singly)


def _check_outside(host: str, port: int, scheme: str, found: Collection[Ip], look_up: Resolve, *, insecure: bool) -> None:
    if scheme in PLAIN and not insecure:
        raise AddressError("scheme")
    if port not in PORTS[scheme]:
        raise AddressError("port")
    own = {*_own_ips(look_up)}
    if host in _own_names() or not all(outside(one) and one not in own for one in found):
        raise AddressError("inside")


def outside(ip: Ip) -> bool:
    """Whether it is plainly an address of somebody else in the open network."""
    if ip.version == UNICAST.version and ip not in UNICAST:
        return False
    closed = any(ip.version == net.version and ip in net for net in CLOSED)
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not closed


def _parts(url: str, schemes: Collection[str]) -> tuple[str, str, int]:
    if len(url) > LONGEST or any(ord(one) < 33 or ord(one) == 127 or one == "\\" for one in url):
        raise AddressError("form")
    try:
        told = urlsplit(url)
        host, port = (told.hostname or "").rstrip("."), told.port
    except ValueError:
        raise AddressError("form") from None
    if told.scheme not in schemes:
        raise AddressError("scheme")
    if not host or told.username is not None or told.password is not None:
        raise AddressError("form")
    return told.scheme, host, port or PORTS[told.scheme][0]


def _own_names() -> set[str]:
    """What this service is called, and this machine."""
    chosen = settings.HARIMI
    named = [one.strip() for one in chosen.hosts.split(",")]
    return {one.lower() for one in (urlsplit(chosen.address).hostname or "", socket.gethostname(), *named) if one}


def _own_ips(look_up: Resolve) -> list[Ip]:
    found = [*_local()]
    for name in _own_names():
        try:
            found += [ipaddress.ip_address(one.partition("%")[0]) for one in look_up(name, 443)]
        except (OSError, UnicodeError, ValueError):
            continue
    return found


def _local() -> Iterator[Ip]:
    """The addresses by which this machine speaks to the network; asking sends nothing."""
    for family, anybody in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as asked:
                asked.connect((anybody, 9))
                yield ipaddress.ip_address(str(asked.getsockname()[0]).partition("%")[0])
        except OSError:
            continue
