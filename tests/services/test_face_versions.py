"""Versions of a face: from when a new one holds, and an earlier one brought back."""

from datetime import datetime

import pytest
from django.urls import reverse

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.captures.services import accept
from harimi.service.devices.services import look_anew
from harimi.service.meters.models import Face
from harimi.service.readings.models import Attempt
from harimi.service.readings.set_up import keep_face, set_up_picture
from tests.meters import shot
from tests.services.face_editing import START, ask, client_of, drawn_on, page_of
from tests.services.world import hours, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("since", "due"), [("picture", 1), ("now", 0), ("all", 3), ("whenever", 1)])
def test_a_new_face_holds_from_its_photograph_from_now_on_or_for_all(since: str, due: int) -> None:
    made = world("energy", since=START)
    for n in (1, 2):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    assert ask(made, "save_face", drawn_on(made) | {"since": since}).status_code == 200
    assert Cut.objects.filter(state__in=UNREAD).count() == due
    work()
    assert Attempt.objects.filter(face__version=2).count() == due


def test_an_earlier_version_is_brought_back_as_a_new_one_and_asked_for_twice_is_there_once() -> None:
    made = world("energy", since=START)
    send(made, "8767.00", START + hours(1), 1)
    work()
    drawn = drawn_on(made)
    drawn["face"]["displays"][0]["decimals"] = 1
    ask(made, "save_face", drawn | {"since": "all"})
    work()
    assert values(made.register) == [8765410, 8767000]
    listed = page_of(made, "face_versions").content.decode()
    assert "Version 2" in listed
    assert "2 photographs" in listed
    assert "owner@example.jp" in listed
    back = reverse("restore_face", args=[made.register.meter_id, 1])
    for _ in range(2):
        page = client_of().post(back, {"since": "all"}, follow=True)
        assert "as version 3" in page.content.decode()
    work()
    assert [row.version for row in made.register.faces.order_by("version")] == [1, 2, 3]
    first, third = made.register.faces.get(version=1), made.register.faces.get(version=3)
    assert (third.data, third.created_by) == (first.data, made.owner)
    assert values(made.register) == [876541, 876700]


@pytest.mark.parametrize(
    ("form", "begin"),
    [
        ({"since": "at", "at": "2026-04-06T10:00"}, START + hours(1)),
        ({"since": "all"}, START),
        ({"since": "at", "at": "0999-01-01T00:00"}, START),
    ],
)
def test_an_earlier_version_holds_from_the_moment_that_was_chosen_in_the_sites_own_time(
    form: dict[str, str], begin: datetime
) -> None:
    made = world("energy", since=START)
    drawn = drawn_on(made)
    drawn["face"]["displays"][0]["padded"] = True
    ask(made, "save_face", drawn)
    client_of().post(reverse("restore_face", args=[made.register.meter_id, 1]), form)
    assert made.register.faces.get(version=3).valid_from == begin


def test_what_cannot_be_brought_back_says_why() -> None:
    made = world("energy", since=START)
    for version, form in ((1, {"since": "at", "at": "soon"}), (7, {"since": "now"})):
        page = client_of().post(reverse("restore_face", args=[made.register.meter_id, version]), form, follow=True)
        assert 'class="error"' in page.content.decode()
    look_anew(made.installation)
    page = client_of().post(reverse("restore_face", args=[made.register.meter_id, 1]), {"since": "now"}, follow=True)
    assert "stands otherwise" in page.content.decode()
    assert Face.objects.count() == 1


def test_a_face_on_a_whole_photograph_that_came_before_the_frame_was_set_keeps_the_frame() -> None:
    made = world("energy", since=START, faced=False)
    accept(made.device, shot(made.living, made.living.start), START)
    accept(made.device, shot(made.living, made.living.start, 2), START + hours(1))
    picture = set_up_picture(made.installation)
    assert picture is not None
    keep_face(made.register, picture, made.living.look.face(), actor=made.owner)
    made.installation.refresh_from_db()
    frame, late = made.installation.frame, set_up_picture(made.installation)
    assert late is not None
    assert late.frame is None
    keep_face(made.register, late, made.living.look.face(), actor=made.owner)
    made.installation.refresh_from_db()
    assert made.installation.frame == frame
    work()
    assert values(made.register) == [876541, 876541]


# Reading again
