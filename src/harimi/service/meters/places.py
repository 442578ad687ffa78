"""What is done to sites and tenants: made, named, let and taken back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.activity import note
from harimi.service.accounts.models import Organization, User
from harimi.service.meters.activity import note_meter
from harimi.service.meters.models import Meter, Site, Tenancy, Tenant

AHEAD = timedelta(days=366)
"""How long before somebody comes it may be told."""
_NO_PLACES = {"Factory", "localtime"}


class NoZoneError(ValueError):
    """There is no such time zone."""


class TenancyError(ValueError):
    """A tenant of another organization, or a time in which the meter was let to somebody else."""


def new_site(organization: Organization, name: str, time_zone: str, *, actor: User) -> Site:
    """A place for meters. Raises a `NoZoneError`."""
    zone = known_zone(time_zone)
    with transaction.atomic():
        site = Site.objects.create(organization=organization, name=name, time_zone=zone)
        note(organization, "place.made", actor=actor, about=site.pk)
    return site


def change_site(site: Site, name: str, time_zone: str, *, actor: User) -> bool:
    """Names it otherwise; whether its days begin otherwise now. Raises a `NoZoneError`."""
    moved = known_zone(time_zone) != site.time_zone
    site.name, site.time_zone = name, time_zone
    with transaction.atomic():
        site.save(update_fields=["name", "time_zone"])
        note(site.organization, "place.changed", actor=actor, about=site.pk)
    return moved


def known_zone(name: str) -> str:
    """The name of a time zone. Raises a `NoZoneError`."""
    if name not in available_timezones() - _NO_PLACES:
        raise NoZoneError(f"{name!r} is no time zone; name one like Asia/Tokyo")
    return ZoneInfo(name).key


def new_tenant(organization: Organization, name: str, *, actor: User) -> Tenant:
    """Somebody who uses what meters count."""
    with transaction.atomic():
        tenant = Tenant.objects.create(organization=organization, name=name)
        note(organization, "tenant.made", actor=actor, about=tenant.pk)
    return tenant


def rename_tenant(tenant: Tenant, name: str, *, actor: User) -> None:
    """Names them otherwise."""
    tenant.name = name
    with transaction.atomic():
        tenant.save(update_fields=["name"])
        note(tenant.organization, "tenant.renamed", actor=actor, about=tenant.pk)


def let(meter: Meter, tenant: Tenant | None, since: datetime, *, actor: User) -> None:
    """From a moment on the meter counts for a tenant, or for nobody. Raises a `TenancyError`.

    Whoever had it before has it until then. Twice the same changes nothing.
    """
    if tenant is not None and tenant.organization_id != meter.site.organization_id:
        raise TenancyError("a tenant of another organization")
    with transaction.atomic():
        now = Tenancy.objects.filter(meter=meter, until=None).first()
        if (None if now is None else now.tenant_id) == (None if tenant is None else tenant.pk):
            _begin_otherwise(meter, now, since, actor)
            return
        if since > timezone.now() + AHEAD:
            raise TenancyError("so far ahead nobody knows")
        if Tenancy.objects.filter(meter=meter, since__gte=since).exists() or _let_at(meter, since):
            raise TenancyError("the meter was let to somebody at that time")
        Tenancy.objects.filter(meter=meter, until=None).update(until=since)
        if tenant is not None:
            Tenancy.objects.create(meter=meter, tenant=tenant, since=since)
        note_meter(meter, "emptied" if tenant is None else "let", actor)


def _begin_otherwise(meter: Meter, now: Tenancy | None, since: datetime, actor: User) -> None:
    """The same tenant came on another day than was told."""
    if now is None or now.since == since:
        return
    others = Tenancy.objects.filter(meter=meter).exclude(pk=now.pk)
    if since > timezone.now() + AHEAD or others.filter(until__gt=since).exists():
        raise TenancyError("the meter was let to somebody at that time, or it is too far ahead")
    Tenancy.objects.filter(pk=now.pk).update(since=since)
    note_meter(meter, "let", actor)


def _let_at(meter: Meter, at: datetime) -> bool:
    """Whether a time that is over reaches beyond the moment."""
    return Tenancy.objects.filter(meter=meter, until__gt=at).exists()
