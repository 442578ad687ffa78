"""What a table of sites, tenants and meters would do, row by row."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from harimi.service.meters.models import Meter, Register, Upload
from harimi.service.meters.tables import Table
from harimi.service.readings.imports.columns import METERS, closed_to, columns
from harimi.service.readings.imports.lines import Becomes
from harimi.service.readings.imports.meter_cells import key, said
from harimi.service.readings.imports.meter_changes import find_changes
from harimi.service.readings.imports.meter_known import Known
from harimi.service.readings.imports.meter_line import MeterLine

ZONE = "Asia/Tokyo"
"""Of a new place that says nothing of it."""


@dataclass
class MeterPlan:
    """All rows, and what is there already; the time zones of new places, and the meters that rows have meant so far."""

    known: Known
    lines: list[MeterLine] = field(default_factory=list)
    zones: dict[str, str] = field(default_factory=dict)
    meant: set[UUID] = field(default_factory=set)


def meter_plan(upload: Upload, table: Table) -> MeterPlan:
    """What each row would do. Columns that are missing are the caller's to tell."""
    plan, named = MeterPlan(Known(upload.organization)), columns(table, METERS, closed_to(upload.user, upload.organization))
    for row in table.rows:
        line = MeterLine(row.number, named.of(row.cells))
        line.said = said(line.cells, line)
        plan.lines.append(line)
        if "time_zone" in line.said:
            plan.zones.setdefault(key(line.said.get("place", "")), line.said["time_zone"])
    _same_in_file(plan.lines)
    for line in plan.lines:
        _judge(plan, line)
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


def _judge(plan: MeterPlan, line: MeterLine) -> None:
    told, known = line.said, plan.known
    for column in ("place", "name"):
        if not line.cells.get(column):
            line.fail(column, "empty")
    if line.problems:
        return
    _place(plan, line)
    found = known.matching(told.get("serial", ""), told["place"], told["name"])
    if len(found) > 1:
        line.fail("serial" if told.get("serial") else "name", "several_there")
    elif found:
        _there(plan, line, found[0])
    else:
        _new(line)
    if not line.problems:
        line.becomes = Becomes.NEW if line.meter is None else Becomes.CHANGED if line.changes else Becomes.SAME


def _there(plan: MeterPlan, line: MeterLine, meter: Meter) -> None:
    """A meter that two rows mean, one by its serial number and one by its name, is written by the first of them."""
    line.meter = meter
    if meter.pk in plan.meant:
        line.fail("name", "twice_in_file")
    plan.meant.add(meter.pk)
    find_changes(plan.known, line, meter)


def _place(plan: MeterPlan, line: MeterLine) -> None:
    """A place has one time zone: the one it has, else the first that the table gives it."""
    place, zone = key(line.said["place"]), line.said.get("time_zone")
    site = plan.known.sites.get(place)
    has = site.time_zone if site is not None else plan.zones.get(place, ZONE)
    if zone is not None and zone != has:
        line.fail("time_zone", "other_zone", zone=has)


def _new(line: MeterLine) -> None:
    told = line.said
    if "kind" not in told:
        line.fail("kind", "empty")
    elif told["kind"] in Register.RANGED:
        if not ("low" in told and "high" in told and told["low"] < told["high"]):
            line.fail("low", "needs_range")
    elif "digits" not in told:
        line.fail("digits", "needs_digits")
    elif told.get("decimals", 0) > told["digits"]:
        line.fail("decimals", "more_decimals")
    if "since" in told and "tenant" not in told:
        line.fail("since", "since_alone")
