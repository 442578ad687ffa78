"""A unit's whole life: nobody claims what was not sent to them, and what comes back carries nothing of whoever had it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.models import Organization, User
from harimi.service.api.device.common import limiter
from harimi.service.devices.models import Device
from harimi.service.devices.tokens import by_token
from harimi.service.logistics import claiming, keying, life, unit_errors
from harimi.service.logistics.keying import Secrets
from harimi.service.logistics.models import Unit, UnitEvent
from tests.services.world import World, person, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


def _unit(serial: str = "HC-0001") -> tuple[Unit, Secrets]:
    [told] = keying.register([serial], "HC-1", "2026-11", person("stock@example.jp", staff=True))
    return Unit.objects.get(serial=serial), told


def _enrol(key: str) -> tuple[int, dict[str, Any]]:
    answer = Client().post("/api/device/v1/enrol", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.json()


def test_a_unit_is_shipped_claimed_enrolled_returned_wiped_and_shipped_again(made: World) -> None:
    unit, told = _unit()
    staff = unit.events.get().actor
    assert staff is not None
    assert _enrol(told.key)[1]["code"] == "not_claimed"
    life.ship(unit, made.site.organization, staff)
    assert _enrol(told.key)[1]["code"] == "not_claimed"

    device = claiming.claim(told.code.lower().replace("-", " "), made.site.organization, "Cellar", made.owner)
    status, body = _enrol(told.key)
    assert status == 201
    assert by_token(body["token"]) == device

    unit.refresh_from_db()
    life.take_back(unit, staff)
    assert by_token(body["token"]) is None
    assert Device.objects.get(pk=device.pk).organization == made.site.organization
    fresh = keying.wipe(unit, staff)
    unit.refresh_from_db()
    assert (unit.state, unit.organization, unit.device) == ("stock", None, None)
    assert not UnitEvent.objects.exclude(organization=None).exists()
    assert _enrol(told.key)[0] == 401
    assert [one.what for one in unit.events.order_by("pk")] == [
        *("registered", "shipped", "claimed", "enrolled", "returned", "wiped")
    ]
    other = world("water", since=START, email="other@example.jp", faced=False)
    life.ship(unit, other.site.organization, staff)
    second = claiming.claim(fresh.code, other.site.organization, "Roof", other.owner)
    assert second.pk != device.pk
    assert not second.installations.exists()


def test_nobody_claims_what_was_sent_to_others_or_was_not_sent_at_all(made: World) -> None:
    unit, told = _unit()
    staff = person("staff@example.jp", staff=True)
    for code in (told.code, "AAAA-BBBB-CCCC-DDDD", ""):
        with pytest.raises(unit_errors.NoSuchCodeError):
            claiming.claim(code, made.site.organization, "Cellar", made.owner)
    elsewhere = world("water", since=START, email="other@example.jp", faced=False).site.organization
    life.ship(unit, elsewhere, staff)
    with pytest.raises(unit_errors.NoSuchCodeError):
        claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    assert Device.objects.filter(name="Cellar").count() == 0


@pytest.mark.parametrize("step", ["ship", "take_back", "wipe", "retire"])
def test_a_step_that_does_not_begin_there_is_not_taken(made: World, step: str) -> None:
    unit, told = _unit()
    staff = person("staff@example.jp", staff=True)
    before = {"ship": "claimed", "take_back": "stock", "wipe": "stock", "retire": "claimed"}[step]
    if before == "claimed":
        life.ship(unit, made.site.organization, staff)
        claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    steps: dict[str, Any] = {
        "ship": lambda: life.ship(unit, made.site.organization, staff),
        "take_back": lambda: life.take_back(unit, staff),
        "wipe": lambda: keying.wipe(unit, staff),
        "retire": lambda: life.retire(unit, staff),
    }
    events = unit.events.count()
    with pytest.raises(unit_errors.WrongStateError, match=unit.serial):
        steps[step]()
    assert unit.events.count() == events
    assert Unit.objects.get().state == before


def test_a_serial_number_is_registered_once_and_none_of_its_batch_with_it(made: World) -> None:
    _unit("HC-7")
    with pytest.raises(unit_errors.SerialKnownError, match="HC-7"):
        keying.register(["HC-6", "HC-7"], "HC-1", "", made.owner)
    assert list(Unit.objects.values_list("serial", flat=True)) == ["HC-7"]


def test_a_lost_label_is_made_anew_and_the_old_code_opens_nothing(made: World) -> None:
    unit, told = _unit()
    life.ship(unit, made.site.organization, made.owner)
    fresh = keying.renew_code(unit, made.owner)
    with pytest.raises(unit_errors.NoSuchCodeError):
        claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    assert claiming.claim(fresh.code, made.site.organization, "Cellar", made.owner).name == "Cellar"


def test_an_organization_that_ends_leaves_its_unit_behind_without_a_trace(made: World) -> None:
    unit, told = _unit()
    life.ship(unit, made.site.organization, made.owner)
    claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    Organization.objects.filter(pk=made.site.organization_id).delete()
    unit.refresh_from_db()
    assert (unit.organization_id, unit.device_id) == (None, None)


def test_neither_key_nor_code_is_kept(made: World) -> None:
    _, told = _unit()
    row = repr(Unit.objects.values().get())
    assert told.key not in row
    assert told.code not in row
    assert told.code.replace("-", "") not in row


def test_keys_are_not_tried_without_end(made: World) -> None:
    assert [_enrol("hu_x")[0] for _ in range(14)][-2:] == [429, 429]


def test_a_unit_that_was_claimed_while_staff_looked_is_taken_back_with_its_camera(made: World) -> None:
    unit, told = _unit()
    life.ship(unit, made.site.organization, made.owner)
    device = claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    token = _enrol(told.key)[1]["token"]
    life.take_back(unit, made.owner)
    assert by_token(token) is None
    device.refresh_from_db()
    assert device.stopped_at is not None


@pytest.mark.parametrize("ends", [keying.wipe, life.retire])
def test_who_claimed_a_unit_is_forgotten_with_its_customer(made: World, ends: Callable[[Unit, User], object]) -> None:
    unit, told = _unit()
    staff = unit.events.get().actor
    assert staff is not None
    life.ship(unit, made.site.organization, staff)
    claiming.claim(told.code, made.site.organization, "Cellar", made.owner)
    unit.refresh_from_db()
    life.take_back(unit, staff)
    ends(unit, staff)
    assert not unit.events.filter(actor=made.owner).exists()
    assert unit.events.filter(actor=staff).count() == 4
