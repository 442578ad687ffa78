"""A customer's own MQTT broker: the newest value of each register, retained, and how Home Assistant finds it by itself.

A broker has no time of its own: late photographs and corrections of the past are for other outlets. Nothing falls that counts.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from pydantic import Field

from harimi.service.egress import mqtt
from harimi.service.egress.mqtt import Login, LoginError, Message, NotTakenError
from harimi.service.outlets.kinds.homeassistant import discovery
from harimi.service.outlets.kinds.kind import DownError, OutletSettings, Parcel
from harimi.service.outlets.models import Event
from harimi.service.outlets.naming import Named, named, watched_by
from harimi.service.outlets.news import ALERT_ENDED, ALERT_OPENED
from harimi.service.outlets.showing import Showing, newest
from harimi.service.outlets.telling import READINGS, SEVERAL

NAME = "mqtt"
ITEMS = ("contract_data", "display_content", "place", "planned_meter")
SCHEMES = mqtt.SCHEMES
AT_ONCE = 200
FILLS = False
SILENT, HEARD = "offline", "online"
_ALERTS = {ALERT_OPENED: SILENT, ALERT_ENDED: HEARD}
SILENCE = "silence"
"""The kind of alerts by which a camera is known to be silent."""


class Settings(OutletSettings):
    """`topic` begins every topic, `discovery` those by which Home Assistant finds sensors; empty, and it is told of none."""

    url: str = Field(min_length=1, max_length=500)
    user: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=200)
    topic: str = Field(default="harimi", pattern=r"^[A-Za-z0-9_.-]{1,60}(/[A-Za-z0-9_.-]{1,60}){0,3}$")
    discovery: str = Field(default="homeassistant", pattern=r"^([A-Za-z0-9_.-]{1,60}(/[A-Za-z0-9_.-]{1,60}){0,3})?$")


def address(settings: Settings) -> str:
    """Where it is reached."""
    return settings.url


def wants(settings: Settings, event: Event) -> bool:  # noqa: ARG001  # of every outlet alike
    """Readings, also those that came in a table, and whether a camera is silent."""
    return event.type in (*READINGS, SEVERAL) or (event.type in _ALERTS and event.data.get("kind") == SILENCE)


def send(parcel: Parcel) -> None:
    """All messages by one connection, and then a note of what the broker shows."""
    settings: Settings = parcel.settings
    known = named(parcel.events)
    showing = Showing.of(parcel.outlet, f"{settings.url} {settings.topic}", known)
    messages = list(chain.from_iterable(_messages(settings, event, known, showing) for event in parcel.events))
    if messages:
        publish(parcel, settings.url, Login(settings.user, settings.password), messages)
        showing.keep()
    for event in parcel.events:
        parcel.taken(event)


def test(parcel: Parcel) -> None:
    """That somebody is there, below our own topic and of no register; nobody who comes later is told."""
    settings: Settings = parcel.settings
    told = Message(f"{settings.topic}/availability", HEARD.encode(), retained=False)
    publish(parcel, settings.url, Login(settings.user, settings.password), [told])


def publish(parcel: Parcel, url: str, login: Login, messages: list[Message]) -> None:
    """Sends them all. Raises a `DownError` where the broker will not have us or them."""
    try:
        mqtt.publish(parcel.departure, url, login, messages, lambda _: None)
    except LoginError:
        raise DownError("login") from None
    except NotTakenError:
        raise DownError("topic") from None


def _messages(settings: Settings, event: Event, known: Mapping[UUID, Named], showing: Showing) -> Iterator[Message]:
    if event.type in _ALERTS:
        for one in watched_by(event.data["device_id"], showing.outlet):
            yield Message(f"{settings.topic}/{one}/availability", _ALERTS[event.type].encode())
        return
    register = known.get(event.register_id) if event.register_id else None
    if register is None:
        return
    told = newest(showing.outlet, register.id) if event.type == SEVERAL else event
    if told is not None and (seen := showing.shows(told, register.kind)) is not None:
        yield from _shown(settings, seen, register, showing)


def _shown(settings: Settings, event: Event, register: Named, showing: Showing) -> Iterator[Message]:
    topics = topics_of(settings, register)
    if settings.discovery:
        yield from _announced(settings, register, showing)
    yield Message(topics["state"], state(event))
    yield Message(topics["availability"], HEARD.encode())


def topics_of(settings: Settings, register: Named) -> dict[str, str]:
    """Those of one register."""
    return {name: f"{settings.topic}/{register.id}/{name}" for name in ("state", "availability")}


def state(event: Event) -> bytes:
    """What the state topic says: the statement's own words, values as they are written, and lamps by their names."""
    data = event.data
    told: dict[str, Any] = {name: data[name] for name in ("at", "value", "total", "unit", "state", "confidence", "by_person")}
    told["lamps"] = {one["name"]: one["word"] for one in data["lamps"]}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _announced(settings: Settings, register: Named, showing: Showing) -> Iterator[Message]:
    """Once a day, since a broker may forget, and where its name, unit or place is another or somebody changed the outlet."""
    found = discovery(register, topics_of(settings, register), settings.discovery)
    told = [(topic, json.dumps(config, ensure_ascii=False, sort_keys=True)) for topic, config in found]
    digest = hashlib.sha256(repr((showing.outlet.instruction_id, told)).encode()).hexdigest()
    if showing.announces(register.id, digest):
        yield from (Message(topic, config.encode()) for topic, config in told)
