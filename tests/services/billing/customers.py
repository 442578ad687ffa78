"""Customers with contracts, meters and cameras, for tests of money."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.models import Invoice, Run
from harimi.service.billing.runs import steps, working
from harimi.service.contracts.models import Contract, Plan, PlanSpell
from harimi.service.devices.models import Device
from harimi.service.meters.models import Meter, Register, Site
from harimi.service.privacy.days import today
from harimi.service.readings.models import Reading, State
from tests.services import logistics
from tests.services.applicants import plan
from tests.services.world import home, person

TOKYO = ZoneInfo("Asia/Tokyo")
OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in Japan."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=TOKYO)


def customer(number: str = "1234-5678", since: date = OCTOBER, *, of: Plan | None = None, **told: Any) -> Contract:
    """A company with a contract since a day, and an owner."""
    site = home(person(f"owner{number}@example.jp"), f"House {number}")
    made = logistics.contract(site.organization, number=number, since=since, **told)
    if of is not None:
        Contract.objects.filter(pk=made.pk).update(plan=of)
        made.refresh_from_db()
    PlanSpell.objects.create(contract=made, plan=made.plan, since=since)
    return made


def site_of(contract: Contract) -> Site:
    """Where its meters hang."""
    return Site.objects.get(organization=contract.organization)


def owner_of(contract: Contract) -> User:
    """Who owns it."""
    return User.objects.get(memberships__organization=contract.organization)


def meter(contract: Contract, since: date = date(2026, 9, 1), until: date | None = None) -> Meter:
    """A meter in use from a day on."""
    made = Meter.objects.create(site=site_of(contract), name="M", retired_at=at(until) if until else None)
    Meter.objects.filter(pk=made.pk).update(created_at=at(since))
    return made


def camera(contract: Contract, since: date = date(2026, 9, 1)) -> Device:
    """A camera in use from a day on."""
    made = Device.objects.create(organization=contract.organization, name="C")
    Device.objects.filter(pk=made.pk).update(created_at=at(since))
    return made


def read(meter: Meter, first: date, count: int) -> None:
    """So many values from a day on, one an hour."""
    register, _ = Register.objects.get_or_create(meter=meter, kind="counter", display="drums", digits=5)
    start = at(first, 0)
    rows = [
        Reading(register=register, at=start + timedelta(hours=n), value=n, state=State.CONFIRMED, changed_at=timezone.now())
        for n in range(count)
    ]
    Reading.objects.bulk_create(rows)


def work() -> None:
    """What workers do until nothing is left."""
    while working.bill_one():
        pass


def billed(month: date = OCTOBER) -> Run:
    """A run that was tried and issued."""
    run = steps.begin(month, actor=None)
    work()
    run.refresh_from_db()
    steps.issue(run, actor=boss())
    work()
    run.refresh_from_db()
    return run


def boss() -> User:
    """Somebody of the staff who may issue invoices."""
    known = User.objects.filter(email="boss@example.jp").first()
    return known or person("boss@example.jp", staff=True)


def invoices(contract: Contract) -> list[Invoice]:
    """Oldest first."""
    return list(Invoice.objects.filter(organization=contract.organization).order_by("number"))


__all__ = ["Organization", "plan", "today"]
