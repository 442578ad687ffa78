"""What a camera reads itself is an opinion like our reader's: believed where it can be, settled by others, never a word."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture, Cut
from harimi.service.captures.registration import register_meter
from harimi.service.captures.services import drop
from harimi.service.devices.models import Device
from harimi.service.devices.services import install, look_anew
from harimi.service.meters.models import Register
from harimi.service.readings import edge
from harimi.service.readings.keeping import forget_old_photographs
from harimi.service.readings.models import Attempt, Reading, Standing, State, Usage
from harimi.service.readings.questions import candidates
from harimi.service.readings.standing import keep_standings, missed_from
from tests.meters import shot
from tests.services.world import WANTED, World, hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
CAPTURES, MEASUREMENTS = "/api/device/v1/captures", "/api/device/v1/measurements"


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    made = world("energy", since=START)
    work()
    return made


def _at(n: float) -> str:
    return (START + hours(n)).isoformat()


def _tell(made: World, *said: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {made.token}"}
    answer = Client().post(MEASUREMENTS, json.dumps(said), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def _post(made: World, data: bytes, n: float, value: str) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {made.token}", "Harimi-Taken-At": _at(n), "Harimi-Value": value}
    answer = Client().post(CAPTURES, data, content_type="image/jpeg", headers=headers)
    return answer.status_code, answer.json()


def _reading(n: float) -> Reading:
    return Reading.objects.get(at=START + hours(n))


def test_a_value_that_follows_on_the_last_becomes_an_estimate_and_later_ones_confirm_it(made: World) -> None:
    status, body = _tell(made, {"at": _at(1), "value": "8766.10"})
    work()
    assert (status, [one["status"] for one in body["outcomes"]]) == (200, [201])
    assert (_reading(1).value, _reading(1).state, _reading(1).by_person) == (876610, State.ESTIMATED, False)
    _tell(made, {"at": _at(2), "value": "8767.20"}, {"at": _at(3), "value": 8768.4})
    work()
    assert values(made.register) == [876541, 876610, 876720, 876840]
    assert _reading(1).state == State.CONFIRMED
    assert sum(Usage.objects.filter(period="hour").values_list("amount", flat=True)) == 876840 - 876541


@pytest.mark.parametrize("value", ["8700.00", "9999.00"])
def test_a_value_that_cannot_follow_asks_a_person_and_is_no_reading(made: World, value: str) -> None:
    _tell(made, {"at": _at(1), "value": value})
    work()
    assert values(made.register) == [876541]
    attempt = Attempt.objects.get(cut=None)
    assert (attempt.verdict, [one["code"] for one in attempt.doubts]) == (
        "uncertain",
        ["below_last" if value < "8765" else "too_fast"],
    )
    assert [n for n, _ in candidates(attempt)] == [int(value.replace(".", ""))]


def test_a_wrong_value_that_was_believed_is_settled_by_those_that_follow(made: World) -> None:
    _tell(made, {"at": _at(1), "value": "8774.00"})
    work()
    assert values(made.register)[-1] == 877400
    for n in range(2, 7):
        send(made, Decimal("8765.50") + Decimal("0.3") * n, START + hours(n), n)
        work()
    assert Reading.objects.filter(at=START + hours(1), value=877400, state__in=("estimated", "confirmed")).count() == 0
    assert values(made.register)[-1] == 876730


def test_reader_and_camera_agree(made: World) -> None:
    status, body = _post(made, shot(made.living, Decimal("8766.10"), 3), 1, "8766.10")
    work()
    attempt = Attempt.objects.get(taken_at=START + hours(1))
    assert (status, body["refused_value"]) == (201, None)
    assert (attempt.told, attempt.told_step, attempt.device) == (876610, 1, made.device)
    assert attempt.face is not None
    assert (_reading(1).value, _reading(1).attempt) == (876610, attempt)


def test_where_they_differ_the_clear_picture_wins_and_the_evidence_shows_both(made: World, client: Client) -> None:
    _post(made, shot(made.living, Decimal("8766.10"), 3), 1, "8768.10")
    for n in range(2, 5):
        send(made, Decimal("8766.10") + n * Decimal("0.1"), START + hours(n), n)
    work()
    assert _reading(1).value == 876610
    client.force_login(made.owner)
    page = client.get(reverse("reading", args=[_reading(1).attempt_id])).content.decode()
    assert "カメラ自身が読み取った値" in page
    assert "8,766.10" in page
    assert "8,768.10" in page


def test_a_coarser_value_agrees_with_the_finer_picture(made: World) -> None:
    _post(made, shot(made.living, Decimal("8766.17"), 3), 1, "8766.1")
    work()
    assert (_reading(1).value, Attempt.objects.get(taken_at=START + hours(1)).told_step) == (876617, 10)


def test_without_a_face_the_value_stands_with_the_whole_photograph_as_evidence() -> None:
    limiter().storage.reset()
    bare = world("energy", since=START, faced=False)
    _post(bare, shot(bare.living, Decimal("8766.10"), 3), 1, "8766.10")
    work()
    attempt = Attempt.objects.get()
    assert (_reading(1).value, _reading(1).state, _reading(1).attempt) == (876610, State.ESTIMATED, attempt)
    assert attempt.cut is not None
    assert attempt.cut.state == Cut.State.WAITING


@pytest.mark.parametrize("first", ["value", "photograph"])
def test_value_and_photograph_of_one_moment_find_each_other(made: World, first: str) -> None:
    photo = shot(made.living, Decimal("8766.10"), 3)
    steps = [lambda: _tell(made, {"at": _at(1), "value": "8766.10"}), lambda: _post(made, photo, 1, "")]
    for step in steps if first == "value" else reversed(steps):
        step()
        work()
    attempt = Attempt.objects.get(taken_at=START + hours(1))
    assert attempt.cut is not None
    assert (attempt.told, attempt.alternatives[0][0], _reading(1).value) == (876610, 876610, 876610)
    assert _reading(1).attempt == attempt


def test_where_the_reader_was_quicker_than_the_proof_nothing_is_left_over(made: World) -> None:
    _tell(made, {"at": _at(1), "value": "8766.10"})
    work()
    send(made, "8766.10", START + hours(1))
    work()
    assert Attempt.objects.filter(taken_at=START + hours(1)).count() == 2
    _post(made, shot(made.living, Decimal("8766.10"), 1), 1, "")
    work()
    attempt = Attempt.objects.get(taken_at=START + hours(1))
    assert (attempt.told, attempt.device, _reading(1).attempt) == (876610, made.device, attempt)
    assert attempt.cut is not None


def test_what_comes_twice_is_once_and_another_value_of_the_moment_is_refused(made: World) -> None:
    said = {"at": _at(1), "value": "8766.10"}
    _tell(made, said)
    work()
    outcomes = _tell(made, said, {"at": _at(1), "value": "8766.20"}, said)[1]["outcomes"]
    work()
    assert [(one["status"], one["code"]) for one in outcomes] == [(200, None), (409, "told_otherwise"), (200, None)]
    assert Attempt.objects.filter(cut=None).count() == 1
    photo = shot(made.living, Decimal("8767.10"), 3)
    assert _post(made, photo, 2, "8767.10")[0] == 201
    status, body = _post(made, photo, 2, "8767.20")
    assert (status, body["refused_value"]["code"]) == (200, "told_otherwise")


def test_one_that_cannot_be_harms_no_other(made: World) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    _, body = _tell(
        made,
        {"at": _at(1), "value": "8766.1N"},
        {"at": _at(1), "value": "123456789.00"},
        {"at": tomorrow, "value": "8766.10"},
        {"at": _at(-5), "value": "8766.10"},
        {"at": _at(1), "value": "8766.10", "register": "gas"},
        {"at": _at(1), "value": "8766.10"},
    )
    codes = ["bad_value", "impossible_value", "taken_in_future", "not_installed", "which_register", None]
    assert [one["code"] for one in body["outcomes"]] == codes
    work()
    assert values(made.register) == [876541, 876610]


def test_a_photograph_is_kept_though_its_value_cannot_be(made: World) -> None:
    status, body = _post(made, shot(made.living, Decimal("8766.10"), 3), 1, "99999999999.00")
    assert (status, body["refused_value"]["code"]) == (201, "impossible_value")
    assert _post(made, b"x", 2, "12,5")[1]["code"] == "bad_value"
    work()
    assert _reading(1).value == 876610
    assert Attempt.objects.get(taken_at=START + hours(1)).told is None


def test_what_the_camera_could_not_read_is_an_unreadable_moment(made: World) -> None:
    _tell(made, {"at": _at(1), "value": None})
    work()
    assert (_reading(1).value, _reading(1).state) == (None, State.UNREADABLE)


def test_of_two_meters_the_name_says_which(made: World) -> None:
    water = register_meter(made.site, WANTED["water"])
    install(made.device, water.meter, since=START)
    _, body = _tell(
        made,
        {"at": _at(1), "value": "12.5", "register": "water"},
        {"at": _at(1), "value": "8766.10", "register": "Electricity"},
        {"at": _at(1), "value": "1"},
    )
    assert [one["code"] for one in body["outcomes"]] == [None, None, "which_register"]
    assert "Electricity, Water" in body["outcomes"][2]["detail"]
    work()
    assert (values(water), values(made.register)) == ([125000], [876541, 876610])


def test_each_photograph_of_a_batch_may_have_its_value(made: World) -> None:
    files = [SimpleUploadedFile("a.jpg", shot(made.living, Decimal("8766.10"), n)) for n in (1, 2)]
    form = {"photo": files, "taken_at": [_at(1), _at(2)], "value": ["8766.10", ""]}
    answer = Client().post(f"{CAPTURES}/batch", form, headers={"Authorization": f"Bearer {made.token}"})
    assert [one["status"] for one in answer.json()["outcomes"]] == [201, 201]
    assert list(Attempt.objects.filter(device=made.device).values_list("told", flat=True)) == [876610]
    assert Capture.objects.count() == 3


@pytest.mark.parametrize("body", ["no json", "{}", '[{"at": "2026-04-06", "value": "1"}]', '[{"value": "1"}]'])
def test_what_is_no_list_of_values_is_refused(made: World, body: str) -> None:
    headers = {"Authorization": f"Bearer {made.token}"}
    answer = Client().post(MEASUREMENTS, body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_body")
    many = [{"at": _at(1), "value": "1"}] * 201
    assert _tell(made, *many)[0] == 422


def test_pages_show_a_value_without_a_photograph(made: World, client: Client) -> None:
    _tell(made, {"at": _at(1), "value": "8766.10"}, {"at": _at(2), "value": "8700.00"})
    work()
    client.force_login(made.owner)
    told, asked = Attempt.objects.filter(cut=None).order_by("taken_at")
    for address in (reverse("reading", args=[told.pk]), reverse("question", args=[asked.pk])):
        page = client.get(address)
        assert page.status_code == 200
        assert "写真はありません" in page.content.decode()
    for name in ("meter", "meter_photographs"):
        assert client.get(reverse(name, args=[made.register.meter_id])).status_code == 200
    assert client.get(reverse("read_check", args=[made.register.meter_id, told.pk])).status_code == 404
    answer = client.post(reverse("question", args=[asked.pk]), {"value": "8767.00"})
    assert answer.status_code == 302
    assert (_reading(2).value, _reading(2).by_person) == (876700, True)


def test_values_go_with_the_photographs_and_readings_stay(made: World) -> None:
    _tell(made, {"at": _at(1), "value": "8766.10"})
    work()
    organization = made.site.organization
    organization.photographs_kept_days = 30
    organization.save()
    forget_old_photographs(START + timedelta(days=60))
    assert not Attempt.objects.filter(cut=None).exists()
    assert (_reading(1).value, _reading(1).attempt) == (876610, None)


def test_a_photograph_that_goes_takes_its_value_along_and_the_reading_stays(made: World) -> None:
    _post(made, shot(made.living, Decimal("8766.10"), 3), 1, "8766.10")
    work()
    drop(Cut.objects.get(taken_at=START + hours(1)))
    assert (_reading(1).value, _reading(1).attempt) == (876610, None)


def test_after_the_camera_was_moved_its_values_go_on(made: World) -> None:
    look_anew(made.installation)
    now = timezone.now()
    _, body = _tell(made, {"at": now.isoformat(), "value": "8800.00"})
    assert body["outcomes"][0]["status"] == 201


def test_a_time_at_the_edge_of_the_calendar_refuses_its_value_alone(made: World) -> None:
    first, last = "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"
    status, body = _tell(made, *({"at": at, "value": "1"} for at in (first, last)), {"at": _at(1), "value": "8766.10"})
    assert status == 200
    assert [one["status"] for one in body["outcomes"]] == [422, 422, 201]
    assert [one["code"] for one in body["outcomes"][:2]] == ["bad_time", "bad_time"]


def test_a_photograph_that_comes_twice_at_once_leaves_its_value_where_it_is(made: World) -> None:
    _tell(made, {"at": _at(1), "value": "8766.10"})
    alone = Attempt.objects.get(cut=None)
    send(made, Decimal("8766.10"), START + hours(1))
    cut = Cut.objects.get(taken_at=START + hours(1))
    for _ in range(2):
        edge._prove(alone, cut)
    assert Attempt.objects.get(cut=cut).told == 876610


def test_a_camera_that_sends_values_alone_is_missed_as_one_that_sends_photographs(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = timezone.now() + timedelta(days=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: came)
    for n in range(1, 4):
        _tell(made, {"at": _at(n), "value": f"8766.{n}0"})
    assert Standing.objects.get().silent_after == missed_from(came, None)
    keep_standings(came)
    assert Standing.objects.get().silent_after == missed_from(came, 3600)


def test_a_value_and_its_photograph_that_come_at_once_find_each_other(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    look, looked = edge._pictured, list[int]()

    def too_early(device: Device, register: Register, at: datetime) -> Cut | None:
        looked.append(1)
        return None if len(looked) == 1 else look(device, register, at)

    send(made, Decimal("8766.10"), START + hours(1))
    monkeypatch.setattr(edge, "_pictured", too_early)
    _tell(made, {"at": _at(1), "value": "8766.10"})
    cut = Cut.objects.get(taken_at=START + hours(1))
    assert Attempt.objects.get(taken_at=cut.taken_at).cut == cut
