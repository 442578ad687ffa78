"""The rows of a confirmed table become sites, tenants and meters: some in each transaction."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.registration import Wanted, register_fields
from harimi.service.meters.changing import Described, describe
from harimi.service.meters.models import Meter, Register, Site, Tenancy, Tenant
from harimi.service.meters.places import let, new_site, new_tenant
from harimi.service.meters.values import places, plain
from harimi.service.readings.changing import Wished, change
from harimi.service.readings.imports.lines import Becomes
from harimi.service.readings.imports.meter_cells import key
from harimi.service.readings.imports.meter_line import MeterLine, since_of
from harimi.service.readings.imports.meter_plan import ZONE, MeterPlan
from harimi.service.readings.models import Reading
from harimi.service.readings.recounting import count_all

AT_A_TIME = 200
"""Rows in one transaction: about a tenth of a second."""
_MARKS, _COUNTING = {"place", "name", "model", "serial", "expires_on"}, {"unit", "multiplier", "digits", "max_per_hour"}


def write_meters(plan: MeterPlan, actor: User, hold: Callable[[], None]) -> Iterator[int]:
    """Writes what is new or changed, and tells after each part how many rows that were; `hold` fails where it is another's."""
    todo = [line for line in plan.lines if line.becomes in (Becomes.NEW, Becomes.CHANGED)]
    for start in range(0, len(todo), AT_A_TIME):
        part = todo[start : start + AT_A_TIME]
        with transaction.atomic():
            hold()
            _write(plan, part, actor)
        yield len(part)


def _write(plan: MeterPlan, part: list[MeterLine], actor: User) -> None:
    for line in part:
        _make_places(plan, line, actor)
    _make(plan, [line for line in part if line.meter is None])
    for line in part:
        if line.meter is not None:
            _change(plan, line, line.meter, actor)


def _make_places(plan: MeterPlan, line: MeterLine, actor: User) -> None:
    """The place and the tenant, where a row is the first that names them."""
    known, told = plan.known, line.said
    if key(told["place"]) not in known.sites:
        zone = plan.zones.get(key(told["place"]), ZONE)
        known.add_site(new_site(known.organization, told["place"], zone, actor=actor))
    if "tenant" in told and key(told["tenant"]) not in known.tenants:
        known.tenants[key(told["tenant"])] = new_tenant(known.organization, told["tenant"], actor=actor)


def _make(plan: MeterPlan, new: list[MeterLine]) -> None:
    """New meters with their registers and tenants, each kind at once."""
    meters = [_meter(plan, line) for line in new]
    Meter.objects.bulk_create(meters)
    Register.objects.bulk_create([_register(line, meter) for line, meter in zip(new, meters, strict=True)])
    let_to = [(line, meter) for line, meter in zip(new, meters, strict=True) if "tenant" in line.said]
    Tenancy.objects.bulk_create([_tenancy(plan, line, meter) for line, meter in let_to])


def _meter(plan: MeterPlan, line: MeterLine) -> Meter:
    told = line.said
    marks = {name: told[name] for name in ("model", "serial", "expires_on") if name in told}
    return Meter(id=uuid4(), site=_site(plan, line), name=told["name"], **marks)


def _site(plan: MeterPlan, line: MeterLine) -> Site:
    return plan.known.sites[key(line.said["place"])]


def _register(line: MeterLine, meter: Meter) -> Register:
    told = line.said
    names = ("name", "kind", "unit", "digits", "decimals", "low", "high", "counts_up", "max_per_hour")
    wanted = Wanted(**{name: told[name] for name in names if name in told})
    multiplier: Decimal = told.get("multiplier", Decimal(1))
    return Register(id=uuid4(), meter=meter, multiplier=multiplier, finer=places(multiplier), **register_fields(wanted))


def _tenancy(plan: MeterPlan, line: MeterLine, meter: Meter) -> Tenancy:
    since = since_of(line, meter.site.zone) or timezone.now()
    return Tenancy(tenant=_tenant(plan, line), meter=meter, since=since)


def _tenant(plan: MeterPlan, line: MeterLine) -> Tenant:
    return plan.known.tenants[key(line.said["tenant"])]


def _change(plan: MeterPlan, line: MeterLine, meter: Meter, actor: User) -> None:
    """Only what the row says otherwise."""
    told, changed = line.said, line.changed
    if changed & _MARKS:
        marks = {name: told[name] if name in changed else getattr(meter, name) for name in _MARKS - {"place"}}
        site = _site(plan, line) if "place" in changed else meter.site
        if describe(meter, Described(site=site, **marks), actor=actor):
            count_all(meter)
    if changed & _COUNTING:
        one = next(iter(meter.registers.all()))
        change(one, _wished(line, one), actor=actor)
    if "tenant" in changed:
        since = since_of(line, meter.site.zone) or timezone.now()
        let(meter, _tenant(plan, line), since, actor=actor)


def _wished(line: MeterLine, one: Register) -> Wished:
    """What was read already was counted with the multiplier so far, and stays so."""
    since = timezone.now() if Reading.objects.filter(register=one).exists() else None
    most = None if one.max_per_hour is None else plain(one.max_per_hour, one.decimals)
    wished = Wished(one.unit, one.multiplier, since, one.digits, most, one.name)
    return replace(wished, **{name: line.said[name] for name in line.changed & _COUNTING})
