"""What stands above every page of a meter: its name, its last value, its tabs and its registers."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest

from harimi.service.accounts.access import Action, may
from harimi.service.meters.models import Meter, Register
from harimi.service.meters.seeing import EVERYTHING, Window
from harimi.service.pages.access import seen_meter, the_register, visible_meter
from harimi.service.pages.texts import text
from harimi.service.readings.queries import blinks, last, waits_for_face


@dataclass(frozen=True, slots=True)
class Framed:
    """A meter that the person may see, with the register that they look at."""

    meter: Meter
    register: Register
    zone: ZoneInfo
    may_change: bool
    seen: Window = EVERYTHING

    @property
    def member(self) -> bool:
        """Whether the person sees more of the meter than what was let to them."""
        return self.seen == EVERYTHING

    def context(self, tab: str, **more: Any) -> dict[str, Any]:
        """For a template; `tab` is the page's own."""
        return {
            "meter": self.meter,
            "register": self.register,
            "registers": self.meter.registers.all(),
            "zone": self.zone,
            "last": last(self.register, self.seen),
            "blinks": text("app.and").join(blinks(self.register, self.seen)),
            "member": self.member,
            "may_change": self.may_change,
            "waits_for_face": self.may_change and waits_for_face(self.register),
            "tab": tab,
            **more,
        }


def framed(request: HttpRequest, meter_id: UUID) -> Framed:
    """See `Framed`; for members."""
    return _framed(request, visible_meter(request, meter_id), EVERYTHING)


def framed_for_all(request: HttpRequest, meter_id: UUID) -> Framed:
    """The same, for tenants too: whoever calls it shows nothing of another time than `Framed.seen`."""
    return _framed(request, *seen_meter(request, meter_id))


def _framed(request: HttpRequest, meter: Meter, seen: Window) -> Framed:
    register = the_register(meter, request.GET.get("register", ""))
    return Framed(meter, register, meter.site.zone, may(request.user, meter.site.organization, Action.CHANGE_METERS), seen)
