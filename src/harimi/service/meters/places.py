"""What is done to sites and tenants: made, named, let and taken back."""

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from django.db import transaction

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter, Site, Tenancy, Tenant


class NoZoneError(ValueError):
    """There is no such time zone."""


class TenancyError(ValueError):
    """A tenant of another organization, or a time in which the meter was let to somebody else."""


def new_site(organization: Organization, name: str, time_zone: str) -> Site:
    """A place for meters. Raises a `NoZoneError`."""
    return Site.objects.create(organization=organization, name=name, time_zone=known_zone(time_zone))


def change_site(site: Site, name: str, time_zone: str) -> bool:
    """Names it otherwise; whether its days begin otherwise now. Raises a `NoZoneError`."""
    moved = known_zone(time_zone) != site.time_zone
    site.name, site.time_zone = name, time_zone
    site.save(update_fields=["name", "time_zone"])
    return moved


def known_zone(name: str) -> str:
    """The name of a time zone. Raises a `NoZoneError`."""
    if name not in available_timezones():
        raise NoZoneError(f"{name!r} is no time zone; name one like Asia/Tokyo")
    return ZoneInfo(name).key


def new_tenant(organization: Organization, name: str) -> Tenant:
    """Somebody who uses what meters count."""
    return Tenant.objects.create(organization=organization, name=name)


def rename_tenant(tenant: Tenant, name: str) -> None:
    """Names them otherwise."""
    tenant.name = name
    tenant.save(update_fields=["name"])


def let(meter: Meter, tenant: Tenant | None, since: datetime) -> None:
    """From a moment on the meter counts for a tenant, or for nobody. Raises a `TenancyError`.

    Whoever had it before has it until then. Twice the same changes nothing.
    """
    if tenant is not None and tenant.organization_id != meter.site.organization_id:
        raise TenancyError("a tenant of another organization")
    with transaction.atomic():
        now = Tenancy.objects.filter(meter=meter, until=None).first()
        if now is not None and tenant is not None and now.tenant_id == tenant.pk:
            return
        if Tenancy.objects.filter(meter=meter, since__gte=since).exists() or _let_at(meter, since):
            raise TenancyError("the meter was let to somebody at that time")
        Tenancy.objects.filter(meter=meter, until=None).update(until=since)
        if tenant is not None:
            Tenancy.objects.create(meter=meter, tenant=tenant, since=since)


def _let_at(meter: Meter, at: datetime) -> bool:
    """Whether a time that is over reaches beyond the moment."""
    return Tenancy.objects.filter(meter=meter, until__gt=at).exists()
