"""Every list of the API, and how one more row of it comes to be, with all that could cost a query. A new one gets a line."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Model
from django.utils import timezone

from harimi.service.accounts.invitations import invite
from harimi.service.accounts.models import Activity
from harimi.service.alerts.models import Alert, Rule
from harimi.service.billing.models import Invoice
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.registration import register_meter
from harimi.service.devices.caring import connect_own, renew
from harimi.service.devices.models import Order
from harimi.service.meters.models import Register, RegisterSetting, Upload
from harimi.service.meters.places import let, new_site, new_tenant
from harimi.service.meters.rounds import add_stops, new_round
from harimi.service.meters.uploads import Sender
from harimi.service.notices.models import Notice
from harimi.service.notices.publishing import publish, save_draft
from harimi.service.outlets import journal
from harimi.service.outlets.models import Event, Outlet
from harimi.service.readings.imports.columns import METERS
from harimi.service.readings.imports.taking import take
from harimi.service.readings.models import Annotation, Attempt, Exchange, Reading, Reread, Trial, Usage
from harimi.service.readings.settled import Word, tell
from harimi.service.requests.models import Request
from harimi.service.support.asking import Concern, ask_as_member
from harimi.service.support.models import Case
from tests.services.people import who_is
from tests.services.world import WANTED, World, hours, member, work

More = Callable[[World, int], Any]


def _twin(row: Model, **changed: Any) -> Any:
    """The same once more, but for what is `changed`."""
    told = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields if not one.primary_key}
    return type(row).objects.create(**told | changed)  # type: ignore[attr-defined]


def _register(made: World, n: int) -> Register:
    """Of a meter of a site of its own, which stood for something else twice, with readings before and after."""
    site = new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
    register = register_meter(site, WANTED["energy"])
    start = timezone.now() - timedelta(days=30)
    for days in (5, 15):
        RegisterSetting.objects.create(
            register=register, until=start + timedelta(days=days), multiplier=Decimal(days), display="segments", digits=8
        )
    for days in (0, 10, 20):
        tell(register, start + timedelta(days=days), Word(Decimal(100 + days), made.owner))
    return register


def _photograph(made: World, n: int) -> Attempt:
    """With what it may show, which asks."""
    attempt = Attempt.objects.filter(register=made.register).exclude(cut=None).select_related("cut__capture")[0]
    assert attempt.cut is not None
    at = attempt.taken_at - hours(n)
    capture: Capture = _twin(attempt.cut.capture, taken_at=at, content_hash=uuid.uuid4().hex, idempotency_key="")
    cut: Cut = _twin(attempt.cut, taken_at=at, capture_id=capture.pk)
    one: Attempt = _twin(attempt, taken_at=at, cut_id=cut.pk, settled=True, verdict="uncertain")
    return one


def _reading(made: World, n: int) -> None:
    attempt = _photograph(made, n)
    Reading.objects.create(
        register=made.register, at=attempt.taken_at, value=n, attempt=attempt, state="estimated", changed_at=attempt.taken_at
    )


def _order(made: World, n: int) -> None:
    now = timezone.now()
    Order.objects.create(device=made.device, kind="shoot", state="done", changed_at=now, expires_at=now + hours(n))


def _watched(made: World, n: int) -> None:
    there = made.device.installations.order_by("since")[0]
    _twin(there, since=there.since - hours(2 * n), until=there.since - hours(2 * n - 1))


def _tenant(made: World, n: int) -> None:
    tenant = new_tenant(made.site.organization, f"Room {n}", actor=made.owner)
    let(_register(made, n).meter, tenant, timezone.now() - hours(n), actor=made.owner)


def _tenancy(made: World, n: int) -> None:
    tenant = new_tenant(made.site.organization, f"Room {n}", actor=made.owner)
    let(made.register.meter, tenant, timezone.now() - hours(100 - n), actor=made.owner)


def _invited(made: World, n: int) -> None:
    invite(made.site.organization, f"asked{n}@example.jp", "viewer", actor=made.owner, link=str)


def _invoice(made: World, n: int) -> None:
    told: dict[str, Any] = {"month": date(2026, 1, 1), "issued_on": date(2026, 2, n), "with_tax": True, "total": n, "taxes": []}
    told |= {"issuer": {}} | dict.fromkeys(("contract_number", "digest", "name", "postal_code", "address"), "")
    Invoice.objects.create(organization=made.site.organization, number=f"X-{n}", **told)


def _notice(made: World, n: int) -> None:
    typed = {"kind": "service", "title_ja": f"{n}", "title_en": f"{n}", "body_ja": "本文", "body_en": "Text"}
    publish(save_draft(None, typed | {"audience": Notice.Audience.EVERYONE}, (), actor=who_is("staff")), actor=who_is("staff"))
    work()


def _demand(made: World, n: int) -> None:
    told: dict[str, Any] = {"kind": "disclosure", "channel": "my_account", "language": "en", "wanted": "All", "policy": 1}
    now = timezone.now()
    subject = made.site.organization.subject
    Request.objects.create(number=f"R-{n}", subject=subject, arrived_at=now, due_on=now.date(), **told)


def _event(made: World, n: int) -> None:
    kept = journal.begin(made.site.organization, read=True)
    kept.last += 1
    kept.save()
    told: dict[str, Any] = {"type": "alert.opened", "data": {}, "made_at": timezone.now()}
    Event.objects.create(organization=made.site.organization, number=kept.last, **told)


def _alert(made: World, n: int) -> None:
    register, now = _register(made, n), timezone.now()
    times = dict.fromkeys(("since", "opened_at", "told_at", "at"), now)
    rule = Rule.objects.create(organization=made.site.organization, kind="limit", on=True, name="")
    told: dict[str, Any] = {"rule": rule, "kind": "limit", "level": "alarm", "figures": {}, "attempt": _photograph(made, n)}
    Alert.objects.create(organization=made.site.organization, register=register, meter=register.meter, **told, **times)


def _outlet(made: World, n: int) -> None:
    told: dict[str, Any] = {"name": f"Mine {n}", "settings": '{"url": "https://far.example/in"}', "made_at": timezone.now()}
    Outlet.objects.create(organization=made.site.organization, kind="webhook", **told)


def _done(made: World, n: int) -> None:
    who = member(made.site.organization, f"done{n}@example.jp")
    Activity.objects.create(organization=made.site.organization, actor=who, action="meter.paused", about="1")


def _exchanged(made: World, n: int) -> None:
    picture, who = _photograph(made, n).cut, member(made.site.organization, f"exchanged{n}@example.jp")
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


def _read_again(made: World, n: int) -> Reread:
    """Of a site and a meter of their own."""
    meter, now = _register(made, n).meter, timezone.now()
    told: dict[str, Any] = {"since": now - timedelta(days=n), "until": now, "state": "reading", "site": meter.site}
    return Reread.objects.create(organization=made.site.organization, meter=meter, **told)


def _differs(made: World, n: int) -> None:
    """A picture of a register of its own, which nobody could read before."""
    row = Reread.objects.filter(organization=made.site.organization).order_by("asked_at").first() or _read_again(made, n)
    told: dict[str, Any] = {"register": _register(made, n), "alternatives": [[n, 0.9]], "cut": _photograph(made, n).cut}
    Trial.objects.create(reread=row, taken_at=timezone.now() - hours(n), read_at=timezone.now(), **told)


LISTS: dict[str, More] = {
    "list_sites": lambda made, n: new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner),
    "list_meters": _register,
    "list_registers": _register,
    "list_faces": lambda made, n: _twin(made.register.faces.get(version=1), version=1 + n),
    "list_readings": _register,
    "list_register_readings": _reading,
    "list_questions": _photograph,
    "list_usage": _used,
    "list_photographs": _photograph,
    "list_cameras": lambda made, n: connect_own(made.site.organization, f"Camera {n}", made.owner),
    "list_installations": _watched,
    "list_orders": _order,
    "list_camera_tokens": lambda made, n: renew(made.device, made.owner),  # noqa: ARG005
    "list_tenants": _tenant,
    "list_tenancies": _tenancy,
    "list_rounds": lambda made, n: add_stops(new_round(made.site.organization, f"Way {n}"), [_register(made, n)]),
    "list_members": lambda made, n: member(made.site.organization, f"new{n}@example.jp", "viewer"),
    "list_invitations": _invited,
    "list_invoices": _invoice,
    "list_notices": _notice,
    "list_inquiries": lambda made, n: ask_as_member(  # noqa: ARG005
        made.owner, Case.Kind.QUESTION, "Is it so?", language="en", concern=Concern(made.site.organization)
    ),
    "list_requests": _demand,
    "list_activity": lambda made, n: Activity.objects.create(
        organization=made.site.organization,
        actor=member(made.site.organization, f"done{n}@example.jp"),
        action="a.b",
        about="1",
    ),
    "list_exchanges": _exchanged,
    "list_meter_events": _noted,
    "list_notes": _noted,
    "list_imports": lambda made, n: take(  # noqa: ARG005
        b"place,meter,kind,digits\nShed,Water,drums,8\n", METERS, Sender(made.owner, made.site.organization)
    ),
    "list_import_rows": _tabled,
    "list_events": _event,
    "list_event_lines": _event,
    "list_alerts": _alert,
    "list_rules": lambda made, n: Rule.objects.create(
        organization=made.site.organization, kind="limit", on=True, name=f"{n}", register=_register(made, n)
    ),
    "list_outlets": _outlet,
    "get_prometheus": _register,
    "list_trials": _read_again,
    "list_trial_differences": _differs,
}
