"""Machines outside that the settings name, and carriers of parcels: each gets personal data, and is registered or is not."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from harimi.service.logistics.models import Parcel
from harimi.service.platform.store_address import address_of
from harimi.service.privacy.recipients import at, refusal
from harimi.service.privacy.services import SERVICES
from harimi.service.project.config import Config

log = structlog.stdlib.get_logger("harimi.recipients")
AMAZON = "amazonaws.com"
OURS = (".local", ".lan", ".internal", ".home.arpa", ".localhost")
"""Endings of names that no machine of somebody else has."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody who gets personal data: what they do, and where they are reached. `why` they may not, a code of `words.WHY`."""

    service: str
    host: str
    why: str = ""


def configured(chosen: Config) -> Iterator[Outside]:
    """Every machine that the settings name and that is not plainly one of the operator's own."""
    named = {
        "mail": _host(chosen.smtp_url),
        "cards": (_host(chosen.stripe_address) or "api.stripe.com") if chosen.card_key else "",
        "database": _host(chosen.database_url),
        "store": _store(chosen.store_url),
        "backups": _store(chosen.backup_place),
        "broker": _host(chosen.broker),
        "counters": _host(chosen.redis),
        "intake": _host(chosen.mqtt_url),
    }
    yield from (Outside(service, host) for service, host in named.items() if host and not ours(host))
    carriers = Parcel.objects.exclude(carrier__in=("", Parcel.Carrier.OTHER)).order_by().values_list("carrier", flat=True)
    yield from (Outside("parcels", carrier) for carrier in sorted(set(carriers.distinct())))


def unregistered(chosen: Config) -> list[Outside]:
    """Those to whom data goes, or would, without what the register must say; with what is wrong."""
    found = []
    for one in configured(chosen):
        told = refusal(at(one.service, one.host), SERVICES[one.service].items)
        if told is not None:
            found.append(Outside(one.service, one.host, told.why))
    return found


def say_unregistered(chosen: Config) -> None:
    """Says loudly at start who gets personal data and does not stand in the register as they should."""
    for one in unregistered(chosen):
        log.warning("the operator has something to do", todo=in_words(one))


def in_words(one: Outside) -> str:
    """What to do about it."""
    what = "is not registered" if one.why == "recipient_unknown" else f"is refused ({one.why})"
    return (
        f"{one.host} gets personal data ({one.service}) and {what}: "
        f"`harimi policy recipient add ID --service {one.service} --host {one.host}`; docs/how/third-parties.md"
    )


def ours(host: str) -> bool:
    """Whether a host is plainly the operator's own: without a dot, of a local name, or of a private address."""
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(OURS)
    return ip.is_private or ip.is_loopback or ip.is_link_local


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "") if url else ""


def _store(place: str) -> str:
    if not place.startswith("s3://"):
        return ""
    return _host(address_of(place).endpoint) or AMAZON
