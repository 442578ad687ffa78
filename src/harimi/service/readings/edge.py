"""What a camera read itself: no person's word, but one more opinion that is judged like our own reader's."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.services import AHEAD, FutureError, NotInstalledError
from harimi.service.devices.models import Device
from harimi.service.meters.models import Register
from harimi.service.meters.values import scaled
from harimi.service.readings.marking import mark
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.settled import ImpossibleError, rounded
from harimi.service.readings.standing import sign_of_life
from harimi.service.readings.told import ImpossibleValueError, Told, ToldOtherwiseError, WhichRegisterError


def register_of(device: Device, at: datetime, name: str = "") -> Register:
    """The register of that name that the camera watched at a moment, by its own or its meter's name; the only one without.

    Raises a `CaptureError`.
    """
    found = _watched(device, at)
    if not found:
        raise NotInstalledError("this camera watched no meter at that time; install it over a meter first")
    named = [one for one in found if name and name.casefold() in (one.name.casefold(), one.meter.name.casefold())]
    fit = named if name else found
    if len(fit) != 1:
        known = ", ".join(sorted(one.name or one.meter.name for one in found))
        raise WhichRegisterError(f"say of which register the value is; this camera watches: {known}")
    return fit[0]


def only_register(device: Device, at: datetime) -> Register | None:
    """The only register that the camera watched at a moment; None where there is none or more."""
    found = _watched(device, at)
    return found[0] if len(found) == 1 else None


def last_told(device: Device, since: datetime) -> datetime | None:
    """The moment of what the camera told last, if that came in after `since`."""
    newest_one = Attempt.objects.filter(device=device).order_by("-pk").only("made_at", "taken_at").first()
    return newest_one.taken_at if newest_one is not None and newest_one.made_at >= since else None


def tell_value(device: Device, register: Register, at: datetime, said: Told) -> bool:
    """Takes a value, with the photograph of the same moment as its evidence where there is one; whether it was new.

    Raises a `CaptureError`.
    """
    if at > timezone.now() + AHEAD:
        raise FutureError(f"read at {at.isoformat()}, which is yet to come; set the camera's clock")
    exact, step = _exact(register, said)
    with transaction.atomic():
        cut = _pictured(device, register, at)
        key = {"device": device, "taken_at": at} if cut is None else {}
        blank: dict[str, Any] = {"taken_at": at, "alternatives": [], "reasons": [], "evidence": []}
        attempt, fresh = Attempt.objects.get_or_create(cut=cut, register=register, **key, defaults=blank)
        if not fresh and attempt.device_id is not None:
            return _again(attempt, exact)
        _note(attempt, device, exact, step)
    late = _pictured(device, register, at) if cut is None else None
    if late is not None:  # both came at once, and neither could see the other before
        prove(late.capture)
    return True


def tell_with(capture: Capture, said: Told, name: str = "") -> bool:
    """Takes what the camera read in a photograph that is kept. Raises a `CaptureError`."""
    register = register_of(capture.device, capture.taken_at, name)
    return tell_value(capture.device, register, capture.taken_at, said)


def prove(capture: Capture) -> None:
    """A photograph becomes the evidence of values that its camera told of the same moment before."""
    alone = Attempt.objects.filter(device=capture.device_id, cut=None, taken_at=capture.taken_at)
    for attempt in alone.select_related("register"):
        cut = capture.cuts.filter(installation__meter=attempt.register.meter_id).first()
        if cut is not None:
            _prove(attempt, cut)


def _watched(device: Device, at: datetime) -> list[Register]:
    """All registers of the meters that the camera watched at a moment."""
    then = Q(meter__installations__until=None) | Q(meter__installations__until__gt=at)
    mine = Q(then, meter__installations__device=device, meter__installations__since__lte=at)
    return list(Register.objects.filter(mine).select_related("meter").distinct())


def _exact(register: Register, said: Told) -> tuple[int | None, int]:
    """The value and its step in units of the register's last decimal; cameras may tell more decimals than it has."""
    try:
        return rounded(register, said.value), max(1, scaled(said.step, register.decimals))
    except ImpossibleError as error:
        raise ImpossibleValueError(f"{error}; check where its decimal point is") from error


def _pictured(device: Device, register: Register, at: datetime) -> Cut | None:
    shown = Cut.objects.filter(capture__device=device, installation__meter=register.meter_id, taken_at=at)
    return shown.order_by("pk").first()


def _again(attempt: Attempt, exact: int | None) -> bool:
    if attempt.told != exact:
        raise ToldOtherwiseError("the camera told another value of this moment before; the first one stands")
    return False


def _note(attempt: Attempt, device: Device, exact: int | None, step: int) -> None:
    """Writes what was told into the attempt, which is judged anew. Call it inside a transaction."""
    mark(attempt.register, attempt.taken_at)
    Attempt.objects.filter(pk=attempt.pk).update(device=device, told=exact, told_step=step, settled=False)
    sign_of_life(attempt.register)


@transaction.atomic
def _prove(attempt: Attempt, cut: Cut) -> None:
    """The value alone gets its picture; where our reader was quicker, the value moves to what it read.

    The same photograph may come twice at once: whoever is second finds the value proved.
    """
    if not Attempt.objects.select_for_update().filter(pk=attempt.pk, cut=None).exists():
        return
    read = Attempt.objects.filter(cut=cut, register=attempt.register).first()
    if read is None:
        Attempt.objects.filter(pk=attempt.pk).update(cut=cut, settled=False)
    else:
        for kind in (Reading, ReadingVersion):
            kind.objects.filter(register=attempt.register, attempt=attempt).update(attempt=read)
        attempt.delete()
        said = {"device": attempt.device_id, "told": attempt.told, "told_step": attempt.told_step}
        Attempt.objects.filter(pk=read.pk).update(**said, settled=False)
    mark(attempt.register, cut.taken_at)
