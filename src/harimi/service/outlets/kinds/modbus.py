"""Building management systems read by Modbus TCP: nothing is sent, a server answers whoever is let (see `outlets.modbus`).

The protocol knows no passwords: who may read is told by the addresses from which they come, and so is whose outlet is meant.
"""

import ipaddress
from itertools import product
from typing import Annotated

from django.conf import settings as chosen
from pydantic import AfterValidator, Field

from harimi.service.outlets.kinds.kind import OutletSettings, Parcel
from harimi.service.outlets.models import Event

NAME = "modbus"
ITEMS = ("contract_data", "display_content")
SCHEMES = ()
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
AT_ONCE = 1000
FILLS = False


def _networks(named: str) -> str:
    """In the form in which networks are written; a machine with its mask, such as 192.168.1.20/24, is taken for its network.
    Raises a `ValueError` where one is neither, or all of the world's.
    """
    found = [ipaddress.ip_network(one.strip(), strict=False) for one in named.split(",") if one.strip()]
    if not found or any(one.prefixlen < 8 for one in found):
        raise ValueError("name the addresses that may read, such as 192.168.1.20 or 192.168.1.0/24")
    return ", ".join(str(one.network_address if one.num_addresses == 1 else one) for one in found)


class Settings(OutletSettings):
    """`unit` is the unit id by which it is asked, `clients` the addresses and networks that may, with commas between."""

    unit: int = Field(ge=1, le=247)
    clients: Annotated[str, AfterValidator(_networks)] = Field(max_length=500)

    def lets(self, ip: str) -> bool:
        """Whether somebody at this address may read."""
        at = ipaddress.ip_address(ip)
        mapped = getattr(at, "ipv4_mapped", None) or at
        return any(mapped in one for one in self.networks())

    def networks(self) -> list[_Network]:
        """From where it is read."""
        return [ipaddress.ip_network(one.strip()) for one in self.clients.split(",") if one.strip()]

    def meets(self, other: "Settings") -> bool:
        """Whether somebody who asks could mean either: the same unit, and addresses that both let."""
        pairs = product(self.networks(), other.networks())
        return self.unit == other.unit and any(a.version == b.version and a.overlaps(b) for a, b in pairs)


def address(settings: Settings) -> str:  # noqa: ARG001  # nobody is dialled
    """None: they come to us."""
    return ""


def host(settings: Settings) -> str:
    """Where what is read goes."""
    return settings.clients


def fault(settings: Settings, others: list[Settings]) -> tuple[str, str] | None:
    """Why it cannot be made: no server runs, or who asks could mean another outlet; with the field's name."""
    if not chosen.HARIMI.modbus:
        return "modbus_off", ""
    return ("unit_taken", "unit") if any(one.meets(settings) for one in others) else None


def wants(settings: Settings, event: Event) -> bool:  # noqa: ARG001  # nothing is sent
    """None: what holds now is read when somebody asks."""
    return False


def test(parcel: Parcel) -> None:  # nobody is dialled
    """Whoever reads sees for themselves."""


def send(parcel: Parcel) -> None:
    """Nothing waits there."""
    for event in parcel.events:
        parcel.taken(event)
