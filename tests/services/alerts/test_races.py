"""What people do while a worker is at it, and who is told when somebody has left."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.accounts.models import Membership
from harimi.service.alerts import waking
from harimi.service.alerts.channels.services import Wanted, change_channel
from harimi.service.alerts.models import Alert, Channel, Rule, Telling
from harimi.service.alerts.services import snooze
from harimi.service.alerts.telling import sending
from harimi.service.notices.models import Message
from harimi.service.pages.alerts.forms_channel import ChannelForm
from harimi.service.platform.leases import hold
from tests.services.alerts.telling_scene import KEY, House, later, opened, planned, webhook
from tests.services.third_parties.scene import Server, asked
from tests.services.world import member

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


def test_a_channel_that_is_changed_while_a_worker_is_at_it_is_told_the_new_way(
    server: Server, here: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = webhook(here, server)
    opened(here)
    planned()
    Telling.objects.update(due_at=timezone.now())
    Channel.objects.update(due_at=timezone.now())
    found = sending._next

    def change_first(*told: Any) -> Any:
        monkeypatch.setattr(sending, "_next", found)
        settings = {"url": f"http://127.0.0.1:{server.server_address[1]}/new", "secret": KEY}
        fresh = Channel.objects.select_related("organization", "instruction").get(pk=row.pk)
        change_channel(fresh, Wanted("webhook", "Hook", settings, "Mine", "JP", "en"), asked(), actor=here.owner)
        return found(*told)

    monkeypatch.setattr(sending, "_next", change_first)
    later()
    row.refresh_from_db()
    assert (row.ended_at, row.state) == (None, "works")
    assert [path for path, _, _ in server.taken] == ["/new"]


def test_a_snooze_while_an_escalation_is_due_holds(here: House, monkeypatch: pytest.MonkeyPatch) -> None:
    Rule.objects.update(escalation=[5])
    past = timezone.now() - timedelta(minutes=6)
    alert = opened(here, told_at=past, due_at=past)

    def snooze_first(held: Alert) -> None:
        snooze(Alert.objects.get(pk=alert.pk), timezone.now() + timedelta(hours=5), actor=here.owner)
        hold(held)

    monkeypatch.setattr(waking, "hold", snooze_first)
    waking.wake_one()
    alert.refresh_from_db()
    assert alert.snoozed_until is not None
    assert (alert.due_at, alert.step) == (alert.snoozed_until, 0)
    assert "escalated" not in set(alert.events.values_list("what", flat=True))


def test_where_the_only_one_who_was_told_left_whoever_answers_now_is_told(here: House) -> None:
    opened(here, rule=None)
    later()
    new = member(here.site.organization, "new@example.jp", "owner")
    Membership.objects.filter(user=here.owner).delete()
    opened(here, rule=None, kind="usage")
    later()
    later()
    letters = Message.objects.order_by("asked_at").values_list("user__email", flat=True)
    assert list(letters) == ["owner@example.jp", "new@example.jp"]
    assert Channel.objects.get(ended_at=None).user == new


def test_what_quiet_days_put_off_is_not_given_up(server: Server, here: House) -> None:
    webhook(here, server)
    opened(here)
    planned()
    now = timezone.now()
    Telling.objects.update(due_at=now + timedelta(days=5), asked_at=now - timedelta(days=6))
    assert sending.give_up_old() == 0
    Telling.objects.update(due_at=now - timedelta(days=5))
    assert sending.give_up_old() == 1


@pytest.mark.parametrize(("server_named", "valid"), [("https://ntfy.sh", True), ("https://other.example", False)])
def test_a_token_is_not_sent_to_another_server_unasked(here: House, server_named: str, *, valid: bool) -> None:
    kept = {"server": "https://ntfy.sh", "topic": "abc", "token": "tk_secret"}
    typed = {"name": "n", "server": server_named, "topic": "", "token": "", "recipient": "x", "country": "JP", "language": "en"}
    form = ChannelForm({**typed, "items": ["place"]}, kind="ntfy", organizations=[here.site.organization], kept=kept)
    assert form.is_valid() is valid, form.errors
