"""What a row says otherwise of a meter that is there already, and what a table may not change."""

from collections.abc import Iterator
from typing import Any

from harimi.service.meters.models import Meter, Register
from harimi.service.meters.values import plain
from harimi.service.readings.imports.lines import Change
from harimi.service.readings.imports.meter_cells import key
from harimi.service.readings.imports.meter_known import Known
from harimi.service.readings.imports.meter_line import MeterLine, since_of

_FIXED = ("kind", "counts_up", "decimals", "low", "high")
"""What a registered meter's readings depend on; it is not changed by a table."""


def find_changes(known: Known, line: MeterLine, meter: Meter) -> None:
    """Notes in the line what it changes, or why it must not."""
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
    if one.display in Register.RANGED:
        yield from ((name, plain(value or 0, one.decimals)) for name, value in (("low", one.low), ("high", one.high)))
        return
    if one.is_state:
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
