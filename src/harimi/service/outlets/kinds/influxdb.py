"""Readings as points of InfluxDB: line protocol, at the photograph's moment in UTC, one point for each register and moment.

A correction writes the same point anew; what stands there under a name that the meter had before is deleted, since names are
tags. One that withdraws a value deletes it, and says `valid=false` where the server deletes nothing. Source: InfluxData, "Line
protocol", "Write data with the InfluxDB API" (`/api/v2/write`, which 1.8, 2 and 3 have; `/write` of 1), "Delete data".
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from pydantic import Field

from harimi.service.egress.web.destination import WEB
from harimi.service.egress.web.sending import Answer, Line, line
from harimi.service.outlets.kinds.answers import heard
from harimi.service.outlets.kinds.kind import OutletSettings, Parcel
from harimi.service.outlets.models import Event
from harimi.service.outlets.naming import Named, named
from harimi.service.outlets.telling import CORRECTED, READINGS

NAME = "influxdb"
ITEMS = ("contract_data", "display_content", "place")
SCHEMES = WEB
AT_ONCE = 500
FILLS = True
LASTS = 30.0
DELETED = 50
"""Points that are deleted in one part, each with a request of its own; the rest has its turn with the next."""
_KEPT = (400, 403, 404, 405, 501)
"""How servers and tokens say that they delete nothing."""
MEASUREMENT = "harimi"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TAG = re.compile(r"([,= ])")
_ESCAPING = re.compile(r"\\+(?=[,= ]|$)")
"""Backslashes that would be taken for a part of what stands behind them; others are letters like any."""
Key = tuple[UUID, datetime]
"""A register and a moment."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A register's points from one moment to another that are to be deleted: all, or where others are written, those that they
    would not replace.
    """

    register: Named
    first: datetime
    last: datetime
    withdrawn: bool = False


class Settings(OutletSettings):
    """`api` is the version of its API: `2` needs organization, bucket and token, `1` the database, which `bucket` names, with
    user and password where it wants them.
    """

    url: str = Field(min_length=1, max_length=500)
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
    """All points in one request; before it, those that were otherwise are deleted."""
    settings: Settings = parcel.settings
    events = _first(parcel.events)
    known = named(events)
    latest = {key: one for one in events if (key := _key(one)) and key[0] in known}
    with line(parcel.departure, settings.url, lasts=LASTS) as opened:
        gone = _cleared(opened, settings, _otherwise(events, latest, known))
        kept = [(key, one) for key, one in latest.items() if one.data["value"] is not None or key not in gone]
        if body := "\n".join(point(one, known[key[0]]) for key, one in kept):
            heard(opened.post(body.encode(), _headers(settings), _write(settings)))
    for event in events:
        parcel.taken(event)


def test(parcel: Parcel) -> None:
    """Writes a comment, of which nothing is kept: the server first looks whether we may write to that bucket."""
    settings: Settings = parcel.settings
    with line(parcel.departure, settings.url, lasts=LASTS / 3) as opened:
        heard(opened.post(b"# test\n", _headers(settings), _write(settings)))


def point(event: Event, register: Named) -> str:
    """One line: tags say which register it is, fields what it showed."""
    told = _names(register) | {"register_id": str(register.id)}
    named_so = ",".join(f"{name}={_escaped(value)}" for name, value in sorted(told.items()) if value)
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
        yield _escaped(_plain(f"lamp_{lamp['name']}")), f"{lamp['state']}i"


def _names(register: Named) -> dict[str, str]:
    """The tags that may change, as they are kept there: a line break would end the point, and a backslash its escaping."""
    told = {"site": register.site, "meter": register.meter, "register": register.register, "unit": register.unit}
    return {name: _plain(value) for name, value in told.items()}


def _plain(text: str) -> str:
    return _ESCAPING.sub("", " ".join(text.split())).strip()


def _escaped(text: str) -> str:
    """Commas, spaces and equals signs."""
    return _TAG.sub(r"\\\1", text)


def _key(event: Event) -> Key | None:
    return (event.register_id, event.at) if event.register_id and event.at else None


def _first(events: Sequence[Event]) -> list[Event]:
    """As many as delete no more than `DELETED` points."""
    counted = accumulate(_changes(one) for one in events)
    return [one for one, deleted in zip(events, counted, strict=True) if deleted <= DELETED]


def _changes(event: Event) -> bool:
    """Whether it is told of a moment at which something else may stand."""
    return event.number is not None and (event.data["value"] is None or event.type == CORRECTED)


def _otherwise(events: Sequence[Event], latest: Mapping[Key, Event], known: Mapping[UUID, Named]) -> Iterator[Stretch]:
    """What is deleted. Readings of the archive, which have no number, take the place of all that stood there."""
    if latest and events[0].number is None:
        (register, first), (_, last) = min(latest), max(latest)
        yield Stretch(known[register], first, last)
        return
    for key in dict.fromkeys(_key(one) for one in events if _changes(one)):
        if key and key in latest:
            yield Stretch(known[key[0]], key[1], key[1], latest[key].data["value"] is None)


def _cleared(opened: Line, settings: Settings, stretches: Iterable[Stretch]) -> set[Key]:
    """Deletes them; the moments that are withdrawn. Nothing is asked again of a server that deletes nothing."""
    gone = set[Key]()
    for one in stretches:
        answer = (_delete_1 if settings.api == "1" else _delete_2)(opened, settings, one)
        if answer.status in _KEPT:
            break
        heard(answer)
        if one.withdrawn:
            gone.add((one.register.id, one.first))
    return gone


def _delete_2(opened: Line, settings: Settings, which: Stretch) -> Answer:
    start, stop = (at.astimezone(UTC).isoformat().replace("+00:00", "Z") for at in (which.first, which.last))
    whose = f'_measurement="{MEASUREMENT}" AND register_id="{which.register.id}"'
    wanted = json.dumps({"start": start, "stop": stop, "predicate": whose})
    path = _path(settings, "/api/v2/delete", org=settings.org, bucket=settings.bucket)
    return opened.post(wanted.encode(), {**_headers(settings), "Content-Type": "application/json"}, path)


def _delete_1(opened: Line, settings: Settings, which: Stretch) -> Answer:
    """A query that fails is answered 200, with the error in the body.

    Series that are written at once again are not emptied: 1.6 loses count of them, and drops all others with the last one.
    """
    whose = f"register_id = '{which.register.id}' AND time >= {nanoseconds(which.first)} AND time <= {nanoseconds(which.last)}"
    if not which.withdrawn:
        others = (f'"{name}" != {_quoted(value)}' for name, value in _names(which.register).items())
        whose = f"{whose} AND ({' OR '.join(others)})"
    wanted = f'DELETE FROM "{MEASUREMENT}" WHERE {whose}'  # noqa: S608  # a UUID, numbers and quoted names
    form = urlencode({"q": wanted, "db": settings.bucket}).encode()
    told = {**_headers(settings), "Content-Type": "application/x-www-form-urlencoded"}
    answer = opened.post(form, told, _path(settings, "/query"))
    return answer if b'"error"' not in answer.body else Answer(400, answer.body)


def _quoted(text: str) -> str:
    """As a string of InfluxQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _write(settings: Settings) -> str:
    if settings.api == "1":
        return _path(settings, "/write", db=settings.bucket, precision="ns")
    return _path(settings, "/api/v2/write", org=settings.org, bucket=settings.bucket, precision="ns")


def _path(settings: Settings, path: str, **asked: str) -> str:
    """Below the address's own path, where a proxy has it there."""
    below = urlsplit(settings.url).path.rstrip("/") + path
    return f"{below}?{urlencode(asked)}" if asked else below


def _headers(settings: Settings) -> dict[str, str]:
    told = {"Content-Type": "text/plain; charset=utf-8"}
    if settings.api == "2":
        return told | {"Authorization": f"Token {settings.token}"}
    if not settings.user:
        return told
    return told | {"Authorization": "Basic " + b64encode(f"{settings.user}:{settings.password}".encode()).decode()}
