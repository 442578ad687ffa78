"""Rules in My Account: tried against the past, saved, switched, told to whom, in words; by those alone who may."""

from datetime import timedelta

import pytest
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.alerts.channels.services import mail_to
from harimi.service.alerts.firsts import make_first_of
from harimi.service.alerts.kinds.registry import KINDS
from harimi.service.alerts.models import Channel, Hearing, Kind, Rule
from tests.services.alerts.test_pages import client_of, page
from tests.services.alerts.watched import Scene, scene
from tests.services.world import home, member, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
NEW = "/alerts/rules/new/limit"


@pytest.fixture
def gauge() -> Scene:
    """A pressure that was above 1 MPa for three hours of yesterday."""
    made = scene("pressure")
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=24)
    for n, value in enumerate((500, 500, 1100, 1200, 1100, 500)):
        made.reads(start + timedelta(hours=n), value)
    return made


def _form(made: Scene, **changed: str) -> dict[str, str]:
    told = {"scope": f"meter:{made.register.meter_id}", "name": "Too high", "warning__above": "1", "minutes": "0"}
    rest = {"hysteresis": "0", "believed": "estimated", "quiet_from": "22:00", "quiet_until": "07:00", "days": "30"}
    return {**told, **rest, **changed}


def test_a_rule_is_tried_against_the_past_before_anything_is_kept(gauge: Scene) -> None:
    client = client_of(gauge.owner)
    tried = client.post(NEW, _form(gauge, do="try")).content.decode()
    assert "In the last 30 days: 1 alert" in tried
    assert "1.200 MPa is above the limit of 1.000 MPa" in tried
    assert not Rule.objects.exists()
    none = client.post(NEW, _form(gauge, do="try", warning__above="2")).content.decode()
    assert "In the last 30 days: 0 alerts" in none


def test_a_rule_is_saved_told_in_words_switched_and_deleted(gauge: Scene) -> None:
    client = client_of(gauge.owner)
    channel = mail_to(gauge.site.organization, gauge.owner, actor=gauge.owner)
    more = {
        "quiet": "on",
        "quiet_alarms": "on",
        "escalation": "30, 120",
        f"channel_{channel.pk}": "1",
        "off_days__alarm__below": "0.2",
    }
    assert client.post(NEW, _form(gauge, do="on", **more)).headers["Location"] == "/alerts/rules"
    rule = Rule.objects.get()
    assert (rule.on, rule.meter_id, rule.name, rule.escalation) == (True, gauge.register.meter_id, "Too high", [30, 120])
    assert rule.settings["warning"]["above"] == "1"
    assert rule.settings["off_days"]["alarm"]["below"] == "0.2"
    assert rule.quiet == {"from": "22:00:00", "until": "07:00:00", "off_days": False, "alarms": True}
    assert Hearing.objects.values_list("channel", "step").get() == (channel.pk, 1)
    shown = page(client, "/alerts/rules")
    for said in (
        "Control limit above 1; on days off Specification limit below 0.2",
        "22:00–07:00",
        "30, 120",
        gauge.owner.email,
    ):
        assert said in shown, said
    form = page(client, f"/alerts/rules/{rule.pk}")
    assert 'name="warning__above" value="1"' in form
    assert 'value="22:00"' in form
    client.post(f"/alerts/rules/{rule.pk}", _form(gauge, do="save", warning__above="1.5"))
    rule.refresh_from_db()
    assert (rule.settings["warning"]["above"], rule.quiet, rule.escalation) == ("1.5", None, [])
    assert not Hearing.objects.exists()
    for step, on in (("off", False), ("on", True)):
        client.post(f"/alerts/rules/{rule.pk}/step", {"step": step})
        assert Rule.objects.get().on == on
    client.post(f"/alerts/rules/{rule.pk}/step", {"step": "delete"})
    assert not Rule.objects.exists()


WRONG: list[tuple[dict[str, str], str]] = [
    ({"warning__above": ""}, "Tell one limit at least"),
    ({"warning__below": "2"}, "the lower one must be below"),
    ({"warning__above": "many"}, "Enter a number"),
    ({"minutes": "-1"}, "greater than or equal to 0"),
    ({"escalation": "60, 30"}, "the shortest first"),
    ({"quiet": "on", "quiet_until": "22:00"}, "begin and end at the same time"),
    ({"scope": "meter:nonsense"}, "valid choice"),
]


def test_what_is_wrong_is_said(gauge: Scene) -> None:
    client = client_of(gauge.owner)
    for changed, said in WRONG:
        answer = client.post(NEW, _form(gauge, do="on", **changed))
        assert answer.status_code == 422, changed
        assert said in answer.content.decode(), changed
    assert not Rule.objects.exists()


def test_every_kind_has_a_form_and_words_in_both_languages(gauge: Scene) -> None:
    make_first_of(gauge.site.organization)
    client = client_of(gauge.owner)
    told = {"lamp": {"lamp": "Alarm"}, "usage": {"alarm": {"above": "3"}}, "change": {"warning": {"rise": "50"}}}
    for kind in Kind.values:
        if kind not in Rule.objects.values_list("kind", flat=True) and kind != "limit":
            settings = KINDS[kind].Settings.model_validate(told.get(kind, {})).model_dump(mode="json")
            Rule.objects.create(organization=gauge.site.organization, kind=kind, settings=settings)
    for language in ("en", "ja"):
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        for kind in Kind.values:
            page(client, f"/alerts/rules/new/{kind}")
        for rule in Rule.objects.all():
            page(client, f"/alerts/rules/{rule.pk}")
        shown = page(client, f"/alerts/rules?meter={gauge.register.meter_id}")
        assert "{" not in shown.split("<main")[1]
        assert "rule." not in shown.split("<main")[1]
    first = Rule.objects.filter(own=False)[0]
    client.post(f"/alerts/rules/{first.pk}/step", {"step": "delete"})
    assert Rule.objects.filter(pk=first.pk).exists()


def test_who_sees_changes_nothing_and_others_find_nothing(gauge: Scene) -> None:
    rule = gauge.rule("limit", {"warning": {"above": "1"}}, name="Too high")
    member(gauge.site.organization, "viewer@example.jp")
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    for email in ("viewer@example.jp", "other@example.jp", "staff@example.jp"):
        client = client_of(User.objects.get(email=email))
        assert ("Too high" in client.get("/alerts/rules").content.decode()) == (email == "viewer@example.jp"), email
        assert client.get(f"/alerts/rules/{rule.pk}").status_code == 404
        assert client.post(f"/alerts/rules/{rule.pk}/step", {"step": "off"}).status_code == 404
        answer = client.post(NEW, _form(gauge, do="on"))
        assert answer.status_code in (404, 422), email
    assert Rule.objects.filter(on=True).count() == 1
    assert not Channel.objects.exists()
