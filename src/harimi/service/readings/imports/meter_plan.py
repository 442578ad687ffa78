"""What a table of sites, tenants and meters would do, row by row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.tables import Table
from harimi.service.meters.values import plain
from harimi.service.readings.imports.columns import METERS, columns
from harimi.service.readings.imports.lines import Becomes, Change, Line
from harimi.service.readings.imports.meter_cells import key, said
from harimi.service.readings.imports.meter_known import Known

ZONE = "Asia/Tokyo"
"""Of a new place that says nothing of it."""
_FIXED = ("kind", "counts_up", "decimals", "low", "high")
"""What a registered meter's readings depend on; it is not changed by a table."""


@dataclass(slots=True)
class MeterLine(Line):
    """A row about a meter: what it says, and which meter it means, None for a new one."""

    said: dict[str, Any] = field(default_factory=dict)
    meter: Meter | None = None

    @property
    def changed(self) -> set[str]:
        """Columns that say something new."""
        return {change.column for change in self.changes}


@dataclass
class MeterPlan:
    """All rows, and what is there already."""

    known: Known
    lines: list[MeterLine] = field(default_factory=list)


def meter_plan(organization: Organization, table: Table) -> MeterPlan:
    """What each row would do. Columns that are missing are the caller's to tell."""
    plan, named = MeterPlan(Known(organization)), columns(table, METERS)
    for row in table.rows:
        line = MeterLine(row.number, named.of(row.cells))
        line.said = said(line.cells, line)
        plan.lines.append(line)
    _same_in_file(plan.lines)
    zones: dict[str, str] = {}
    for line in plan.lines:
        _judge(plan.known, line, zones)
    return plan


def _same_in_file(lines: list[MeterLine]) -> None:
    """A serial number, or a place and name, that stands in two rows: nobody knows which of them is meant."""
    serials = Counter(key(line.said["serial"]) for line in lines if "serial" in line.said)
    names = Counter(_named(line) for line in lines if "serial" not in line.said)
    for line in lines:
        if serials[key(line.said.get("serial", ""))] > 1:
            line.fail("serial", "twice_in_file")
        elif "serial" not in line.said and names[_named(line)] > 1 and "name" in line.said:
            line.fail("name", "twice_in_file")


def _named(line: MeterLine) -> tuple[str, str]:
    return key(line.said.get("place", "")), key(line.said.get("name", ""))


def _judge(known: Known, line: MeterLine, zones: dict[str, str]) -> None:
    told = line.said
    for column in ("place", "name"):
        if not line.cells.get(column):
            line.fail(column, "empty")
    if line.problems:
        return
    _place(known, line, zones)
    found = known.matching(told.get("serial", ""), told["place"], told["name"])
    if len(found) > 1:
        line.fail("serial" if told.get("serial") else "name", "several_there")
    elif found:
        line.meter = found[0]
        line.becomes = Becomes.SAME if not line.problems else Becomes.PROBLEM
        _changes(known, line, found[0])
    else:
        _new(line)
    if not line.problems:
        line.becomes = Becomes.NEW if line.meter is None else Becomes.CHANGED if line.changes else Becomes.SAME


def _place(known: Known, line: MeterLine, zones: dict[str, str]) -> None:
    """A place has one time zone: the one it has, else the first that the table gives it."""
    place, zone = key(line.said["place"]), line.said.get("time_zone")
    site = known.sites.get(place)
    has = site.time_zone if site is not None else zones.setdefault(place, zone or ZONE)
    if zone is not None and zone != has:
        line.fail("time_zone", "other_zone", zone=has)


def _new(line: MeterLine) -> None:
    told = line.said
    if "kind" not in told:
        line.fail("kind", "empty")
    elif told["kind"] == "dial":
        if not ("low" in told and "high" in told and told["low"] < told["high"]):
            line.fail("low", "needs_range")
    elif "digits" not in told:
        line.fail("digits", "needs_digits")
    elif told.get("decimals", 0) > told["digits"]:
        line.fail("decimals", "more_decimals")
    if "since" in told and "tenant" not in told:
        line.fail("since", "since_alone")


def _changes(known: Known, line: MeterLine, meter: Meter) -> None:
    told, now = line.said, _now(known, meter)
    for column, before in now.items():
        if column not in told or _same(told[column], before):
            continue
        if column in _FIXED:
            line.fail(column, "fixed", now=before)
        elif column == "serial" and before:
            line.fail(column, "other_serial", now=before)
        else:
            line.changes.append(Change(column, before, told[column]))
    if "digits" in line.changed and told["digits"] < now["decimals"]:
        line.fail("digits", "more_decimals")
    _tenant(known, line, meter)


def _now(known: Known, meter: Meter) -> dict[str, Any]:
    """What the meter is like, by column; of several registers a table cannot say which it means."""
    told: dict[str, Any] = {
        "place": known.called[meter.site_id],
        "name": meter.name,
        "serial": meter.serial,
        "model": meter.model,
        "expires_on": meter.expires_on,
    }
    registers = list(meter.registers.all())
    return told | (dict(_register(registers[0])) if len(registers) == 1 else {})


def _register(one: Register) -> Iterator[tuple[str, Any]]:
    yield from (("kind", one.display), ("unit", one.unit), ("multiplier", one.multiplier.normalize()))
    if one.display == Register.Display.DIAL:
        yield from ((name, plain(value or 0, one.decimals)) for name, value in (("low", one.low), ("high", one.high)))
        return
    yield from (("counts_up", one.counts_up), ("digits", one.digits), ("decimals", one.decimals))
    yield "max_per_hour", None if one.max_per_hour is None else plain(one.max_per_hour, one.decimals)


def _same(told: object, before: object) -> bool:
    if isinstance(told, str) and isinstance(before, str):
        return key(told) == key(before)
    return told == before


def _tenant(known: Known, line: MeterLine, meter: Meter) -> None:
    wished = line.said.get("tenant")
    if wished is None:
        return
    now = known.tenancy(meter)
    before = "" if now is None else known.called[now.tenant_id]
    if key(before) == key(wished):
        return
    since = since_of(line, meter.site.zone)
    if since and any(one.since >= since or (one.until or one.since) > since for one in known.times.get(meter.pk, ())):
        line.fail("since", "taken")
    else:
        line.changes.append(Change("tenant", before, wished))


def since_of(line: MeterLine, zone: ZoneInfo) -> datetime | None:
    """From when on the meter counts for its tenant; None for now."""
    day = line.said.get("since")
    return None if day is None else datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
