"""Cameras of a house: which need somebody and why, what many are told at once, and whose they are."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import cv2
import numpy as np
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Activity
from harimi.service.captures.services import accept
from harimi.service.devices.caring import put_over
from harimi.service.devices.models import Device, DeviceHealth, Order
from harimi.service.devices.pauses import longest_pause
from harimi.service.devices.services import new_camera
from harimi.service.devices.settings import Settings, chosen_for, differing
from harimi.service.devices.tokens import by_token
from harimi.service.logistics import keying, life
from harimi.service.logistics.models import Unit
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked
from harimi.service.readings.fleet import fleet
from harimi.simulate.camera import encode
from harimi.vision.photo import open_photo
from tests.meters import shot
from tests.services.world import World, hours, member, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
ASKED = Asked("May we?", "ja", "my_account")


def _client(email: str = "owner@example.jp") -> Client:
    client = Client(headers={"accept-language": "en"})
    assert client.login(email=email, password="a long password")
    return client


def _states(now: datetime) -> list[str]:
    [camera] = fleet(Device.objects.all(), now)
    return camera.states


def _hourly(made: World, n: int = 5) -> datetime:
    """Photographs of each hour, read; the moment of the last."""
    for hour in range(1, n + 1):
        send(made, Decimal("8765.40") + hour, START + hours(hour), hour)
    work()
    made.device.refresh_from_db()
    return START + hours(n)


def test_a_camera_that_sends_as_it_is_told_is_fine_and_one_that_stops_is_silent() -> None:
    made = world("energy", since=START)
    last = _hourly(made)
    Device.objects.update(settings_known=1)
    assert _states(last + hours(2)) == []
    assert _states(last + hours(4)) == ["silent"]


def test_one_that_was_never_heard_needs_somebody_after_a_day() -> None:
    world("energy", since=START, faced=False)
    Device.objects.update(created_at=START)
    assert _states(START + hours(23)) == []
    assert _states(START + hours(25)) == ["unheard"]
    Device.objects.update(heard_at=START + hours(25))
    assert _states(START + hours(25)) == []


def test_one_that_is_heard_and_sends_no_photographs_is_late_and_not_silent() -> None:
    made = world("energy", since=START)
    last = _hourly(made)
    Device.objects.update(settings_known=1, heard_at=last + hours(4))
    assert _states(last + hours(4)) == ["late"]


def test_nobody_waits_for_a_camera_outside_its_hours_or_asleep() -> None:
    made = world("energy", since=START)
    last = _hourly(made)
    night = differing(Settings.model_validate({"windows": [["09:00", "17:00"]]}))
    Device.objects.update(settings_known=1, settings=night)
    assert _states(last + hours(12)) == []
    Device.objects.update(settings={"asleep": True}, heard_at=last + hours(30))
    assert _states(last + hours(31)) == ["asleep"]


def test_a_dark_photograph_is_seen_on_its_camera() -> None:
    made = world("energy", since=START)
    _hourly(made)
    view = open_photo(shot(made.living, Decimal("8771.40"), 6)).image
    accept(made.device, encode(view // 100, 88).tobytes(), START + hours(6))
    work()
    assert _states(START + hours(6)) == ["dark"]


def test_a_view_that_is_out_of_focus_or_shows_something_else_is_seen_on_its_camera() -> None:
    made = world("energy", since=START)
    _hourly(made)
    view = open_photo(shot(made.living, Decimal("8771.40"), 6)).image
    accept(made.device, encode(cv2.GaussianBlur(view, (0, 0), 9), 88).tobytes(), START + hours(6))
    work()
    assert _states(START + hours(6)) == ["unclear"]
    accept(made.device, encode(np.roll(view, 200, axis=1), 88).tobytes(), START + hours(7))
    work()
    assert _states(START + hours(7)) == ["moved"]


def test_a_battery_needs_somebody_two_weeks_before_it_is_empty_and_only_where_it_may_be_known() -> None:
    made = world("energy", since=START)
    last = _hourly(made)
    DeviceHealth.objects.create(
        device=made.device, at=last, battery_percent=40, battery_empty_on=last.date() + timedelta(days=9)
    )
    assert _states(last) == []
    choices.consent("camera_device", ASKED, subject=made.site.organization.subject_id)
    assert _states(last) == ["battery"]


def test_a_camera_over_no_meter_says_so() -> None:
    made = world("energy", since=START)
    made.device.installations.update(until=START)
    assert _states(START + hours(1)) == ["unplaced"]


@pytest.mark.parametrize(
    ("settings", "pause"),
    [
        ({}, timedelta(hours=1)),
        ({"every_minutes": 7}, timedelta(minutes=7)),
        ({"every_minutes": 0, "at": ["06:00", "18:30"]}, timedelta(hours=12, minutes=30)),
        ({"every_minutes": 60, "windows": [["22:00", "02:00"]]}, timedelta(hours=21)),
        ({"every_minutes": 0}, None),
        ({"asleep": True}, None),
        ({"only_on_change": 2.5}, timedelta(days=1)),
    ],
)
def test_the_longest_pause_of_a_schedule(settings: dict[str, Any], pause: timedelta | None) -> None:
    assert longest_pause(Settings.model_validate(settings)) == pause


def test_many_are_told_at_once_and_followed_and_nobody_elses() -> None:
    made = world("energy", since=START, faced=False)
    second, _ = new_camera(made.site.organization, "Second")
    other = world("water", since=START, email="other@example.jp", faced=False)
    client = _client()
    ids = [str(one.pk) for one in (made.device, second, other.device)]
    followed = client.post("/cameras/tell", {"kind": "shoot", "camera": ids})
    assert Order.objects.count() == 2
    page = client.get(followed["Location"])
    assert "0 of 2" in page.content.decode()
    assert _client("other@example.jp").get(followed["Location"]).status_code == 404
    assert client.post("/cameras/tell", {"kind": "wipe", "camera": ids})["Location"] == "/cameras"
    assert "told that already" in client.post("/cameras/tell", {"kind": "shoot", "camera": ids}, follow=True).content.decode()
    assert Order.objects.count() == 2


def test_all_that_a_search_leaves_are_told() -> None:
    made = world("energy", since=START, faced=False)
    for n in range(3):
        new_camera(made.site.organization, f"Roof {n}")
    _client().post("/cameras/tell", {"kind": "report", "all": "1", "q": "roof"})
    assert Order.objects.filter(device__name__startswith="Roof", kind="report").count() == Order.objects.count() == 3


def test_settings_are_set_for_many_and_what_is_wrong_is_told_beside_its_field() -> None:
    made = world("energy", since=START, faced=False)
    second, _ = new_camera(made.site.organization, "Second")
    client, ids = _client(), [str(made.device.pk), str(second.pk)]
    form = client.post("/cameras/settings", {"camera": ids})
    assert "These settings are for 2 cameras" in form.content.decode()
    typed = _typed(at="6:00、 18：30", windows="05:00〜23:00")
    refused = client.post("/cameras/settings", {"camera": ids, "set": "1"} | _typed(at="at noon"))
    assert refused.status_code == 422
    assert "like 06:00" in refused.content.decode()
    assert client.post("/cameras/settings", {"camera": ids, "set": "1"} | typed).status_code == 302
    for device in Device.objects.filter(pk__in=ids):
        told = chosen_for(device).model_dump(mode="json")
        assert (told["at"], told["windows"], told["every_minutes"]) == (["06:00", "18:30"], [["05:00", "23:00"]], 15)


def _typed(**other: str) -> dict[str, str]:
    told = Settings().model_dump(mode="json")
    plain = {name: str(value) for name, value in told.items() if not isinstance(value, list | bool)}
    return plain | {"every_minutes": "15", "at": "", "windows": ""} | other


def test_a_camera_is_claimed_put_over_a_meter_named_renewed_and_stopped() -> None:
    made = world("energy", since=START, faced=False)
    [told] = keying.register(["HC-1"], "HC-1", "", person("staff@example.jp", staff=True))
    unit = Unit.objects.get()
    life.ship(unit, made.site.organization, made.owner)
    client = _client()
    assert client.post("/cameras/claim", {"code": "wrong", "name": "Cellar"}).status_code == 422
    shown = client.get("/cameras/claim?code=" + told.code)
    assert told.code in shown.content.decode()
    address = client.post("/cameras/claim", {"code": told.code, "name": "Cellar"})["Location"]
    device = Device.objects.get(name="Cellar")
    assert address == f"/cameras/{device.pk}/guide"
    address = f"/cameras/{device.pk}"
    client.post(f"{address}/change", {"over": str(made.register.meter_id)})
    assert device.installations.get().meter_id == made.register.meter_id
    client.post(f"{address}/change", {"name": "Attic"})
    page = client.post(f"{address}/token")
    token = page.context["token"]
    assert by_token(token) == device
    client.post(f"{address}/token", {"revoke": str(device.tokens.get().pk)})
    assert by_token(token) is None
    client.post(f"{address}/change", {"off": str(made.register.meter_id)})
    client.post(f"{address}/change", {"stop": "1"})
    assert client.get(address).status_code == 404
    assert [one.action for one in Activity.objects.filter(about=device.pk).order_by("pk")] == [
        f"device.{what}" for what in ("claimed", "installed", "renamed", "token_made", "token_revoked", "taken_off", "stopped")
    ]


def test_codes_are_not_tried_without_end() -> None:
    world("energy", since=START, faced=False)
    client = _client()
    answers = [client.post("/cameras/claim", {"code": f"X{n}", "name": "A"}).content.decode() for n in range(21)]
    assert "Too many tries" in answers[-1]
    assert "Too many tries" not in answers[-2]


def test_a_camera_is_put_over_no_meter_of_another_house() -> None:
    made = world("energy", since=START, faced=False)
    other = world("water", since=START, email="other@example.jp", faced=False)
    address = f"/cameras/{made.device.pk}/change"
    for wrong in (str(other.register.meter_id), "nothing"):
        assert _client().post(address, {"over": wrong}).status_code == 404
    assert made.device.installations.count() == 1


def test_those_who_only_look_see_no_cameras() -> None:
    made = world("energy", since=START, faced=False)
    member(made.site.organization, "viewer@example.jp")
    assert _client("viewer@example.jp").get("/cameras").status_code == 404


def test_a_camera_put_over_a_meter_twice_watches_it_once() -> None:
    made = world("energy", since=START, faced=False)
    put_over(made.device, made.register.meter, made.owner)
    assert made.device.installations.filter(until=None).count() == 1


def test_five_hundred_cameras_cost_as_many_queries_as_one(django_assert_max_num_queries: Any) -> None:
    made = world("energy", since=START, faced=False)
    for n in range(60):
        new_camera(made.site.organization, f"Roof {n}")
    with django_assert_max_num_queries(10):
        assert len(fleet(Device.objects.all(), timezone.now())) == 61


def test_right_codes_are_claimed_however_many_they_are_and_wrong_ones_count_for_an_hour() -> None:
    made = world("energy", since=START, faced=False)
    told = keying.register([f"HC-{n}" for n in range(22)], "HC-1", "", made.owner)
    for unit in Unit.objects.all():
        life.ship(unit, made.site.organization, made.owner)
    client = _client(made.owner.email)
    answers = [client.post("/cameras/claim", {"code": one.code, "name": one.serial}) for one in told]
    assert {one.status_code for one in answers} == {302}
    assert client.post("/cameras/claim", {"code": "X", "name": "A"}).status_code == 422
    with connection.cursor() as cursor:
        cursor.execute("SELECT expires FROM cache WHERE cache_key LIKE %s", [cache.make_key(f"claim:{made.owner.pk}")])
        [(expires,)] = cursor.fetchall()
    assert str(expires)[:16] > (timezone.now() + timedelta(minutes=50)).isoformat(" ")[:16]
