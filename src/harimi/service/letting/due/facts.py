"""What is known of a landlord that says what is due: read once, for as many months as are looked at."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from harimi.service.accounts.models import Organization
from harimi.service.billing.months import months
from harimi.service.letting.due.counted import Counted
from harimi.service.letting.models import Closing, Landlord
from harimi.service.letting.periods import Billed, billed_month
from harimi.service.meters.models import Register


@dataclass
class Facts:
    """See the module; `near` is how far a reading may lie from a border."""

    registers: Sequence[Register]
    near: timedelta
    first: date
    last: date
    now: datetime
    _closings: dict[UUID, list[Closing]]
    _counted: dict[UUID, Counted] = field(default_factory=dict)

    def billed(self, register: Register, month: date) -> Billed:
        """The time that is billed as a month where the register hangs."""
        site = register.meter.site
        return billed_month(month, self._closings.get(site.pk, []), site.zone)

    def counted(self, register: Register) -> Counted:
        """What the register counted over all the months."""
        if register.pk not in self._counted:
            self._counted[register.pk] = Counted(register, self._moments(register))
        return self._counted[register.pk]

    def _moments(self, register: Register) -> list[datetime]:
        """Those of which somebody will ask: where months begin and end, and where somebody moved."""
        billed = [self.billed(register, one) for one in months(self.first, self.last)]
        moved = [at for one in register.meter.tenancies.all() for at in (one.since, one.until) if at]
        inside = [at for at in moved if billed[0].start < at < billed[-1].end]
        return [*(one.start for one in billed), billed[-1].end, *inside]


def landlord_of(organization: Organization) -> Landlord:
    """What the landlord said, or what holds as long as they said nothing."""
    return Landlord.objects.filter(organization=organization).first() or Landlord(organization=organization)


def facts_of(organization: Organization, first: date, last: date, now: datetime) -> Facts:
    """For the months from `first` to `last`."""
    mine = Register.objects.filter(meter__site__organization=organization, priced__isnull=False).distinct()
    told = ("settings", "priced__tariff__versions", "meter__tenancies", "exchanges", "sharings__parts__submeter__settings",
            "sharings__parts__submeter__meter__tenancies", "sharings__parts__submeter__meter__site")  # fmt: skip
    registers = mine.select_related("meter__site").prefetch_related(*told).order_by("meter__name", "pk")
    closings: dict[UUID, list[Closing]] = {}
    for one in Closing.objects.filter(site__organization=organization):
        closings.setdefault(one.site_id, []).append(one)
    near = timedelta(days=landlord_of(organization).near_days)
    return Facts(list(registers), near, first, last, now, closings)
