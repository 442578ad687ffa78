"""From which place of the network somebody comes, for limits on those who are not signed in."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

_HOME = 64
"""Bits of an IPv6 address that are a household's; the rest is theirs to choose."""


def place_of(request: HttpRequest) -> str:
    """The visitor's address, of IPv6 the network; behind `HARIMI_TRUSTED_PROXY` what that tells last of X-Forwarded-For."""
    own = request.META.get("REMOTE_ADDR", "")
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() if settings.HARIMI.trusted_proxy else ""
    address = _known(told) or _known(own)
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, _HOME), strict=False).network_address)
    return own if address is None else str(address)


def _known(told: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(told)
    except ValueError:
        return None
