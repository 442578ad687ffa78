"""How the meters of a customer are, for whoever answers an inquiry: counted, and what the one in question needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from harimi.service.accounts.models import Organization
from harimi.service.meters.models import Meter
from harimi.service.readings.counting import NEEDS, counted, registers_of
from harimi.service.readings.models import Attempt
from harimi.service.readings.overview import overview
from harimi.service.support.models import Case

LATELY = timedelta(days=7)
ITEMS = ("place", "planned_meter", "contract_data", "display_content")


@dataclass(frozen=True, slots=True)
class Health:
    """Meters by what they need somebody for, of how many; photographs of the last days that could not be read; and what the
    meter of the inquiry needs itself.
    """

    meters: int
    needs: Mapping[str, int]
    unreadable: int
    photographs: int
    own: tuple[str, ...]


def health_of(case: Case, customer: Organization, now: datetime | None = None) -> Health:
    """As it stands; declare the look before."""
    at = now or timezone.now()
    meters = Meter.objects.filter(site__organization=customer)
    counts = counted(registers_of(meters, at), at)
    total = {code: sum(one[code] for one in counts) for code in ("meters", *NEEDS)}
    recent = Attempt.objects.filter(register__meter__site__organization=customer, taken_at__gt=at - LATELY, settled=True)
    return Health(
        meters=total.pop("meters"),
        needs={code: count for code, count in total.items() if count},
        unreadable=recent.filter(verdict="unreadable").count(),
        photographs=recent.count(),
        own=_needs(case, at),
    )


def _needs(case: Case, now: datetime) -> tuple[str, ...]:
    if case.meter_id is None:
        return ()
    found = {code for row in overview(Meter.objects.filter(pk=case.meter_id), now) for code in row.needs}
    return tuple(code for code in NEEDS if code in found)
