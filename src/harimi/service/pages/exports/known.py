"""What an export's ids and whole numbers stand for: names of places, meters, registers, cameras; decimals and units."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Model

from harimi.service.accounts.models import Organization
from harimi.service.devices.models import Device, Installation
from harimi.service.meters.models import Meter, Register, Round, Site, Tenant
from harimi.service.meters.values import plain, unit_shown
from harimi.service.pages.reads import reads
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject

NAMED = (Organization, Site, Meter, Register, Device, Tenant, Round)
"""What people call by a name."""
_VALUES = ("value", "carried")
_RANGE = ("low", "high", "rolls_over_at", "max_per_hour")
SCALED: Mapping[str, tuple[str, ...]] = {
    "meters_register": _RANGE,
    "meters_registersetting": _RANGE,
    "readings_attempt": ("told", "told_step", "guess"),
    "readings_exchange": ("last_value", "first_value"),
    "readings_reading": _VALUES,
    "readings_readingversion": _VALUES,
    "readings_usage": ("amount",),
}
"""Whole numbers in units of a register's last decimal."""
WORDS: Mapping[tuple[str, str], str] = {
    ("accounts_invitation", "role"): "people.role",
    ("accounts_membership", "role"): "people.role",
    ("devices_devicelog", "event"): "event",
    ("devices_devicelog", "level"): "level",
    ("devices_order", "kind"): "order_kind",
    ("devices_order", "state"): "order_state",
    ("logistics_fault", "code"): "fault.code",
    ("logistics_fault", "state"): "fault.state",
    ("logistics_parcel", "carrier"): "parcel.carrier",
    ("logistics_parcel", "state"): "parcel.state",
    ("logistics_unit", "state"): "unit_state",
    ("logistics_unitevent", "what"): "unit_event",
    ("privacy_accesslog", "page"): "page",
    ("requests_request", "kind"): "request.kind",
    ("requests_request", "state"): "request.state",
    ("requests_request", "channel"): "request.channel",
    ("requests_request", "form"): "request.form",
    ("requests_request", "claim"): "request.claims",
    ("requests_request", "outcome"): "requests.outcome",
    ("requests_step", "state"): "request.state",
    ("requests_check", "method"): "requests.method",
    ("requests_check", "outcome"): "requests.check",
    ("readings_attempt", "verdict"): "state",
    ("readings_reading", "state"): "state",
    ("readings_readingversion", "state"): "state",
}
"""Codes for which pages have words, and under which key."""
_STATES = ("value", "last_value", "first_value", "guess", "told")
"""Of these lamps and flags are told in words."""


@dataclass(frozen=True)
class Known:
    """Of one subject; nothing of anybody else's has a name here, and nothing that is withheld."""

    subject: Subject
    withheld: frozenset[str] = frozenset()

    def name(self, model: type[Model], key: Any) -> str:
        """What people call it; nothing for what is not the subject's own."""
        return self._names.get(model, {}).get(key, "")

    def tells(self, model: type[Model]) -> bool:
        """Whether names of that kind are told."""
        named: type[Model] = Meter if model is Register else model
        return held().tables[named._meta.db_table].columns["name"].item not in self.withheld

    def called(self, written: str) -> str:
        """The same, by an id as it is written, whatever it is the id of."""
        return next((one[written] for one in self._written if written in one), "")

    def decimal(self, table: str, column: str, value: int, register: UUID) -> Decimal | str:
        """The number, or the words, that a whole number stands for."""
        found = self._registers.get(register)
        if found is None:
            return ""
        if found.is_state and column in _STATES:
            return reads(value, found)
        return plain(value, found.usage_decimals if table == "readings_usage" else found.decimals)

    def unit(self, register: UUID) -> str:
        """The unit of a register's values."""
        found = self._registers.get(register)
        return "" if found is None else unit_shown(found.unit)

    def site_of(self, installation: UUID) -> tuple[str, str, ZoneInfo] | None:
        """The place, the meter and the time zone that an installation belongs to."""
        return self._watched.get(installation)

    @cached_property
    def _names(self) -> Mapping[type[Model], Mapping[Any, str]]:
        mine = {"organization__subject": self.subject}
        found: dict[type[Model], dict[Any, str]] = {
            model: {one.pk: one.name for one in model._default_manager.filter(**mine).select_related("organization")}
            for model in (Site, Device, Tenant, Round)
        }
        found[Organization] = {one.pk: one.name for one in Organization.objects.filter(subject=self.subject)}
        found[Meter] = dict(Meter.objects.filter(**_below(mine, "site")).values_list("pk", "name"))
        found[Register] = {key: _register_name(one) for key, one in self._registers.items()}
        return {model: names if self.tells(model) else {} for model, names in found.items()}

    @cached_property
    def _written(self) -> list[dict[str, str]]:
        return [{str(key): name for key, name in one.items()} for one in self._names.values()]

    @cached_property
    def _registers(self) -> Mapping[UUID, Register]:
        mine = Register.objects.filter(meter__site__organization__subject=self.subject)
        return {one.pk: one for one in mine.select_related("meter")}

    @cached_property
    def _watched(self) -> Mapping[UUID, tuple[str, str, ZoneInfo]]:
        mine = Installation.objects.filter(meter__site__organization__subject=self.subject)
        found = mine.select_related("meter__site")
        return {
            one.pk: (self.name(Site, one.meter.site_id), self.name(Meter, one.meter_id), one.meter.site.zone) for one in found
        }


def _below(mine: Mapping[str, Subject], path: str) -> dict[str, Subject]:
    return {f"{path}__{key}": value for key, value in mine.items()}


def _register_name(register: Register) -> str:
    return f"{register.meter.name} {register.name}".strip()
