"""Lists of the API that are about places, meters and cameras, and how one more row of each comes to be."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.registration import register_meter
from harimi.service.devices.caring import connect_own, renew
from harimi.service.devices.models import Order
from harimi.service.meters.models import Register, RegisterSetting, Upload
from harimi.service.meters.places import new_site
from harimi.service.meters.report_files import Wanted, ask
from harimi.service.meters.rounds import add_stops, new_round
from harimi.service.meters.uploads import Sender
from harimi.service.readings.imports.columns import METERS
from harimi.service.readings.imports.taking import take
from harimi.service.readings.models import Annotation, Attempt, Exchange, Reading, Reread, Trial, Usage
from harimi.service.readings.settled import Word, tell
from tests.services.world import WANTED, World, hours, member

More = Callable[[World, int], Any]


def twin(row: Model, **changed: Any) -> Any:
    """The same once more, but for what is `changed`."""
    told = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    return type(row).objects.create(**told | changed)  # type: ignore[attr-defined]


def new_register(made: World, n: int) -> Register:
    """Of a meter of a site of its own, which stood for something else twice, with readings before and after."""
    site = new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
    row = register_meter(site, WANTED["energy"])
    start = timezone.now() - timedelta(days=30)
    for days in (5, 15):
        RegisterSetting.objects.create(
            register=row, until=start + timedelta(days=days), multiplier=Decimal(days), display="segments", digits=8
        )
    for days in (0, 10, 20):
        tell(row, start + timedelta(days=days), Word(Decimal(100 + days), made.owner))
    return row


def new_photograph(made: World, n: int) -> Attempt:
    """With what it may show, which asks."""
    attempt = Attempt.objects.filter(register=made.register).exclude(cut=None).select_related("cut__capture")[0]
    assert attempt.cut is not None
    at = attempt.taken_at - hours(n)
    capture: Capture = twin(attempt.cut.capture, taken_at=at, content_hash=uuid.uuid4().hex, idempotency_key="")
    cut: Cut = twin(attempt.cut, taken_at=at, capture_id=capture.pk)
    one: Attempt = twin(attempt, taken_at=at, cut_id=cut.pk, settled=True, verdict="uncertain")
    return one


def _reading(made: World, n: int) -> None:
    attempt = new_photograph(made, n)
    Reading.objects.create(
        register=made.register, at=attempt.taken_at, value=n, attempt=attempt, state="estimated", changed_at=attempt.taken_at
    )


def _order(made: World, n: int) -> None:
    now = timezone.now()
    Order.objects.create(device=made.device, kind="shoot", state="done", changed_at=now, expires_at=now + hours(n))


def _watched(made: World, n: int) -> None:
    there = made.device.installations.order_by("since")[0]
    twin(there, since=there.since - hours(2 * n), until=there.since - hours(2 * n - 1))


def _exchanged(made: World, n: int) -> None:
    picture, who = new_photograph(made, n).cut, member(made.site.organization, f"exchanged{n}@example.jp")
    told = {"last_value": n, "first_value": 0, "last_picture": picture, "made_by": who}
    Exchange.objects.create(register=made.register, at=timezone.now() - hours(n), **told)


def _noted(made: World, n: int) -> None:
    who = member(made.site.organization, f"{uuid.uuid4().hex}@example.jp")
    Annotation.objects.create(meter=made.register.meter, at=timezone.now() - hours(n), text=f"Leak {n}", made_by=who)


def _tabled(made: World, n: int) -> None:
    """One table with so many rows."""
    rows = "".join(f"Shed {k},Water {k},drums,8\n" for k in range(n))
    Upload.objects.filter(organization=made.site.organization).delete()
    take(f"place,meter,kind,digits\n{rows}".encode(), METERS, Sender(made.owner, made.site.organization))


def _used(made: World, n: int) -> None:
    Usage.objects.create(register=made.register, period="day", start=timezone.now() - timedelta(days=n), amount=n)


def _report(made: World, n: int) -> None:
    site = new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
    ask(Wanted(made.site.organization, site, "month", date(2026, n, 1), "ja", photographs=True))


def _read_again(made: World, n: int) -> Reread:
    """Of a site and a meter of their own."""
    meter, now = new_register(made, n).meter, timezone.now()
    told: dict[str, Any] = {"since": now - timedelta(days=n), "until": now, "state": "reading", "site": meter.site}
    return Reread.objects.create(organization=made.site.organization, meter=meter, **told)


def _differs(made: World, n: int) -> None:
    """A picture of a register of its own, which nobody could read before."""
    row = Reread.objects.filter(organization=made.site.organization).order_by("asked_at").first() or _read_again(made, n)
    told: dict[str, Any] = {"register": new_register(made, n), "alternatives": [[n, 0.9]], "cut": new_photograph(made, n).cut}
    Trial.objects.create(reread=row, taken_at=timezone.now() - hours(n), read_at=timezone.now(), **told)


LISTS: dict[str, More] = {
    "list_sites": lambda made, n: new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner),
    "list_meters": new_register,
    "list_registers": new_register,
    "list_faces": lambda made, n: twin(made.register.faces.get(version=1), version=1 + n),
    "list_readings": new_register,
    "list_register_readings": _reading,
    "list_questions": new_photograph,
    "list_usage": _used,
    "list_reports": _report,
    "list_photographs": new_photograph,
    "list_cameras": lambda made, n: connect_own(made.site.organization, f"Camera {n}", made.owner),
    "list_installations": _watched,
    "list_orders": _order,
    "list_camera_tokens": lambda made, n: renew(made.device, made.owner),  # noqa: ARG005
    "list_rounds": lambda made, n: add_stops(new_round(made.site.organization, f"Way {n}"), [new_register(made, n)]),
    "list_exchanges": _exchanged,
    "list_meter_events": _noted,
    "list_notes": _noted,
    "list_imports": lambda made, n: take(  # noqa: ARG005
        b"place,meter,kind,digits\nShed,Water,drums,8\n", METERS, Sender(made.owner, made.site.organization)
    ),
    "list_import_rows": _tabled,
    "list_trials": _read_again,
    "list_trial_differences": _differs,
}
