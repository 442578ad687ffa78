"""What is done to a meter besides reading it: described, paused, retired."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.meters.activity import note_meter
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


def describe(meter: Meter, told: Described, *, actor: User) -> bool:
    """Writes it; whether the meter hangs at a place of another time zone now. Raises a `ForeignSiteError`."""
    if told.site.organization_id != meter.site.organization_id:
        raise ForeignSiteError("a meter stays with its customer")
    moved = told.site.time_zone != meter.site.time_zone
    now = Described(meter.name, meter.site, meter.model, meter.serial, meter.expires_on)
    if now == told:
        return False
    meter.name, meter.site, meter.model = told.name, told.site, told.model
    meter.serial, meter.expires_on = told.serial, told.expires_on
    with transaction.atomic():
        meter.save(update_fields=["name", "site", "model", "serial", "expires_on"])
        note_meter(meter, "described", actor)
    return moved


def pause(meter: Meter, *, actor: User) -> None:
    """From now on nobody misses its photographs. Pressed twice, it is paused once."""
    with transaction.atomic():
        _, fresh = Pause.objects.get_or_create(meter=meter, until=None, defaults={"since": timezone.now()})
        _noted(meter, "paused", actor, really=fresh)


def resume(meter: Meter, *, actor: User) -> None:
    """It is looked after again."""
    with transaction.atomic():
        ended = Pause.objects.filter(meter=meter, until=None).update(until=timezone.now())
        _noted(meter, "resumed", actor, really=bool(ended))


def retire(meter: Meter, *, actor: User) -> None:
    """Nobody looks at it any more; all that it showed stays."""
    with transaction.atomic():
        ended = Meter.objects.filter(pk=meter.pk, retired_at=None).update(retired_at=timezone.now())
        _noted(meter, "retired", actor, really=bool(ended))


def take_back(meter: Meter, *, actor: User) -> None:
    """It is used again; while it was not, nobody missed its photographs."""
    with transaction.atomic():
        then = Meter.objects.values_list("retired_at", flat=True).get(pk=meter.pk)
        back = then is not None and Meter.objects.filter(pk=meter.pk, retired_at=then).update(retired_at=None)
        if then is not None and back:
            Pause.objects.create(meter=meter, since=then, until=timezone.now())
        _noted(meter, "taken_back", actor, really=bool(back))


def _noted(meter: Meter, what: str, actor: User, *, really: bool) -> None:
    if really:
        note_meter(meter, what, actor)
