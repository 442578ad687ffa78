"""What cameras are told: settings until they go by them, commands until they say what became of them; and tokens."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Activity
from harimi.service.api.device.common import limiter
from harimi.service.devices.asking import Kind, State, ask, set_settings
from harimi.service.devices.battery import empty_at
from harimi.service.devices.models import Device, DeviceHealth, Order
from harimi.service.devices.orders import expire
from harimi.service.devices.services import look_anew
from harimi.service.devices.settings import Settings, told_to
from harimi.service.devices.tokens import by_token, good_tokens, make_token, revoke
from harimi.service.privacy import choices
from harimi.service.privacy.choices import Asked
from tests.services.world import World, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
ASKED = Asked("May we?", "ja", "my_account")


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


def _contact(made: World, known: int | None = None, outcomes: Any = (), token: str = "") -> Any:
    headers = {"Authorization": f"Bearer {token or made.token}"} | ({} if known is None else {"Harimi-Settings": str(known)})
    body = json.dumps({"outcomes": list(outcomes)})
    return Client().post("/api/device/v1/contact", body, content_type="application/json", headers=headers)


def _orders(made: World, known: int | None = None, outcomes: Any = ()) -> Mapping[str, Any]:
    answer = _contact(made, known, outcomes)
    assert answer.status_code == 200, answer.content
    found: Mapping[str, Any] = answer.json()["orders"]
    return found


def _state(together: UUID) -> str:
    return Order.objects.get(together=together).state


def test_a_camera_gets_its_settings_once_and_again_where_anything_is_another(made: World) -> None:
    told = _orders(made)
    assert told["settings"]["every_minutes"] == 60
    assert told["settings"]["time_zone"] == "Asia/Tokyo"
    assert abs(datetime.fromisoformat(told["now"]) - timezone.now()) < timedelta(minutes=1)
    version = told["settings"]["version"]
    assert _orders(made, version)["settings"] is None

    made.site.time_zone = "Europe/Berlin"
    made.site.save()
    again = _orders(made, version)["settings"]
    assert again["time_zone"] == "Europe/Berlin"
    assert again["version"] != version


def test_new_settings_are_an_order_until_the_camera_goes_by_them(made: World) -> None:
    followed = set_settings([made.device], Settings(every_minutes=15, asleep=True), made.owner)
    assert _state(followed) == State.QUEUED
    version = _orders(made, 1)["settings"]["version"]
    assert _state(followed) == State.SENT
    _orders(made, version)
    assert _state(followed) == State.DONE
    assert Activity.objects.latest("pk").action == "device.asleep"

    second = set_settings([made.device], Settings(every_minutes=20), made.owner)
    third = set_settings([made.device], Settings(every_minutes=30), made.owner)
    assert (_state(second), _state(third)) == (State.REPLACED, State.QUEUED)


def test_only_the_face_is_sent_where_that_is_wanted_and_all_of_it_while_it_is_drawn_anew(made: World) -> None:
    set_settings([made.device], Settings(crop_to_face=True), made.owner)
    left, top, width, height = _orders(made)["settings"]["crop"]
    frame = made.installation.cut
    assert frame is not None
    assert left <= frame.x
    assert top <= frame.y
    assert left + width >= frame.x + frame.width
    assert top + height >= frame.y + frame.height
    assert width * height < 1
    look_anew(made.installation)
    assert _orders(made)["settings"]["crop"] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"every_minutes": -1},
        {"longest_side": 10},
        {"at": ["25:00"]},
        {"windows": [["06:00", "06:00"]]},
        {"unheard_of": 1},
        {"only_on_change": 101},
    ],
)
def test_settings_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings.model_validate(wrong)


def test_a_command_is_sent_until_the_camera_says_what_became_of_it(made: World) -> None:
    followed = ask([made.device], Kind.SHOOT, made.owner)
    [command] = _orders(made)["commands"]
    assert command["kind"] == "shoot"
    assert _orders(made)["commands"] == [command]
    assert _state(followed) == State.SENT
    left = _orders(made, outcomes=[{"id": command["id"], "state": "received"}])
    assert (_state(followed), left["commands"]) == (State.RECEIVED, [command])
    assert _orders(made, outcomes=[{"id": command["id"], "state": "failed", "code": "camera_failed"}])["commands"] == []
    _orders(made, outcomes=[{"id": command["id"], "state": "done"}])
    kept = Order.objects.get(together=followed)
    assert (kept.state, kept.code) == (State.FAILED, "camera_failed")


def test_what_a_camera_was_told_already_is_not_told_twice(made: World) -> None:
    for _ in range(3):
        ask([made.device], Kind.SHOOT, made.owner)
    ask([made.device], Kind.REPORT, made.owner)
    assert [one["kind"] for one in _orders(made)["commands"]] == ["shoot", "report"]


def test_an_order_of_another_camera_is_nobody_elses_to_end(made: World) -> None:
    other = world("water", since=START, email="other@example.jp", faced=False)
    followed = ask([made.device], Kind.SHOOT, made.owner)
    order = Order.objects.get(together=followed)
    _orders(other, outcomes=[{"id": str(order.pk), "state": "done"}])
    assert _state(followed) == State.QUEUED


def test_an_order_that_waited_too_long_expires(made: World) -> None:
    followed = ask([made.device], Kind.SHOOT, made.owner)
    later = timezone.now() + timedelta(days=2)
    assert expire(later) == 1
    assert _state(followed) == State.EXPIRED
    assert _orders(made)["commands"] == []


def test_a_camera_that_wiped_itself_is_heard_no_more(made: World) -> None:
    ask([made.device], Kind.WIPE, made.owner)
    [command] = _orders(made)["commands"]
    _orders(made, outcomes=[{"id": command["id"], "state": "done"}])
    assert _contact(made).status_code == 401


def test_a_body_that_does_not_fit_names_its_fields_and_nothing_of_what_stood_in_them(made: World) -> None:
    answer = _contact(made, outcomes=[{"id": "secret words", "state": "done"}])
    assert answer.status_code == 422
    assert "outcomes.0.id" in answer.json()["detail"]
    assert "secret words" not in answer.content.decode()


def test_a_photographs_answer_carries_orders_too(made: World) -> None:
    from tests.meters import METERS, shot

    ask([made.device], Kind.SHOOT, made.owner)
    headers = {"Authorization": f"Bearer {made.token}", "Harimi-Taken-At": "2026-04-06T10:00:00+09:00"}
    data = shot(METERS["energy"], METERS["energy"].start, 5)
    for status in (201, 200):
        answer = Client().post("/api/device/v1/captures", data, content_type="image/jpeg", headers=headers)
        assert answer.status_code == status
        assert [one["kind"] for one in answer.json()["orders"]["commands"]] == ["shoot"]


def test_a_token_is_renewed_with_an_overlap_that_ends_after_the_new_one_was_used(made: World) -> None:
    headers = {"Authorization": f"Bearer {made.token}"}
    fresh = Client().post("/api/device/v1/token", headers=headers).json()["token"]
    assert _contact(made).status_code == _contact(made, token=fresh).status_code == 200
    old = made.device.tokens.order_by("pk")[0]
    assert old.until is not None
    assert old.until < timezone.now() + timedelta(hours=2)
    made.device.tokens.filter(pk=old.pk).update(until=timezone.now())
    assert _contact(made).status_code == 401
    assert _contact(made, token=fresh).status_code == 200


def test_a_token_that_is_revoked_is_refused_at_once_and_others_are_not(made: World) -> None:
    second = make_token(made.device)
    newest, oldest = good_tokens(made.device)
    revoke(oldest)
    assert by_token(made.token) is None
    assert by_token(second) == made.device
    assert good_tokens(made.device) == [newest]


def test_when_it_was_heard_is_kept_only_while_its_log_may_be(made: World) -> None:
    _orders(made)
    made.device.refresh_from_db()
    assert made.device.heard_at is not None
    Device.objects.update(heard_at=None)
    choices.stop(made.site.organization.subject_id, ASKED, item="camera_log")
    _orders(made)
    made.device.refresh_from_db()
    assert made.device.heard_at is None


def test_the_day_on_which_a_battery_will_be_empty() -> None:
    falling = [(START + timedelta(days=day), 90 - day) for day in range(20)]
    empty = empty_at(falling)
    assert empty is not None
    assert abs(empty - (START + timedelta(days=90))) < timedelta(hours=1)
    assert empty_at([(START, 90), (START + timedelta(hours=2), 80)]) is None
    assert empty_at([(START + timedelta(days=day), 80) for day in range(5)]) is None
    charged = [*falling, (START + timedelta(days=21), 100), (START + timedelta(days=23), 98)]
    again = empty_at(charged)
    assert again is not None
    assert abs(again - (START + timedelta(days=121))) < timedelta(days=1)


def test_a_reported_battery_has_its_outlook_and_loses_it_with_the_consent(made: World) -> None:
    choices.consent("camera_device", ASKED, subject=made.site.organization.subject_id)
    headers = {"Authorization": f"Bearer {made.token}"}
    report = {"battery_percent": 55, "temperature_c": 21, "clock_drift_s": -3, "free_mb": 900, "waiting": 2}
    sent = Client().post("/api/device/v1/report", json.dumps(report), content_type="application/json", headers=headers)
    assert sent.status_code == 204
    assert DeviceHealth.objects.get().battery_percent == 55
    assert made.device.reports.get().clock_drift_s == -3


def test_the_version_of_settings_is_the_same_for_the_same_settings(made: World) -> None:
    before = told_to(made.device)["version"]
    set_settings([made.device], Settings(every_minutes=15), made.owner)
    set_settings([made.device], Settings(), made.owner)
    assert told_to(made.device)["version"] == before


@pytest.mark.parametrize("known", ["2147483648", "9999999999", "-1", "x"])
def test_a_version_that_none_of_our_settings_can_have_is_taken_as_none(made: World, known: str) -> None:
    headers = {"Authorization": f"Bearer {made.token}", "Harimi-Settings": known}
    answer = Client().post("/api/device/v1/contact", "{}", content_type="application/json", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["orders"]["settings"] is not None
