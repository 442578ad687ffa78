"""Who had a meter when, within a period."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from harimi.service.meters.models import Site, Tenancy
from harimi.service.readings.report_period import Period


@dataclass(frozen=True, slots=True)
class Part:
    """A time in which a tenant had a meter; nobody where `tenant` is None."""

    tenant: UUID | None
    name: str
    since: datetime
    until: datetime

    def within(self, period: Period) -> bool:
        """Whether it is less than all of the period."""
        return self.since > period.start or self.until < period.end


Parts = Mapping[UUID, list[Part]]
"""Of each meter that is let."""


def parts_of(site: Site, period: Period) -> Parts:
    """The period of each let meter in parts, in order of time and without gaps."""
    asked = Tenancy.objects.filter(Q(until=None) | Q(until__gt=period.start), meter__site=site, since__lt=period.end)
    by_meter: dict[UUID, list[Tenancy]] = {}
    for one in asked.select_related("tenant__organization").order_by("since"):
        by_meter.setdefault(one.meter_id, []).append(one)
    return {meter: list(_parts(tenancies, period)) for meter, tenancies in by_meter.items()}


def _parts(tenancies: list[Tenancy], period: Period) -> Iterator[Part]:
    here = period.start
    for one in tenancies:
        since, until = max(one.since, period.start), min(one.until or period.end, period.end)
        if since > here:
            yield Part(None, "", here, since)
        if until > since:
            yield Part(one.tenant_id, one.tenant.name, since, until)
        here = max(here, until)
    if here < period.end:
        yield Part(None, "", here, period.end)
