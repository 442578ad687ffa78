"""Readings as points of InfluxDB: line protocol, at the photograph's moment in UTC, one point for each register and moment.

A correction writes the same point anew; one that withdraws a value deletes it, and says `valid=false` where the server deletes
nothing. Source: InfluxData, "Line protocol", "Write data with the InfluxDB API" (`/api/v2/write`, which 1.8, 2 and 3 have;
`/write` of 1), "Delete data".
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from harimi.service.egress.web.destination import WEB
from harimi.service.egress.web.sending import Answer, Line, line
from harimi.service.outlets.kinds.answers import heard
from harimi.service.outlets.kinds.kind import OutletSettings, Parcel
from harimi.service.outlets.models import Event
from harimi.service.outlets.naming import Named, named
from harimi.service.outlets.telling import READINGS

NAME = "influxdb"
ITEMS = ("contract_data", "display_content", "place")
SCHEMES = WEB
AT_ONCE = 500
FILLS = True
LASTS = 30.0
MEASUREMENT = "harimi"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"([,= \\])")


class Settings(OutletSettings):
    """`api` is the version of its API: `2` needs organization, bucket and token, `1` the database, which `bucket` names, with
    user and password where it wants them.
    """

    url: str = Field(max_length=500)
    api: Literal["1", "2"] = "2"
    org: str = Field(default="", max_length=200)
    bucket: str = Field(min_length=1, max_length=200)
    token: str = Field(default="", max_length=500)
    user: str = Field(default="", max_length=200)
    password: str = Field(default="", max_length=200)


def address(settings: Settings) -> str:
    """Where it is reached."""
    return settings.url


def wants(settings: Settings, event: Event) -> bool:  # noqa: ARG001  # of every outlet alike
    """Readings, and nothing else."""
    return event.type in READINGS


def send(parcel: Parcel) -> None:
    """All points in one request; before it, those that are withdrawn are deleted."""
    settings: Settings = parcel.settings
    known = named(parcel.events)
    latest = {(one.register_id, one.at): one for one in parcel.events if one.register_id in known}
    with line(parcel.departure, settings.url, lasts=LASTS) as opened:
        kept = _gone(opened, settings, latest.values(), known)
        if body := "\n".join(point(one, known[one.register_id]) for one in kept if one.register_id):
            heard(opened.post(body.encode(), _headers(settings), _path(settings)))
    for event in parcel.events:
        parcel.taken(event)


def point(event: Event, register: Named) -> str:
    """One line: tags say which register it is, fields what it showed."""
    tags = {"site": register.site, "meter": register.meter, "register": register.register, "unit": register.unit}
    told = {name: value for name, value in {**tags, "register_id": str(register.id)}.items() if value}
    named_so = ",".join(f"{name}={_tag(value)}" for name, value in sorted(told.items()))
    fields = ",".join(f"{name}={value}" for name, value in _fields(event.data))
    return f"{MEASUREMENT},{named_so} {fields} {nanoseconds(event.at or _EPOCH)}"


def nanoseconds(at: datetime) -> int:
    """Since 1970, exact to the microsecond that is kept."""
    passed = at - _EPOCH
    return ((passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds) * 1_000


def _fields(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "valid", "true" if data["value"] is not None else "false"
    yield "state", f'"{data["state"]}"'
    yield "confidence", repr(float(data["confidence"]))
    for name in ("value", "total"):
        if data[name] is not None:
            yield name, repr(float(data[name]))
    for lamp in data["lamps"]:
        yield _tag(f"lamp_{lamp['name']}"), f"{lamp['state']}i"


def _tag(text: str) -> str:
    """Commas, spaces and equals signs are escaped; a line break would end the point."""
    return _TAG.sub(r"\\\1", " ".join(text.split())).rstrip("\\")


def _gone(opened: Line, settings: Settings, events: Iterable[Event], known: Mapping[UUID, Named]) -> list[Event]:
    """Deletes the points that are withdrawn; the events that are left to write."""
    return [one for one in events if one.data["value"] is not None or not _deleted(opened, settings, one, known)]


def _deleted(opened: Line, settings: Settings, event: Event, known: Mapping[UUID, Named]) -> bool:
    if event.register_id is None or event.at is None or "previous" not in event.data:
        return False
    register = known[event.register_id]
    answer = (_delete_1 if settings.api == "1" else _delete_2)(opened, settings, event.at, register)
    if not answer.taken and answer.status not in (400, 404, 405, 501):
        heard(answer)
    return answer.taken


def _delete_2(opened: Line, settings: Settings, at: datetime, register: Named) -> Answer:
    moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    whose = f'_measurement="{MEASUREMENT}" AND register_id="{register.id}"'
    wanted = json.dumps({"start": moment, "stop": moment, "predicate": whose})
    path = "/api/v2/delete?" + urlencode({"org": settings.org, "bucket": settings.bucket})
    return opened.post(wanted.encode(), {**_headers(settings), "Content-Type": "application/json"}, path)


def _delete_1(opened: Line, settings: Settings, at: datetime, register: Named) -> Answer:
    """A query that fails is answered 200, with the error in the body."""
    whose = f"register_id = '{register.id}' AND time = {nanoseconds(at)}"
    wanted = f'DELETE FROM "{MEASUREMENT}" WHERE {whose}'  # noqa: S608  # a UUID and a number
    form = urlencode({"q": wanted, "db": settings.bucket}).encode()
    answer = opened.post(form, {**_headers(settings), "Content-Type": "application/x-www-form-urlencoded"}, "/query")
    return answer if b'"error"' not in answer.body else Answer(400, answer.body)


def _path(settings: Settings) -> str:
    if settings.api == "1":
        return "/write?" + urlencode({"db": settings.bucket, "precision": "ns"})
    return "/api/v2/write?" + urlencode({"org": settings.org, "bucket": settings.bucket, "precision": "ns"})


def _headers(settings: Settings) -> dict[str, str]:
    told = {"Content-Type": "text/plain; charset=utf-8"}
    if settings.api == "2":
        return told | {"Authorization": f"Token {settings.token}"}
    if not settings.user:
        return told
    return told | {"Authorization": "Basic " + b64encode(f"{settings.user}:{settings.password}".encode()).decode()}
