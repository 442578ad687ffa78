"""Lists of the API that are about alerts and whom they are told, and about what goes outside, and how they grow."""

import uuid
from datetime import date, timedelta
from typing import Any

from asyncssh import generate_private_key
from django.utils import timezone

from harimi.service.alerts.channels.services import Wanted, mail_to, make_channel
from harimi.service.alerts.models import Alert, AlertEvent, Channel, Hearing, Rule, Telling
from harimi.service.meters.places import new_site
from harimi.service.outlets import journal
from harimi.service.outlets.ledgers.settings import SftpSettings
from harimi.service.outlets.models import Event, Ledger, LedgerMonth, Outlet, SetAside
from harimi.service.third_parties.instructions import Channel as Outside
from harimi.service.third_parties.instructions import instruct
from harimi.service.third_parties.models import Instruction
from tests.services.api_calls import CALLS
from tests.services.api_lists_meters import More, new_photograph, new_register
from tests.services.third_parties.scene import asked
from tests.services.world import World, member


def _event(made: World, n: int) -> Event:
    kept = journal.begin(made.site.organization, read=True)
    kept.last += 1
    kept.save()
    told: dict[str, Any] = {"type": "alert.opened", "data": {}, "made_at": timezone.now(), "register": made.register}
    return Event.objects.create(organization=made.site.organization, number=kept.last, **told)


def _alert(made: World, n: int) -> Alert:
    about, now = new_register(made, n), timezone.now()
    times = dict.fromkeys(("since", "opened_at", "told_at", "at"), now)
    rule = Rule.objects.create(organization=made.site.organization, kind="limit", on=True, name="")
    told: dict[str, Any] = {"rule": rule, "kind": "limit", "level": "alarm", "figures": {}, "attempt": new_photograph(made, n)}
    return Alert.objects.create(organization=made.site.organization, register=about, meter=about.meter, **told, **times)


def _slack(made: World, n: int) -> Channel:
    leads = Wanted("slack", f"Ours {n}", {"url": "https://hooks.slack.com/services/T1/B2/c3"}, "Slack", "US", "ja")
    return make_channel(made.site.organization, leads, asked(), actor=made.owner)


def _rule(made: World, n: int) -> None:
    """For a register, and heard of by a channel."""
    told: dict[str, Any] = {"kind": "limit", "on": True, "name": f"{n}", "register": new_register(made, n)}
    rule = Rule.objects.create(organization=made.site.organization, **told)
    Hearing.objects.create(rule=rule, channel=_slack(made, n))


def _channel(made: World, n: int) -> None:
    """One outside, and mail to a member."""
    _slack(made, n)
    mail_to(made.site.organization, member(made.site.organization, f"{uuid.uuid4().hex}@example.jp"), actor=made.owner)


def _telling(made: World, n: int) -> None:
    """Of an alert of its own, by the channel of which the call asks."""
    _slack(made, n)
    now = timezone.now()
    event = AlertEvent.objects.create(alert=_alert(made, n), what="acknowledged", at=now, level="alarm", actor=made.owner)
    Telling.objects.create(event=event, due_at=now, **CALLS["list_tellings"].ids(made))


def _instructed(made: World, service: str) -> Instruction:
    there = Outside(service, "far.example", "Far Co.", "JP", ("contract_data", "display_content"))
    return instruct(there, asked(), subject=made.site.organization.subject_id)


def _outlet(made: World, n: int) -> None:
    """Of a place of its own, with an event that was not taken."""
    site = new_site(made.site.organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
    told: dict[str, Any] = {"name": f"Mine {n}", "settings": '{"url": "https://far.example/in"}', "made_at": timezone.now()}
    told |= {"instruction": _instructed(made, "webhook"), "site": site}
    row = Outlet.objects.create(organization=made.site.organization, kind="webhook", **told)
    SetAside.objects.create(outlet=row, event=_event(made, n), code="refused", at=timezone.now())


def _set_aside(made: World, n: int) -> None:
    _outlet(made, n)
    told = {"event": _event(made, n), "code": "refused", "at": timezone.now()}
    SetAside.objects.create(**told, **CALLS["list_set_aside"].ids(made))


def _placed(made: World, n: int) -> None:
    """A register more; the building's system is older than all other outlets, so that the call asks of it."""
    told: dict[str, Any] = {"name": "Building", "settings": '{"unit": 7, "clients": "192.168.1.20"}'}
    told |= {"instruction": _instructed(made, "modbus"), "made_at": timezone.now() - timedelta(days=1)}
    Outlet.objects.get_or_create(organization=made.site.organization, kind="modbus", defaults=told)
    new_register(made, n)


def _ledger(made: World, n: int) -> None:
    """One by mail to a member and one by SFTP, each of a place, with a month that could not be sent."""
    organization = made.site.organization
    key = generate_private_key("ssh-ed25519").export_public_key().decode()
    folder = SftpSettings(url="sftp://far.example", user="me", password="secret", host_key=key)
    reader = member(organization, f"{uuid.uuid4().hex}@example.jp", "manager")
    for told in (
        {"way": "mail", "reader": reader},
        {"way": "sftp", "settings": folder.model_dump_json(), "instruction": _instructed(made, "sftp")},
    ):
        site = new_site(organization, f"Place {n}", "Asia/Tokyo", actor=made.owner)
        rest = {"name": f"Books {n}", "form": "csv", "language": "ja", "day": 3, "made_at": timezone.now(), "site": site}
        row = Ledger.objects.create(organization=organization, **rest, **told)
        LedgerMonth.objects.create(ledger=row, month=date(2025, 12, 1), fault="away", due_at=timezone.now())


def _month(made: World, n: int) -> None:
    _ledger(made, n)
    told = {"month": date(2026, n, 1), "version": 1, "letter": uuid.uuid4(), "sent_at": timezone.now()}
    LedgerMonth.objects.create(**told, **CALLS["list_ledger_months"].ids(made))


LISTS: dict[str, More] = {
    "list_events": _event,
    "list_event_lines": _event,
    "list_alerts": _alert,
    "list_rules": _rule,
    "list_channels": _channel,
    "list_tellings": _telling,
    "list_outlets": _outlet,
    "list_set_aside": _set_aside,
    "list_modbus_places": _placed,
    "list_ledgers": _ledger,
    "list_ledger_months": _month,
    "get_prometheus": new_register,
}
