"""The meters of a tenant: what each stands at and what was used this month, as far as it is their own time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from harimi.service.accounts.models import User
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.queries import by_place
from harimi.service.meters.seeing import Window, windows_of
from harimi.service.readings.queries import Last, last
from harimi.service.readings.series import used
from harimi.service.readings.standing import this_month


@dataclass(frozen=True, slots=True)
class Let:
    """One register that counts or counted for the tenant; `month` is what was used since the month or their time began."""

    meter: Meter
    register: Register
    seen: Window
    last: Last
    month: int | None


def let_to(user: User, now: datetime) -> list[Let]:
    """All of them, by place and name."""
    windows = windows_of(user)
    meters = Meter.objects.filter(pk__in=windows).select_related("site__organization").prefetch_related("registers")
    return [one for meter in by_place(meters) for one in _registers(meter, windows[meter.pk], now)]


def _registers(meter: Meter, seen: Window, now: datetime) -> Iterator[Let]:
    start, end = seen.cut(this_month(now, meter.site.zone), now)
    for register in meter.registers.all():
        month = used(register, start, end) if register.counts_up and start < end else None
        yield Let(meter, register, seen, last(register, seen), month)
