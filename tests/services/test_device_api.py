"""The device API: durable before the answer, once for the same photograph, and errors that say what to do."""

import io
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from pytest_django.fixtures import Settings

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Capture, Cut
from harimi.service.devices.models import Installation
from harimi.service.devices.services import new_camera, stop
from harimi.service.platform.blobs import blobs
from harimi.vision.photo import open_photo
from tests.meters import METERS, shot
from tests.services.world import World, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
URL = "/api/device/v1/captures"
AT = "2026-04-06T10:00:00+09:00"


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


@pytest.fixture(scope="module")
def photo() -> bytes:
    return shot(METERS["energy"], METERS["energy"].start, 3)


def _post(token: str, data: bytes, at: str = AT, kind: str = "image/jpeg", key: str = "") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Harimi-Taken-At": at} | ({"Idempotency-Key": key} if key else {})
    answer = Client().post(URL, data, content_type=kind, headers=headers)
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/problem+json"
    return answer.status_code, json.loads(answer.content)


def test_a_photograph_is_answered_once_its_bytes_and_its_row_are_there(made: World, photo: bytes) -> None:
    status, body = _post(made.token, photo)
    kept = Cut.objects.get(capture_id=body["id"])
    assert status == 201
    assert kept.taken_at == datetime(2026, 4, 6, 1, 0, tzinfo=UTC)
    assert open_photo(blobs().get(kept.blob)).image.shape[:2] == (kept.height, kept.width)


def test_a_form_is_taken_like_a_raw_body(made: World, photo: bytes) -> None:
    form = {"photo": SimpleUploadedFile("a.jpg", photo, "image/jpeg"), "taken_at": AT, "idempotency_key": "a-1"}
    answer = Client().post(URL, form, headers={"Authorization": f"Bearer {made.token}"})
    again = _post(made.token, photo, key="a-1")
    assert (answer.status_code, again[0]) == (201, 200)
    assert answer.json()["id"] == again[1]["id"]


@pytest.mark.parametrize("key", ["", "shot-17"])
def test_the_same_photograph_twice_is_one_capture(made: World, photo: bytes, key: str) -> None:
    before = Capture.objects.count()
    first, second = _post(made.token, photo, key=key), _post(made.token, photo, key=key)
    assert (first[0], second[0]) == (201, 200)
    assert first[1]["id"] == second[1]["id"]
    assert Capture.objects.count() == before + 1


def test_a_key_for_two_photographs_is_a_conflict(made: World, photo: bytes) -> None:
    _post(made.token, photo, key="k")
    assert _post(made.token, shot(METERS["energy"], METERS["energy"].start, 9), key="k")[1]["code"] == "key_reused"


@pytest.mark.parametrize("token", ["", "hc_wrong", "x" * 5000, "ü"])
def test_without_a_valid_token_nothing_is_taken(made: World, photo: bytes, token: str) -> None:
    before = Capture.objects.count()
    status, body = _post(token, photo)
    assert (status, body["status"]) == (401, 401)
    assert Capture.objects.count() == before


def test_a_stopped_camera_is_heard_no_more(made: World, photo: bytes) -> None:
    stop(made.device)
    assert _post(made.token, photo)[0] == 401


@pytest.mark.parametrize(
    ("data", "kind", "status", "code"),
    [
        (b"", "image/jpeg", 411, "no_length"),
        (b"no picture", "image/jpeg", 415, "not_a_photo"),
        (b"{}", "application/json", 415, "not_a_photo"),
        (b"\xff\xd8\xff\xe0" + b"0" * 300, "image/jpeg", 422, "truncated_photo"),
    ],
)
def test_what_is_no_photograph_is_refused_with_its_reason(made: World, data: bytes, kind: str, status: int, code: str) -> None:
    assert (_post(made.token, data, kind=kind)[0], _post(made.token, data, kind=kind)[1]["code"]) == (status, code)


def test_a_truncated_photograph_is_refused(made: World, photo: bytes) -> None:
    assert _post(made.token, photo[: len(photo) // 2])[0] == 422


def test_too_large_a_body_is_refused_by_its_length(made: World) -> None:
    answer = Client().post(
        URL, b"x", content_type="image/jpeg", headers={"Authorization": f"Bearer {made.token}", "Content-Length": "99000000"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "photo_size")


@pytest.mark.parametrize(
    "at",
    ["yesterday", "2026-04-06T10:00:00", "2026-13-40T10:00:00Z", "0001-01-01T00:00:00+09:00", "9999-12-31T23:59:59-09:00"],
)
def test_a_time_without_a_zone_or_sense_is_refused(made: World, photo: bytes, at: str) -> None:
    assert _post(made.token, photo, at=at)[1]["code"] == "bad_time"


def test_a_time_yet_to_come_is_refused(made: World, photo: bytes) -> None:
    tomorrow = (timezone.now() + timedelta(days=1)).isoformat()
    assert _post(made.token, photo, at=tomorrow)[1]["code"] == "taken_in_future"


def test_a_camera_that_watches_nothing_is_told_so(made: World, photo: bytes) -> None:
    _, token = new_camera(made.site.organization, "spare")
    assert _post(token, photo)[1]["code"] == "not_installed"


def test_when_nobody_drew_a_face_in_time_photographs_are_refused_and_not_kept(photo: bytes) -> None:
    late = world("energy", since=START, faced=False)
    assert _post(late.token, photo)[0] == 201
    Installation.objects.update(set_up_ends=timezone.now() - timedelta(minutes=1))
    before = Cut.objects.count()
    assert _post(late.token, photo, at="2026-04-06T11:00:00+09:00")[1]["code"] == "set_up_over"
    assert Cut.objects.count() == before


def test_too_many_photographs_a_minute_are_put_off(made: World, photo: bytes, settings: Settings) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"captures_per_minute": 2})
    answers = [
        Client().post(URL, photo, content_type="image/jpeg", headers={"Authorization": f"Bearer {made.token}"})
        for _ in range(3)
    ]
    assert [answer.status_code for answer in answers[1:]] in ([201, 429], [200, 429])
    assert answers[2].headers["Retry-After"] == "60"


def test_nothing_but_pixels_is_kept(made: World) -> None:
    picture = Image.new("RGB", (640, 480), (120, 130, 140))
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    exif.get_ifd(0x8825)[2] = (35.0, 40.0, 12.0)
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif, comment=b"secret remark")
    body = _post(made.token, file.getvalue())[1]
    kept = blobs().get(Cut.objects.get(capture_id=body["id"]).blob)
    assert b"secret" not in kept
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_once_a_face_is_drawn_only_its_part_is_kept(made: World, photo: bytes) -> None:
    kept = Cut.objects.get(capture_id=_post(made.token, photo)[1]["id"])
    whole = open_photo(photo).image
    assert kept.frame is not None
    assert kept.width * kept.height < 0.8 * whole.shape[0] * whole.shape[1]


def test_the_api_describes_itself(client: Client) -> None:
    described = client.get("/api/device/v1/openapi.json").json()
    answers = described["paths"]["/api/device/v1/captures"]["post"]["responses"]
    assert set(answers) >= {"200", "201", "401", "409", "413", "415", "422", "429"}
    assert {f"/api/device/v1/{name}" for name in ("captures/batch", "measurements", "contact")} <= set(described["paths"])
    assert set(client.get("/api/device/aiote/openapi.json").json()["paths"]["/api/device/aiote/v1"]) == {"post", "put"}


def test_a_form_without_its_boundary_is_refused_like_everything_else(made: World) -> None:
    assert _post(made.token, b"--x", kind="multipart/form-data")[1]["code"] == "bad_form"
