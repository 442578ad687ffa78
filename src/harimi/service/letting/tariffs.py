"""What landlords decide: tariffs and their versions, what a register costs and who shares it, closing days, who they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.billing.months import first_of
from harimi.service.letting.due.facts import landlord_of
from harimi.service.letting.models import Closing, Landlord, Priced, Sharing, SharingPart, Statement, Tariff, TariffVersion
from harimi.service.meters.models import Register, Site, Tenant


class TariffError(ValueError):
    """What cannot be; `code` is a text `letting.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Has:
    """A part of a register that several use; the landlord's own where there is neither tenant nor submeter."""

    tenant: Tenant | None = None
    submeter: Register | None = None
    weight: int = 1


def counters(organization: Organization) -> QuerySet[Register]:
    """What can be billed."""
    rows = Register.objects.filter(meter__site__organization=organization, kind=Register.Kind.COUNTER)
    return rows.select_related("meter__site__organization")


def new_tariff(organization: Organization, name: str, unit: str, *, actor: User) -> Tariff:
    """A tariff without prices yet."""
    with transaction.atomic():
        made = Tariff.objects.create(organization=organization, name=name, unit=unit)
        note(organization, "tariff.made", actor=actor, about=made.pk)
    return made


def new_version(tariff: Tariff, since: date, prices: Mapping[str, Any], *, actor: User) -> TariffVersion:
    """Prices from a day on (fields of `TariffVersion`), instead of those of that day where nothing was issued by them yet.

    Raises `TariffError`.
    """
    tiers, windows = prices["tiers"], prices.get("windows", [])
    limits = [one["upto"] for one in tiers]
    if not tiers or limits[-1] is not None or None in limits[:-1] or limits[:-1] != sorted(set(limits[:-1])):
        raise TariffError("tiers")
    if windows and len(tiers) > 1:
        raise TariffError("windows")
    with transaction.atomic():
        before = TariffVersion.objects.filter(tariff=tariff, since=since)
        if before.exists() and Statement.objects.filter(organization=tariff.organization, month__gte=first_of(since)).exists():
            raise TariffError("same_day")
        before.delete()
        made = TariffVersion.objects.create(tariff=tariff, since=since, **prices)
        note(tariff.organization, "tariff.version", actor=actor, about=tariff.pk)
    return made


def price(register: Register, tariff: Tariff | None, since: date, *, actor: User) -> None:
    """From a day on the register is charged by a tariff, or by none. Raises `TariffError` for another unit."""
    if tariff is not None and tariff.unit != register.unit:
        raise TariffError("unit")
    with transaction.atomic():
        Priced.objects.update_or_create(register=register, since=since, defaults={"tariff": tariff})
        note(register.meter.site.organization, "priced.tariff", actor=actor, about=register.pk)


def share(register: Register, rule: str, since: date, parts: Sequence[Has], *, actor: User) -> Sharing:
    """From a day on several use what the register counts. Raises `TariffError`."""
    if rule != Sharing.Rule.NONE and not parts:
        raise TariffError("parts")
    if any(one.submeter == register for one in parts):
        raise TariffError("submeter")
    with transaction.atomic():
        Sharing.objects.filter(register=register, since=since).delete()
        made = Sharing.objects.create(register=register, since=since, rule=rule)
        told = [SharingPart(sharing=made, tenant=one.tenant, submeter=one.submeter, weight=one.weight) for one in parts]
        SharingPart.objects.bulk_create(told)
        note(register.meter.site.organization, "priced.sharing", actor=actor, about=register.pk)
    return made


def close_with(site: Site, day: int, month: date, *, actor: User) -> None:
    """From a month on the site's months close with a day, 0 for the last. Raises `TariffError` where one was issued by then."""
    if Statement.objects.filter(organization=site.organization_id, month__gte=month).exists():
        raise TariffError("issued")
    with transaction.atomic():
        Closing.objects.filter(site=site, month__gt=month).delete()
        Closing.objects.update_or_create(site=site, month=month, defaults={"day": day})
        note(site.organization, "landlord.changed", actor=actor)


def say_who(organization: Organization, told: Mapping[str, Any], *, actor: User) -> Landlord:
    """Who issues statements, and how they are paid (fields of `Landlord`)."""
    one = landlord_of(organization)
    for name, value in told.items():
        setattr(one, name, value)
    with transaction.atomic():
        one.save()
        note(organization, "landlord.changed", actor=actor)
    return one
