"""What is done to a meter besides reading it: described, paused, retired."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from harimi.service.meters.models import Meter, Pause, Site


class ForeignSiteError(ValueError):
    """A site of another organization: a meter does not change its customer."""


@dataclass(frozen=True, slots=True)
class Described:
    """What its owner says of the instrument and where it hangs."""

    name: str
    site: Site
    model: str = ""
    serial: str = ""
    expires_on: date | None = None


def describe(meter: Meter, told: Described) -> bool:
    """Writes it; whether the meter hangs at a place of another time zone now. Raises a `ForeignSiteError`."""
    if told.site.organization_id != meter.site.organization_id:
        raise ForeignSiteError("a meter stays with its customer")
    moved = told.site.time_zone != meter.site.time_zone
    meter.name, meter.site, meter.model = told.name, told.site, told.model
    meter.serial, meter.expires_on = told.serial, told.expires_on
    meter.save(update_fields=["name", "site", "model", "serial", "expires_on"])
    return moved


def pause(meter: Meter) -> None:
    """From now on nobody misses its photographs. Pressed twice, it is paused once."""
    with transaction.atomic():
        Pause.objects.get_or_create(meter=meter, until=None, defaults={"since": timezone.now()})


def resume(meter: Meter) -> None:
    """It is looked after again."""
    Pause.objects.filter(meter=meter, until=None).update(until=timezone.now())


def retire(meter: Meter) -> None:
    """Nobody looks at it any more; all that it showed stays."""
    Meter.objects.filter(pk=meter.pk, retired_at=None).update(retired_at=timezone.now())


def take_back(meter: Meter) -> None:
    """It is used again."""
    Meter.objects.filter(pk=meter.pk).update(retired_at=None)
