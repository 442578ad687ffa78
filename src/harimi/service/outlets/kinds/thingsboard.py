"""ThingsBoard: telemetry of a gateway, each register a device of its own, at the moment of the photograph.

The same moment again replaces what was there; a value that is withdrawn is told as not valid, since telemetry is not deleted by
devices. Source: ThingsBoard, "MQTT Gateway API": `v1/gateway/telemetry`, `v1/gateway/attributes`; the gateway's access token is
the user.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from harimi.service.egress import mqtt
from harimi.service.egress.mqtt import Login, Message
from harimi.service.outlets.kinds.kind import OutletSettings, Parcel
from harimi.service.outlets.kinds.mqtt import publish
from harimi.service.outlets.models import Event
from harimi.service.outlets.naming import Named, named
from harimi.service.outlets.telling import READINGS

NAME = "thingsboard"
ITEMS = ("contract_data", "display_content", "place", "planned_meter")
SCHEMES = mqtt.SCHEMES
AT_ONCE = 200
FILLS = True
TELEMETRY, ATTRIBUTES = "v1/gateway/telemetry", "v1/gateway/attributes"
LARGEST = 60_000
"""Bytes of a message: at 65,536 ThingsBoard ends the connection."""


class Settings(OutletSettings):
    """`token` is the access token of a device that ThingsBoard takes for a gateway."""

    url: str = Field(min_length=1, max_length=500)
    token: str = Field(min_length=1, max_length=200)


def address(settings: Settings) -> str:
    """Where it is reached."""
    return settings.url


def wants(settings: Settings, event: Event) -> bool:  # noqa: ARG001  # of every outlet alike
    """Readings, and nothing else."""
    return event.type in READINGS


def send(parcel: Parcel) -> None:
    """Attributes of the registers that are in it, and their values."""
    known = named(parcel.events)
    latest = {(one.register_id, one.at): one for one in parcel.events if one.register_id in known}
    if latest:
        bodies = [(ATTRIBUTES, attributes(known)), (TELEMETRY, telemetry(latest, known))]
        told = [Message(topic, body, retained=False) for topic, found in bodies for body in found]
        publish(parcel, parcel.settings.url, Login(parcel.settings.token), told)
    for event in parcel.events:
        parcel.taken(event)


def test(parcel: Parcel) -> None:
    """Whether the token is let in, and nothing else: whatever a gateway says becomes telemetry or a device."""
    publish(parcel, parcel.settings.url, Login(parcel.settings.token), [])


def device(register: Named) -> str:
    """What the register is called there: names may be alike, so the beginning of its number stands behind."""
    name = " ".join(part for part in (register.meter, register.register) if part)
    return f"{name} {register.id.hex[:8]}"


def attributes(known: Mapping[UUID, Named]) -> Iterator[bytes]:
    """What does not change with every value, in as many messages as it needs."""
    told = [
        (device(one), {"register_id": str(one.id), "site": one.site, "meter": one.meter, "model": one.model, "unit": one.unit})
        for one in known.values()
    ]
    return (_json(dict(some)) for some in _together(told))


def telemetry(events: Mapping[tuple[UUID | None, datetime | None], Event], known: Mapping[UUID, Named]) -> Iterator[bytes]:
    """Values by device, in as many messages as they need; moments are milliseconds since 1970."""
    told = [
        (device(known[register]), {"ts": round(at.astimezone(UTC).timestamp() * 1000), "values": _values(event.data)})
        for (register, at), event in events.items()
        if register is not None and at is not None
    ]
    return (_json(_by_device(some)) for some in _together(told))


def _by_device(told: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for name, values in told:
        found[name].append(values)
    return found


def _together(told: Iterable[tuple[str, Any]]) -> Iterator[list[tuple[str, Any]]]:
    """As many as one message holds, each counted as if its device stood there for it alone."""
    some, size = list[tuple[str, Any]](), 0
    for one in told:
        more = len(_json(one)) + len("{[]}, ")
        if some and size + more > LARGEST:
            yield some
            some, size = [], 0
        some.append(one)
        size += more
    if some:
        yield some


def _json(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {"valid": data["value"] is not None, "state": data["state"], "confidence": data["confidence"]}
    told |= {name: float(data[name]) for name in ("value", "total") if data[name] is not None}
    return told | {f"lamp {one['name']}": one["word"] for one in data["lamps"]}
