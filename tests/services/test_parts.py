"""A camera may send only a part of its view: what is kept and read is the same as if it had sent all."""

import io
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from harimi.service.api.device.common import limiter
from harimi.service.captures.models import Cut
from harimi.service.captures.parts import covers, of_view, part_of, within
from harimi.service.captures.registration import register_meter
from harimi.service.captures.services import PartTooSmallError, accept
from harimi.service.devices.models import Frame, Installation
from harimi.service.devices.services import install
from harimi.service.platform.blobs import blobs
from harimi.service.readings.framing import cut_stragglers
from harimi.service.readings.models import Reading
from harimi.service.readings.set_up import keep_face, set_up_picture
from harimi.vision.photo import open_photo
from tests.meters import shot
from tests.services.world import WANTED, World, hours, values, work, world

START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
URL = "/api/device/v1/captures"
database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made() -> World:
    limiter().storage.reset()
    return world("energy", since=START)


def _cropped(photo: bytes, wanted: Frame) -> tuple[bytes, Frame]:
    """A camera's own cut, on whole pixels and lossless, and what of the view it is."""
    whole = open_photo(photo).image
    height, width = whole.shape[:2]
    x0, y0 = int(wanted.x * width), int(wanted.y * height)
    x1, y1 = int(np.ceil((wanted.x + wanted.width) * width)), int(np.ceil((wanted.y + wanted.height) * height))
    file = io.BytesIO()
    Image.fromarray(cv2.cvtColor(whole[y0:y1, x0:x1], cv2.COLOR_BGR2RGB)).save(file, "PNG")
    return file.getvalue(), Frame(x0 / width, y0 / height, (x1 - x0) / width, (y1 - y0) / height)


def _around(frame: Frame, room: float) -> Frame:
    x, y = max(0.0, frame.x - room), max(0.0, frame.y - room)
    return Frame(x, y, min(1.0, frame.x + frame.width + room) - x, min(1.0, frame.y + frame.height + room) - y)


def _frame() -> Frame:
    found = Installation.objects.get().cut
    assert found is not None
    return found


def _post(made: World, data: bytes, part: str, at: datetime) -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {made.token}", "Harimi-Taken-At": at.isoformat(), "Harimi-Part": part}
    answer = Client().post(URL, data, content_type="image/png", headers=headers)
    return answer.status_code, answer.json()


@database
@pytest.mark.parametrize("room", [0.0, 0.03, 0.5])
def test_a_part_is_kept_and_read_as_the_whole_view_would_be(made: World, room: float) -> None:
    photo = shot(made.living, made.living.start + 1, 5)
    lossless, _ = _cropped(photo, Frame(0, 0, 1, 1))
    part_bytes, part = _cropped(photo, _around(_frame(), room))
    whole = accept(made.device, lossless, START + hours(1)).capture.cuts.get()
    status, body = _post(made, part_bytes, f"{part.x:.5f},{part.y:.5f},{part.width:.5f},{part.height:.5f}", START + hours(2))
    assert status == 201
    kept = Cut.objects.get(capture_id=body["id"])
    assert (kept.width, kept.height, kept.frame) == (whole.width, whole.height, whole.frame)
    assert blobs().get(kept.blob) == blobs().get(whole.blob)
    work()
    assert values(made.register)[1] is not None
    assert values(made.register)[1] == values(made.register)[2]


@database
def test_a_part_that_does_not_show_the_display_is_refused_with_what_is_needed(made: World) -> None:
    frame = _frame()
    half = Frame(frame.x, frame.y, frame.width / 2, frame.height)
    data, part = _cropped(shot(made.living, made.living.start, 5), half)
    status, body = _post(made, data, f"{part.x},{part.y},{part.width},{part.height}", START + hours(1))
    assert (status, body["code"]) == (422, "part_too_small")
    assert f"{frame.width:.3f}" in body["detail"]
    assert Cut.objects.count() == 1


