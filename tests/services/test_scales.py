"""A sight glass becomes a meter: registered, its strip drawn, read, and told like any gauge."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from harimi.service.meters.models import Meter, Register
from harimi.service.readings.models import Attempt, Reading
from tests.services.world import home, person, work
from tests.tanks import tank

pytestmark = pytest.mark.django_db(transaction=True)
TANK = {"name": "Tank", "kind": "scale", "unit": "L", "low": "0", "high": "100"}


def _registered(client: Client, **change: str) -> Any:
    site = home(person("owner@example.jp"))
    client.force_login(site.organization.memberships.get().user)
    photo = SimpleUploadedFile("tank.jpg", tank(62.5), "image/jpeg")
    return client.post("/meters/new", {**TANK, "site": str(site.pk), "photo": photo, **change}, follow=True)


def test_its_strip_is_proposed_and_it_is_read_once_that_is_kept() -> None:
    client = Client(headers={"accept-language": "en"})
    answer = _registered(client)
    meter, register = Meter.objects.get(), Register.objects.get()
    assert (register.display, register.kind, register.low, register.high, register.decimals) == ("scale", "gauge", 0, 1000, 1)
    assert answer.context["how"] == "found"
    sent = {"picture": answer.context["picture"].pk, "face": answer.context["face"]}
    tried = client.post(reverse("try_face", args=[meter.pk]), sent, content_type="application/json").json()
    assert tried["state"] == "published"
    assert float(tried["value"]) == pytest.approx(62.5, abs=0.5)
    client.post(reverse("save_face", args=[meter.pk]), sent, content_type="application/json")
    work()
    assert client.get("/").status_code == 200
    assert Attempt.objects.get().guess == pytest.approx(625, abs=5)
    assert Reading.objects.get().value == pytest.approx(625, abs=5)


def test_without_both_ends_of_its_range_it_is_not_registered() -> None:
    answer = _registered(Client(headers={"accept-language": "en"}), high="")
    assert not Meter.objects.exists()
    assert "low" in answer.context["form"].errors


def test_a_photograph_before_any_face_says_what_is_missing() -> None:
    client = Client(headers={"accept-language": "ja"})
    _registered(client)
    work()
    assert not Reading.objects.filter(state="published").exists()


def test_moved_away_it_does_not_snap_to_anything() -> None:
    client = Client(headers={"accept-language": "en"})
    answer = _registered(client)
    sent = {"picture": answer.context["picture"].pk, "face": answer.context["face"], "display": 0}
    told = client.post(reverse("snap_face", args=[Meter.objects.get().pk]), sent, content_type="application/json").json()
    assert told["display"] is None
