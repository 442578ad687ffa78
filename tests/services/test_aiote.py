"""A camera with the firmware AI-on-the-edge-device joins by its webhook, with bodies as the firmware makes them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.registration import register_meter
from harimi.service.devices.services import install
from harimi.service.readings.models import Attempt, Reading, State
from tests.meters import shot
from tests.services.world import WANTED, World, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/api/device/aiote/v1"
GOOD = "no error"


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    made = world("energy", since=timezone.now() - timedelta(hours=30))
    work()
    return made


def _number(at: datetime, value: str, raw: str = "", error: str = GOOD, name: str = "main") -> str:
    """One object as cJSON_PrintUnformatted writes it."""
    stamp = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    raw = raw or f"00{value}"
    return (
        f'{{"timestamp":"{stamp}","timestampLong":"{int(at.timestamp())}","name":"{name}","rawValue":"{raw}","value":"{value}",'
        f'"preValue":"{value}","rate":"0.012000","changeAbsolute":"0.06","error":"{error}"}}'
    )


def _post(made: World, *numbers: str, key: str | None = None) -> tuple[int, dict[str, Any]]:
    headers = {"APIKEY": made.token if key is None else key, "User-Agent": "ESP32 Meter reader"}
    answer = Client().post(URL, f"[{','.join(numbers)}]", content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def _put(made: World, photo: bytes, stamp: datetime) -> tuple[int, dict[str, Any]]:
    address = f"{URL}?timestamp={int(stamp.timestamp())}"
    answer = Client().put(address, photo, content_type="image/jpeg", headers={"APIKEY": made.token})
    return answer.status_code, answer.json()


def _now() -> datetime:
    return timezone.now().replace(microsecond=0)


def test_a_value_and_then_its_photograph_are_one_reading(made: World) -> None:
    at = _now()
    assert _post(made, _number(at, "8766.10")) == (200, {"taken": 1})
    status, body = _put(made, shot(made.living, Decimal("8766.10"), 3), at)
    work()
    attempt = Attempt.objects.get(taken_at=at)
    assert status == 201
    assert attempt.cut == Cut.objects.get(capture_id=body["id"])
    assert (attempt.told, attempt.alternatives[0][0]) == (876610, 876610)
    assert Reading.objects.get(at=at).value == 876610


def test_the_newest_firmware_says_more_behind_no_error(made: World) -> None:
    at = _now()
    _post(made, _number(at, "8766.10", error="no error - Read: 8766.10 - Raw: 008766.10 - Pre: 8766.04 - Rate: 0.012000"))
    work()
    assert values(made.register)[-1] == 876610


def test_what_the_firmware_refused_is_judged_here_at_the_time_it_came(made: World) -> None:
    """Its time is that of its last good value, and its value is empty; what it saw may be right all the same."""
    old = _now() - timedelta(hours=20)
    _post(made, _number(old, "8766.10"))
    error = "Rate too high - Read: 8790.10 - Pre: 8766.10"
    before = timezone.now()
    assert _post(made, _number(old, "", "008790.10", error))[0] == 200
    status, body = _put(made, shot(made.living, Decimal("8790.10"), 4), old)
    work()
    attempt = Attempt.objects.order_by("taken_at").last()
    assert attempt is not None
    assert before <= attempt.taken_at <= timezone.now()
    assert status == 201
    assert abs(datetime.fromisoformat(body["taken_at"]) - attempt.taken_at) < timedelta(milliseconds=1)
    assert (attempt.told, attempt.cut is not None) == (879010, True)
    assert values(made.register) == [876541, 876610, 879010]


@pytest.mark.parametrize("raw", ["00123.4N", "NNNNNN.NN", ""])
def test_a_figure_that_it_could_not_read_is_no_value(made: World, raw: str) -> None:
    at = _now() - timedelta(hours=3)
    number = _number(at, "", raw or " ", "Raw value with NaN").replace('"rawValue":" "', '"rawValue":""')
    assert _post(made, number)[0] == 200
    work()
    attempt = Attempt.objects.get(cut=None)
    assert (attempt.told, attempt.verdict) == (None, "unreadable")
    assert Reading.objects.get(at=attempt.taken_at).state == State.UNREADABLE


def test_its_photograph_is_read_here_where_it_could_not_read_it(made: World) -> None:
    at = _now() - timedelta(hours=3)
    _post(made, _number(at, "", "00876N.10", "Raw value with NaN"))
    _put(made, shot(made.living, Decimal("8766.10"), 3), at)
    work()
    assert values(made.register) == [876541, 876610]


def test_two_numbers_of_one_photograph_are_told_apart_by_name(made: World) -> None:
    water = register_meter(made.site, WANTED["water"])
    install(made.device, water.meter, since=timezone.now() - timedelta(hours=1))
    at = _now()
    numbers = _number(at, "8766.10", name="electricity"), _number(at - timedelta(hours=9), "", "12.5", "Neg. Rate", "Water")
    assert _post(made, *numbers)[0] == 200
    assert set(Attempt.objects.filter(cut=None).values_list("told", "taken_at")) == {(876610, at), (125000, at)}
    status, body = _post(made, _number(at + timedelta(seconds=1), "8766.20", name="main"))
    assert (status, body["code"]) == (422, "which_register")


def test_one_number_that_is_refused_keeps_no_other_back(made: World) -> None:
    at = _now()
    status, body = _post(made, _number(at, "99999999999.00", name="electricity"), _number(at, "8766.10", name="Electricity"))
    assert (status, body["code"]) == (422, "impossible_value")
    work()
    assert values(made.register) == [876541, 876610]


def test_the_same_message_twice_is_one_value(made: World) -> None:
    at, photo = _now(), shot(made.living, Decimal("8766.10"), 3)
    for _ in range(2):
        assert _post(made, _number(at, "8766.10"))[0] == 200
        _put(made, photo, at)
    assert Attempt.objects.filter(told=876610).count() == 1
    assert Capture.objects.count() == 2


def test_a_photograph_without_values_is_taken_at_its_own_time(made: World) -> None:
    at = _now() - timedelta(seconds=20)
    _, body = _put(made, shot(made.living, Decimal("8766.10"), 3), at)
    assert datetime.fromisoformat(body["taken_at"]) == at
    long_ago = timezone.now()
    _, body = _put(made, shot(made.living, Decimal("8766.20"), 4), at - timedelta(days=3))
    assert datetime.fromisoformat(body["taken_at"]) >= long_ago


def test_a_clock_that_was_never_set_means_now(made: World) -> None:
    before = timezone.now()
    _post(made, _number(datetime(1970, 1, 1, 0, 3, tzinfo=UTC), "8766.10"))
    assert before <= Attempt.objects.get(cut=None).taken_at <= timezone.now()


@pytest.mark.parametrize("key", ["", "hc_wrong"])
def test_without_its_token_nothing_is_taken(made: World, key: str) -> None:
    assert _post(made, _number(_now(), "8766.10"), key=key)[0] == 401
    assert not Attempt.objects.filter(cut=None).exists()


def test_what_is_no_webhook_is_refused(made: World) -> None:
    headers = {"APIKEY": made.token}
    assert Client().post(URL, "{}", content_type="application/json", headers=headers).json()["code"] == "bad_body"
    assert Client().put(URL, b"no picture", content_type="image/jpeg", headers=headers).status_code == 415