@database
@pytest.mark.parametrize("part", ["1,2", "a,b,c,d", "0,0,0,1", "-0.1,0,1,1", "0.5,0,0.6,1", "nan,0,1,1", "1,0,0.001,1"])
def test_what_is_no_part_is_refused(made: World, part: str) -> None:
    assert _post(made, shot(made.living, made.living.start, 5), part, START + hours(1))[1]["code"] == "bad_part"


@database
def test_a_face_drawn_on_a_part_keeps_the_right_place_of_later_whole_views_and_other_parts() -> None:
    made = world("energy", since=START, faced=False)
    face = made.living.look.face()
    photos = [shot(made.living, made.living.start + n, n + 1) for n in range(3)]
    first, part = _cropped(photos[0], Frame(0.05, 0.04, 0.9, 0.9))
    accept(made.device, first, START, part=part)
    whole = accept(made.device, photos[1], START + hours(1)).capture.cuts.get()
    beside, small = _cropped(photos[2], Frame(0.9, 0.9, 0.1, 0.1))
    accept(made.device, beside, START + hours(2), part=small)
    picture = Cut.objects.get(taken_at=START)
    width, height = face.size
    moved = face.model_copy(
        update={
            "size": (picture.width, picture.height),
            "displays": tuple(
                display.model_copy(
                    update={"corners": tuple((x - part.x * width, y - part.y * height) for x, y in display.corners)}
                )
                for display in face.displays
            ),
        }
    )
    assert set_up_picture(made.installation) is not None
    keep_face(made.register, picture, moved, actor=made.owner)
    while cut_stragglers():
        pass
    picture.refresh_from_db()
    whole.refresh_from_db()
    assert Cut.objects.count() == 2
    assert np.allclose(picture.frame, whole.frame, atol=2 / width)
    assert abs(picture.width - whole.width) <= 1
    work()
    assert values(made.register) == [876541, 876641]
    assert set(Reading.objects.values_list("state", flat=True)) <= {"estimated", "confirmed"}


@database
def test_of_several_meters_those_are_kept_that_the_part_shows(made: World) -> None:
    other = install(made.device, register_meter(made.site, WANTED["water"]).meter, since=START)
    Installation.objects.filter(pk=other.pk).update(frame=[0.9, 0.9, 0.1, 0.1])
    frame = made.installation.cut
    assert frame is not None
    data, part = _cropped(shot(made.living, made.living.start, 5), _around(frame, 0.01))
    taken = accept(made.device, data, START + hours(1), part=part).capture
    assert [cut.installation for cut in taken.cuts.all()] == [made.installation]
    with pytest.raises(PartTooSmallError):
        accept(made.device, data, START + hours(2), part=Frame(0, 0, 0.01, 0.01))


_side = st.floats(0, 0.6)
_length = st.floats(0.01, 0.4)


@given(_side, _side, _length, _length, st.floats(0, 0.1), st.floats(0, 0.1))
def test_there_and_back_a_frame_stays_where_it_is(x: float, y: float, w: float, h: float, left: float, top: float) -> None:
    frame, part = Frame(x, y, w, h), Frame(max(0, x - left), max(0, y - top), 0, 0)
    part = Frame(part.x, part.y, min(1 - part.x, w + 2 * left + 0.01), min(1 - part.y, h + 2 * top + 0.01))
    assert covers(part, frame)
    inside = within(part, frame)
    assert inside is not None
    back = of_view(part, inside)
    assert np.allclose([back.x, back.y, back.width, back.height], [x, y, w, h], atol=1e-9)


def test_the_whole_view_is_no_part() -> None:
    assert part_of("0,0,1,1") is None
    assert part_of("0.25, 0.1, 0.5, 0.4") == Frame(0.25, 0.1, 0.5, 0.4)
    assert within(Frame(0, 0, 0.2, 0.2), Frame(0.5, 0.5, 0.2, 0.2)) is None
