"""A face is laid on a like meter."""

import pytest

from harimi.service.captures.registration import register_meter
from harimi.service.captures.services import accept
from harimi.service.devices.services import install, new_camera
from harimi.service.meters.models import Face, Register
from harimi.service.readings.set_up import keep_face, set_up_picture
from tests.meters import METERS, shot
from tests.services.face_editing import START, ask, drawn_on, page_of
from tests.services.world import WANTED, World, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)


def _second(made: World, kind: str = "energy", seed: int = 3, faced: bool = False) -> Register:
    """Another meter of the same house, photographed from elsewhere."""
    register = register_meter(made.site, WANTED[kind])
    device, _ = new_camera(made.site.organization, "Second camera")
    installation = install(device, register.meter, since=START)
    accept(device, shot(METERS[kind], METERS[kind].start + 3, seed), START)
    picture = set_up_picture(installation)
    if faced and picture is not None:
        keep_face(register, picture, METERS[kind].look.face(), actor=made.owner)
    return register


@pytest.mark.parametrize("kind", ["energy", "water", "pressure"])
def test_a_face_is_laid_on_a_like_meter_read_there_and_kept(kind: str) -> None:
    made = world(kind, since=START)
    if kind == "pressure":
        other = register_meter(made.site, WANTED[kind])
        device, _ = new_camera(made.site.organization, "Second camera")
        install(device, other.meter, since=START)
        accept(device, shot(METERS[kind], METERS[kind].start, 3), START)
    else:
        other = _second(made, kind)
    page = page_of(made, "copy_face")
    assert [like.meter for like in page.context["likes"]] == [other.meter]
    laid = ask(made, "try_copy", {"target": str(other.meter_id)}).json()
    assert laid["state"] == "published"
    sent = {"target": str(other.meter_id), "picture": laid["picture"], "face": laid["face"]}
    assert ask(made, "save_copy", sent).status_code == 200
    work()
    shown = values(other)[0]
    assert shown is not None
    true = METERS[kind].start + (0 if kind == "pressure" else 3)
    assert abs(shown / 10**other.decimals - float(true)) <= float(METERS[kind].tolerance)


def test_meters_of_another_kind_without_photograph_or_of_another_house_are_not_offered() -> None:
    made = world("energy", since=START)
    _second(made, "water")
    register_meter(made.site, WANTED["energy"])
    elsewhere = world("energy", since=START, email="other@example.jp")
    page = page_of(made, "copy_face")
    assert page.context["likes"] == []
    for target in (elsewhere.register.meter_id, made.register.meter_id):
        assert ask(made, "try_copy", {"target": str(target)}).status_code == 404
        drawn = drawn_on(made) | {"target": str(target)}
        assert ask(made, "save_copy", drawn).status_code == 404
    assert ask(made, "try_copy", {"target": "nobody"}).status_code == 422
    assert Face.objects.count() == 2


def test_a_like_meter_that_is_marked_says_so_and_a_photograph_of_another_meter_is_refused() -> None:
    made = world("energy", since=START)
    other = _second(made, faced=True)
    assert "already marked (version 1)" in page_of(made, "copy_face").content.decode()
    answer = ask(made, "save_copy", drawn_on(made) | {"target": str(other.meter_id)})
    assert answer.status_code == 422
    assert other.faces.count() == 1


# Who may
