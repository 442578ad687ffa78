"""Many photographs in one request: each is judged by itself, and none of them is lost or doubled by another."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture, Cut
from harimi.vision.photo import MAX_BYTES
from tests.meters import METERS, shot
from tests.services.world import World, hours, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
URL = "/api/device/v1/captures/batch"


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


def _photos(count: int) -> list[bytes]:
    return [shot(METERS["energy"], METERS["energy"].start, n) for n in range(1, count + 1)]


def _at(n: int) -> str:
    return (START + hours(n)).isoformat()


def _send(made: World, photos: list[bytes], **fields: list[str]) -> tuple[int, dict[str, Any]]:
    files = [SimpleUploadedFile(f"{n}.jpg", data, "image/jpeg") for n, data in enumerate(photos)]
    answer = Client().post(URL, {"photo": files, **fields}, headers={"Authorization": f"Bearer {made.token}"})
    return answer.status_code, answer.json()


def test_each_photograph_of_a_batch_is_kept_with_its_own_time_and_key(made: World) -> None:
    status, body = _send(made, _photos(3), taken_at=[_at(1), _at(2), _at(3)], idempotency_key=["a", "b", "c"])
    assert (status, [one["status"] for one in body["outcomes"]]) == (200, [201, 201, 201])
    kept = [Capture.objects.get(pk=one["id"]) for one in body["outcomes"]]
    assert [(one.taken_at, one.idempotency_key) for one in kept] == [(START + hours(n), "abc"[n - 1]) for n in (1, 2, 3)]
    assert set(body["orders"]) == {"now", "settings", "commands"}


def test_a_bad_photograph_harms_no_other_and_the_batch_may_come_again(made: World) -> None:
    good = _photos(2)
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    batch = [good[0], b"no picture", good[1], good[1]]
    times = [_at(1), _at(2), tomorrow, _at(3)]
    outcomes = _send(made, batch, taken_at=times)[1]["outcomes"]
    told = [(one["status"], one["code"]) for one in outcomes]
    assert told == [(201, None), (415, "not_a_photo"), (422, "taken_in_future"), (201, None)]
    assert all(one["detail"] for one in outcomes if one["status"] >= 400)
    before = Cut.objects.count()
    again = _send(made, batch, taken_at=times)[1]["outcomes"]
    assert [one["status"] for one in again] == [200, 415, 422, 200]
    assert [one["id"] for one in again] == [one["id"] for one in outcomes]
    assert Cut.objects.count() == before


def test_the_same_photograph_twice_in_a_batch_is_one(made: World) -> None:
    (photo,) = _photos(1)
    outcomes = _send(made, [photo, photo], taken_at=[_at(1), _at(1)])[1]["outcomes"]
    assert [one["status"] for one in outcomes] == [201, 200]
    assert outcomes[0]["id"] == outcomes[1]["id"]


def test_the_limit_of_a_minute_counts_photographs(made: World, settings: Settings) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"captures_per_minute": 2})
    times = [_at(1), _at(2), _at(3)]
    outcomes = _send(made, _photos(3), taken_at=times)[1]["outcomes"]
    assert [(one["status"], one["code"]) for one in outcomes] == [(201, None), (201, None), (429, "too_many")]
    status, body = _send(made, _photos(3), taken_at=times)
    assert (status, body["code"]) == (429, "too_many")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"taken_at": [_at(1)]}, "bad_form"),
        ({}, "bad_form"),
        ({"taken_at": [_at(1), _at(2)], "idempotency_key": ["a"]}, "bad_form"),
        ({"taken_at": [_at(1), _at(2)], "part": ["", "", ""]}, "bad_form"),
    ],
)
def test_fields_that_do_not_match_the_photographs_are_refused_whole(
    made: World, fields: dict[str, list[str]], code: str
) -> None:
    before = Capture.objects.count()
    status, body = _send(made, _photos(2), **fields)
    assert (status, body["code"]) == (422, code)
    assert Capture.objects.count() == before


def test_a_bad_time_or_part_refuses_its_own_photograph_alone(made: World) -> None:
    outcomes = _send(made, _photos(3), taken_at=["yesterday", _at(2), _at(3)], part=["", "1,2", ""])[1]["outcomes"]
    assert [one["code"] for one in outcomes] == ["bad_time", "bad_part", None]


@pytest.mark.parametrize("count", [101, 130])
def test_more_than_a_hundred_are_refused(made: World, count: int) -> None:
    status, body = _send(made, [b"x"] * count, taken_at=[_at(1)] * count)
    assert (status, body["code"]) == (413, "too_many_photos")


def test_too_many_bytes_are_refused_by_their_length(made: World) -> None:
    headers = {"Authorization": f"Bearer {made.token}", "Content-Length": str(MAX_BYTES * 2)}
    answer = Client().post(URL, b"x", content_type="multipart/form-data; boundary=x", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "batch_size")


def test_an_empty_or_broken_batch_is_refused(made: World) -> None:
    assert _send(made, [], taken_at=[])[1]["code"] == "no_photo"
    headers = {"Authorization": f"Bearer {made.token}"}
    broken = Client().post(URL, b"--x", content_type="multipart/form-data", headers=headers)
    assert (broken.status_code, broken.json()["code"]) == (422, "bad_form")
    raw = Client().post(URL, b"x", content_type="image/jpeg", headers=headers)
    assert (raw.status_code, raw.json()["code"]) == (422, "bad_form")


def test_without_a_token_a_batch_is_not_read() -> None:
    assert Client().post(URL, {"taken_at": "x"}).json()["code"] == "no_token"
