"""A house that is let: tenants, meters with readings, and tariffs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.letting import tariffs
from harimi.service.letting.issuing.issue import issue
from harimi.service.letting.models import Statement, Tariff
from harimi.service.meters.models import Meter, Register, Site, Tenancy, Tenant
from harimi.service.readings.models import Reading, State
from harimi.service.readings.usage import recompute_between
from tests.services.world import home, person

TOKYO = ZoneInfo("Asia/Tokyo")
SEPTEMBER, OCTOBER, NOVEMBER = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)
LATER = datetime(2027, 1, 5, tzinfo=TOKYO)


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """A time of a day in Japan."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=TOKYO)


def flat(rate: int, **more: Any) -> dict[str, Any]:
    """Prices with one rate for all, in ten-thousandths of a yen."""
    return {"tiers": [{"upto": None, "rate": rate}], **more}


@dataclass
class House:
    """A landlord with a site."""

    owner: User
    site: Site
    tenants: list[Tenant] = field(default_factory=list)

    @property
    def organization(self) -> Organization:
        """The landlord."""
        return self.site.organization

    def tenant(self, name: str) -> Tenant:
        """Somebody who rents."""
        self.tenants.append(Tenant.objects.create(organization=self.organization, name=name))
        return self.tenants[-1]

    def meter(self, name: str, *, unit: str = "kWh", decimals: int = 0) -> Register:
        """A meter with a counter."""
        meter = Meter.objects.create(site=self.site, name=name, serial=f"S-{name}")
        return Register.objects.create(meter=meter, kind="counter", display="drums", digits=8, unit=unit, decimals=decimals)

    def let(self, register: Register, tenant: Tenant, since: date | datetime, until: date | datetime | None = None) -> Tenancy:
        """The register is somebody's for a time."""
        until = None if until is None else _moment(until)
        return Tenancy.objects.create(meter=register.meter, tenant=tenant, since=_moment(since), until=until)

    def tariff(self, since: date, prices: dict[str, Any], *registers: Register, unit: str = "kWh") -> Tariff:
        """A tariff by which registers are charged from that day on."""
        made = tariffs.new_tariff(self.organization, "Power", unit, actor=self.owner)
        tariffs.new_version(made, since, prices, actor=self.owner)
        for one in registers:
            tariffs.price(one, made, since, actor=self.owner)
        return made

    def issue(self, month: date, now: datetime = LATER) -> list[Statement]:
        """All that can be issued."""
        return issue(self.organization, month, actor=self.owner, now=now)


def _moment(told: date | datetime) -> datetime:
    return told if isinstance(told, datetime) else at(told)


def house() -> House:
    """A landlord who said who they are."""
    owner = person("landlord@example.jp")
    made = House(owner, home(owner, "Sakura House"))
    tariffs.say_who(made.organization, {"name": "さくら荘", "address": "東京都", "account": "みどり銀行"}, actor=owner)
    return made


def read(register: Register, values: Iterable[tuple[datetime, int]]) -> None:
    """It showed these values."""
    rows = [
        Reading(register=register, at=when, value=value, state=State.CONFIRMED, changed_at=timezone.now())
        for when, value in values
    ]
    Reading.objects.bulk_create(rows)
    recompute_between(register, rows[0].at, rows[-1].at)


def daily(register: Register, first: date, days: int, step: int, start: int = 0) -> None:
    """It counted `step` from each midnight to the next."""
    read(register, [(at(first + timedelta(days=n)), start + n * step) for n in range(days + 1)])
