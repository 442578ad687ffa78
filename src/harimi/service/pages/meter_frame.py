"""What stands above every page of a meter: its name, its last value, its tabs and its registers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from harimi.service.accounts.access import Action, may
from harimi.service.meters.models import Meter, Register
from harimi.service.pages.access import the_register, visible_meter
from harimi.service.readings.queries import last, waits_for_face


@dataclass(frozen=True, slots=True)
class Framed:
    """A meter that the person may see, with the register that they look at."""

    meter: Meter
    register: Register
    zone: ZoneInfo
    may_change: bool

    def context(self, tab: str, **more: Any) -> dict[str, Any]:
        """For a template; `tab` is the page's own."""
        return {
            "meter": self.meter,
            "register": self.register,
            "registers": self.meter.registers.all(),
            "zone": self.zone,
            "last": last(self.register),
            "may_change": self.may_change,
            "waits_for_face": self.may_change and waits_for_face(self.register),
            "tab": tab,
            **more,
        }


def framed(request: HttpRequest, meter_id: UUID) -> Framed:
    """See `Framed`."""
    meter = visible_meter(request, meter_id)
    register = the_register(meter, request.GET.get("register", ""))
    return Framed(meter, register, meter.site.zone, may(request.user, meter.site.organization, Action.CHANGE_METERS))
