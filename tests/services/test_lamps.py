"""A panel of lamps becomes a meter: named, drawn, read, told in words, and what blinks is said."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.captures.registration import photographed
from harimi.service.meters import states
from harimi.service.meters.models import Meter, Register
from harimi.service.pages.bands import bands, lit
from harimi.service.pages.spans import span_of
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.spells import spells
from tests.panels import panel
from tests.services.world import home, person, work
from tests.tanks import tank

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = "Pump: stopped, runs\nAlarm\nDoor"
PANEL = {"name": "Panel 7", "kind": "lamps", "states": NAMES}


def _registered(client: Client, **change: str) -> Any:
    site = home(person("owner@example.jp"))
    client.force_login(site.organization.memberships.get().user)
    photo = SimpleUploadedFile("panel.jpg", panel(("green", "off", "off")), "image/jpeg")
    return client.post("/meters/new", {**PANEL, "site": str(site.pk), "photo": photo, **change}, follow=True)


def _drawn(client: Client, answer: Any) -> None:
    """The face as it begins, with what each lamp shows on its photograph."""
    face = answer.context["face"]
    for lamp, state in zip(face["displays"], (1, 0, 0), strict=True):
        lamp["looks"] = [{"state": state, "pixels": ""}]
    sent = {"picture": answer.context["picture"].pk, "face": face}
    saved = client.post(reverse("save_face", args=[Meter.objects.get().pk]), sent, content_type="application/json")
    assert saved.status_code == 200, saved.content


def test_what_is_lit_is_told_in_words() -> None:
    client = Client(headers={"accept-language": "en"})
    answer = _registered(client)
    register = Register.objects.get()
    assert (register.display, register.kind, register.digits) == ("lamps", "state", 3)
    assert register.states == [["Pump", "stopped", "runs"], ["Alarm"], ["Door"]]
    assert answer.context["how"] == "panel"
    assert [one["kind"] for one in answer.context["face"]["displays"]] == ["lamp"] * 3
    _drawn(client, answer)
    work()
    assert Reading.objects.get().value == 100
    page = client.get(reverse("meter", args=[register.meter_id])).content.decode()
    assert "Pump: runs" in page
    assert "Pump: runs" in client.get(reverse("meters")).content.decode()


def test_states_that_are_no_colours_begin_as_flags() -> None:
    answer = _registered(Client(headers={"accept-language": "en"}), states="Valve: shut, half, open\nState: off, green, red")
    flag, lamp = answer.context["face"]["displays"]
    assert (flag["kind"], flag["ways"]) == ("flag", 3)
    assert (lamp["kind"], lamp["lights"]) == ("lamp", ["green", "red"])
    assert [flag["weight"], lamp["weight"]] == ["10", "1"]


@pytest.mark.parametrize(
    "typed", ["", "Pump\nPump", "Pump: runs", "Pump: a, a", "x" * 41, "a\0b", "\n".join(map(str, range(16)))]
)
def test_names_that_name_nothing_are_refused(typed: str) -> None:
    answer = _registered(Client(headers={"accept-language": "ja"}), states=typed)
    assert not Meter.objects.exists()
    assert "states" in answer.context["form"].errors


def test_a_person_says_which_state_it_is_and_no_other() -> None:
    client = Client(headers={"accept-language": "en"})
    _drawn(client, _registered(client))
    work()
    attempt = Attempt.objects.get()
    page = client.get(reverse("reading", args=[attempt.pk])).content.decode()
    assert '<option value="111">Pump: runs · Alarm · Door</option>' in page
    for wrong in ("200", "1000", "0.5", "-1"):
        client.post(reverse("reading", args=[attempt.pk]), {"value": wrong})
        assert not ReadingVersion.objects.exists()
    client.post(reverse("reading", args=[attempt.pk]), {"value": "10"})
    assert (Reading.objects.get().value, Reading.objects.get().state) == (10, "corrected")


def test_another_photograph_teaches_the_other_state() -> None:
    client = Client(headers={"accept-language": "en"})
    _drawn(client, _registered(client))
    work()
    meter = Meter.objects.get()
    photographed(meter, panel(("off", "red", "amber"), 0.2), timezone.now())
    work()
    waiting = meter.installations.get(until=None).cuts.latest("taken_at")
    editor = client.get(reverse("face", args=[meter.pk]), {"picture": waiting.pk})
    assert editor.context["picture"] == waiting
    kept = [[look["state"] for look in lamp["looks"]] for lamp in editor.context["face"]["displays"]]
    assert kept == [[1], [0], [0]]


def test_a_second_panel_begins_like_the_first() -> None:
    client = Client(headers={"accept-language": "en"})
    answer = _registered(client)
    _drawn(client, answer)
    work()
    photo = SimpleUploadedFile("panel.jpg", panel(("off", "red", "off"), 0.3), "image/jpeg")
    told = {**PANEL, "name": "Panel 8", "site": str(Meter.objects.get().site_id), "photo": photo}
    again = client.post("/meters/new", told, follow=True)
    assert again.context["how"] == "like"
    assert "Panel 7" in again.context["hint"]
    begun = again.context["face"]["displays"]
    for one, other in zip(begun, answer.context["face"]["displays"], strict=True):
        assert one["corners"][0] == pytest.approx(other["corners"][0], abs=1.0)
    assert [one["looks"] for one in begun] == [[]] * 3


def test_a_panel_with_other_states_is_no_template() -> None:
    client = Client(headers={"accept-language": "en"})
    _drawn(client, _registered(client))
    photo = SimpleUploadedFile("panel.jpg", panel(("off", "red", "off"), 0.3), "image/jpeg")
    told = {**PANEL, "site": str(Meter.objects.get().site_id), "photo": photo, "states": "Valve: a, b, c\nAlarm\nDoor"}
    assert client.post("/meters/new", told, follow=True).context["how"] == "panel"


def test_a_face_without_each_lamp_is_refused() -> None:
    client = Client(headers={"accept-language": "en"})
    answer = _registered(client)
    face = answer.context["face"] | {"displays": answer.context["face"]["displays"][:2]}
    sent = {"picture": answer.context["picture"].pk, "face": face}
    saved = client.post(reverse("save_face", args=[Meter.objects.get().pk]), sent, content_type="application/json")
    assert saved.status_code == 422
    assert "registered" in saved.json()["detail"]


@pytest.mark.parametrize("number", ["x", "999999", "-1", "9" * 40])
def test_an_address_of_no_photograph_is_none(number: str) -> None:
    client = Client(headers={"accept-language": "en"})
    _registered(client)
    assert client.get(reverse("face", args=[Meter.objects.get().pk]), {"picture": number}).status_code == 404


def test_a_face_is_offered_to_panels_that_look_otherwise() -> None:
    """Where neither alignment nor a finder places it, it lies where it lay."""
    client = Client(headers={"accept-language": "en"})
    _drawn(client, _registered(client))
    first = Meter.objects.get()
    photo = SimpleUploadedFile("panel.jpg", tank(50), "image/jpeg")
    client.post("/meters/new", {**PANEL, "name": "Panel 8", "site": str(first.site_id), "photo": photo})
    other = Meter.objects.exclude(pk=first.pk).get()
    tried = client.post(reverse("try_copy", args=[first.pk]), {"target": str(other.pk)}, content_type="application/json")
    assert tried.status_code == 200


def test_another_customers_panel_is_no_template() -> None:
    client = Client(headers={"accept-language": "en"})
    _drawn(client, _registered(client))
    other = Client(headers={"accept-language": "en"})
    site = home(person("other@example.jp"))
    other.force_login(site.organization.memberships.get().user)
    photo = SimpleUploadedFile("panel.jpg", panel(("off", "red", "off")), "image/jpeg")
    answer = other.post("/meters/new", {**PANEL, "site": str(site.pk), "photo": photo}, follow=True)
    assert answer.context["how"] == "panel"


def test_on_a_walk_a_state_is_chosen() -> None:
    client = Client(headers={"accept-language": "en"})
    _registered(client)
    meter = Meter.objects.get()
    address = reverse("read_meter", args=[meter.pk])
    assert '<option value="110">Pump: runs · Alarm</option>' in client.get(address).content.decode()
    client.post(address, {"value": "110"})
    assert Reading.objects.get().value == 110


def test_names_are_changed_but_not_their_number() -> None:
    client = Client(headers={"accept-language": "en"})
    _registered(client)
    register = Register.objects.get()
    told = {"name": "Panel 7", "site": str(register.meter.site_id), "multiplier": "1", "digits": "3"}
    edit = reverse("edit_meter", args=[register.meter_id])
    assert client.post(edit, {**told, "states": "Pump: off, on"}).status_code == 422
    assert client.post(edit, {**told, "states": "P1: off, on\nFire\nGate"}).status_code == 302
    register.refresh_from_db()
    assert [lamp[0] for lamp in register.states] == ["P1", "Fire", "Gate"]


def test_what_was_lit_and_when_is_drawn_and_counted() -> None:
    client = Client(headers={"accept-language": "en"})
    _registered(client)
    register, now = Register.objects.get(), timezone.now()
    start = span_of("day", "", register.meter.site.zone, now).start
    Reading.objects.all().delete()
    for minutes, value in ((0, 100), (60, 100), (120, 110), (180, 10), (240, 10)):
        Reading.objects.create(
            register=register, at=start + timedelta(minutes=minutes), value=value, state="estimated", changed_at=now
        )
    span = span_of("day", "", register.meter.site.zone, now)
    found = spells(register, span.start, span.end)
    assert [(one.value, one.end - one.start) for one in found] == [
        (100, timedelta(hours=2)),
        (110, timedelta(hours=1)),
        (10, timedelta(hours=1)),
    ]
    chart = bands(found, register, span)
    assert chart is not None
    assert len(chart.marks) == 2
    assert [tick.label for tick in chart.up] == ["Pump", "Alarm", "Door"]
    assert [(one.words, one.value) for one in lit(found, register)] == [
        ("Pump: runs", "75.0"),
        ("Alarm", "50.0"),
        ("Door", "0.0"),
    ]
    page = client.get(reverse("meter", args=[register.meter_id])).content.decode()
    assert "Alarm" in page
    assert "75.0" in page


def test_a_long_silence_ends_a_spell() -> None:
    _registered(Client())
    register, start = Register.objects.get(), timezone.now() - timedelta(days=3)
    Reading.objects.all().delete()
    for hours in (0, 1, 30, 31):
        at = start + timedelta(hours=hours)
        Reading.objects.create(register=register, at=at, value=1, state="estimated", changed_at=at)
    found = spells(register, start, timezone.now())
    assert [one.end - one.start for one in found] == [timedelta(hours=1)] * 2


def test_a_lamp_that_comes_and_goes_blinks() -> None:
    names = states.parsed(NAMES)
    assert states.blinking([0, 10, 0, 10, 0, 10], names) == ["Alarm"]
    assert states.blinking([0, 0, 0, 110, 110, 110], names) == []
    assert states.blinking([], names) == []
    client = Client(headers={"accept-language": "en"})
    _registered(client)
    register = Register.objects.get()
    for n in range(6):
        at = timezone.now() - timedelta(minutes=6 - n)
        Reading.objects.create(register=register, at=at, value=10 * (n % 2), state="estimated", changed_at=at)
    assert "blinking: Alarm" in client.get(reverse("meter", args=[register.meter_id])).content.decode()


def test_full_width_and_japanese_names_are_understood() -> None:
    assert states.parsed("ポンプ:停止、運転\n 異常 ") == [["ポンプ", "停止", "運転"], ["異常"]]
    assert states.typed(states.parsed("ポンプ:停止、運転\n異常")) == "ポンプ: 停止, 運転\n異常"
    assert states.colours_of(["Alarm", "normal", "triggered"]) == ("any",)
    assert states.colours_of(["S", "off", "powered", "green"]) == ()
    assert states.colours_of(["状態", "消灯", "緑点灯", "赤点灯"]) == ("green", "red")
