"""The face editor: proposes, snaps, tries on several photographs, and is shut to all others."""

import re
from datetime import timedelta

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.captures.services import accept
from harimi.service.devices.services import look_anew
from harimi.service.meters.models import Face
from harimi.service.pages.texts import TEXTS
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.samples import samples
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from tests.meters import METERS, shot
from tests.services.face_editing import START, ask, client_of, drawn_on, newest, page_of
from tests.services.world import World, hours, member, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_was_found_is_proposed_again_whatever_face_there_is() -> None:
    made = world("energy", since=START)
    page = page_of(made)
    assert page.context["how"] == "kept"
    found = ask(made, "propose_face", {"picture": page.context["picture"].pk}).json()
    assert found["how"] == "found"
    assert found["face"]["displays"][0]["digits"] == 8
    assert "Check that the outline fits" in found["hint"]


def test_a_photograph_without_a_display_says_that_none_was_found() -> None:
    made = world("energy", since=START, faced=False)
    accept(made.device, shot(METERS["pressure"], METERS["pressure"].start), START)
    page = page_of(made)
    assert page.context["how"] in ("not_found", "doubtful")
    assert 'class="how ' + page.context["how"] in page.content.decode()


def test_the_small_dials_of_a_water_meter_are_found_with_their_weights() -> None:
    made = world("water", since=START)
    found = ask(made, "find_sub_dials", {"picture": newest(made).pk}).json()["displays"]
    assert [dial["weight"] for dial in found] == ["0.1", "0.01", "0.001", "0.0001"]
    drawn = drawn_on(made)
    drawn["face"]["displays"] = [drawn["face"]["displays"][0], *found]
    assert ask(made, "try_face", drawn).json()["value"].startswith("1189.27")


# Snapping


def test_a_display_that_is_a_little_off_snaps_onto_what_is_there() -> None:
    made = world("energy", since=START)
    drawn = drawn_on(made)
    row = drawn["face"]["displays"][0]
    true = row["corners"]
    row["corners"] = [[x + 7, y - 6] for x, y in true]
    found = ask(made, "snap_face", drawn | {"display": 0}).json()["display"]
    assert (
        max(abs(a - b) for one, other in zip(found["corners"], true, strict=True) for a, b in zip(one, other, strict=True)) < 6
    )


def test_a_display_far_from_anything_stays_where_it_was_drawn() -> None:
    made = world("energy", since=START)
    drawn = drawn_on(made)
    row = drawn["face"]["displays"][0]
    row["corners"] = [[x, y + 90] for x, y in row["corners"]]
    assert ask(made, "snap_face", drawn | {"display": 0}).json() == {"display": None}


@pytest.mark.parametrize("number", [-1, 1, "0", None])
def test_a_display_that_is_not_there_is_refused(number: object) -> None:
    made = world("pressure", since=START)
    assert ask(made, "snap_face", drawn_on(made) | {"display": number}).status_code == 422


# Trying on several photographs


def test_a_face_is_tried_on_other_photographs_of_its_camera_and_nothing_is_written() -> None:
    made = world("energy", since=START)
    send(made, "8770.10", START + hours(1), 2, light=Light(gain=0.3, infrared=True))
    send(made, "8771.20", START + hours(2), 3)
    work()
    before = (list(Attempt.objects.values()), list(Cut.objects.values()), Face.objects.count(), Reading.objects.count())
    page = page_of(made)
    others = page.context["others"]
    assert [one.taken_at for one in others] == [START + hours(1), START]
    drawn = {"picture": page.context["picture"].pk, "face": page.context["face"]}
    told = [ask(made, "try_sample", drawn | {"other": one.pk}).json() for one in others]
    assert [(one["value"], one["state"]) for one in told] == [("8770.10", "published"), ("8765.41", "published")]
    assert len(told[0]["evidence"][0]["elements"]) == 8
    assert before == (list(Attempt.objects.values()), list(Cut.objects.values()), Face.objects.count(), Reading.objects.count())


def test_a_face_that_fails_on_another_photograph_is_seen_to_fail() -> None:
    made = world("energy", since=START)
    accept(made.device, shot(METERS["pressure"], METERS["pressure"].start), START + hours(1))
    send(made, "8771.20", START + hours(2), 3)
    work()
    other = Cut.objects.get(taken_at=START + hours(1))
    told = ask(made, "try_sample", drawn_on(made) | {"other": other.pk}).json()
    assert (told["value"], told["state"]) == ("–", "unreadable")
    assert told["reasons"]


def test_a_photograph_of_another_installation_is_no_sample() -> None:
    made = world("energy", since=START)
    first = newest(made)
    look_anew(made.installation)
    accept(made.device, shot(made.living, made.living.start, 2), timezone.now())
    page = page_of(made)
    assert page.context["others"] == []
    assert "As more come" in page.content.decode()
    sent = {"picture": page.context["picture"].pk, "face": page.context["face"], "other": first.pk}
    assert ask(made, "try_sample", sent).status_code == 422


def test_samples_are_the_newest_a_doubtful_one_and_others_far_apart_by_day_and_hour() -> None:
    made = world("energy", since=START)
    for n in range(1, 40):
        send(made, f"{8766 + n}.00", START + hours(n), 2)
    work()
    picture = newest(made)
    doubtful = Attempt.objects.get(taken_at=START + hours(30))
    Attempt.objects.filter(pk=doubtful.pk).update(verdict="uncertain")
    chosen = samples(made.register, picture, made.site.zone)
    taken = [one.taken_at for one in chosen]
    assert len(taken) == 6
    assert taken == sorted(taken, reverse=True)
    assert {START + hours(38), START + hours(30)} <= set(taken)
    assert picture.taken_at not in taken
    local = [at.astimezone(made.site.zone).hour for at in taken]
    assert any(6 <= hour < 18 for hour in local)
    assert any(hour < 6 or hour >= 18 for hour in local)
    assert taken[-1] - START < timedelta(hours=8)


def test_a_reading_with_other_decimals_than_the_meters_is_pointed_out() -> None:
    made = world("energy", since=START)
    drawn = drawn_on(made)
    assert ask(made, "try_face", drawn).json()["note"] == ""
    drawn["face"]["displays"][0]["decimals"] = 1
    assert "registered with 2" in ask(made, "try_face", drawn).json()["note"]


# Faults


FAULTS = {
    "no_display": lambda face: face.update(displays=[]),
    "decimals_too_many": lambda face: face["displays"][0].update(decimals=12),
    "digits": lambda face: face["displays"][0].update(digits=0),
    "weight": lambda face: face["displays"][0].update(weight="many"),
    "display_outside": lambda face: face["displays"][0].update(corners=[[-9, -9], [-5, -9], [-5, -5], [-9, -5]]),
    "names_alike": lambda face: face["displays"].append(face["displays"][0]),
    "damaged": lambda face: face.update(harimi_face=7),
    "other_size": lambda face: face.update(size=[5000, 5000]),
    "sign_outside": lambda face: face["displays"][0].update(page=[{"corners": [[-9, -9], [-5, -9], [-5, -5], [-9, -5]]}]),
    "sign_damaged": lambda face: face["displays"][0].update(
        page=[{"corners": [[0, 0], [9, 0], [9, 9], [0, 9]], "pixels": "A"}]
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_face_is_said_in_the_readers_language(fault: str) -> None:
    made = world("energy", since=START)
    drawn = drawn_on(made)
    FAULTS[fault](drawn["face"])
    for n, language in enumerate(("ja", "en")):
        answer = ask(made, "save_face", drawn, client_of(language=language))
        assert answer.status_code == 422
        pattern = re.escape(TEXTS[f"face.fault.{fault}"][n])
        assert re.fullmatch(re.sub(r"\\{[^}]+\\}", ".+", pattern), answer.json()["detail"])
    assert Face.objects.count() == 1


def test_points_of_a_scale_that_do_not_rise_are_told() -> None:
    made = world("pressure", since=START)
    drawn = drawn_on(made)
    drawn["face"]["displays"][0]["points"][1]["value"] = "0"
    assert "rise or fall" in ask(made, "try_face", drawn).json()["detail"]
    drawn["face"]["displays"][0]["points"][1]["value"] = "a little"
    assert "is a number" in ask(made, "try_face", drawn).json()["detail"]


@pytest.mark.parametrize("picture", [0, -1, 10**30, "x", None, [1]])
def test_a_picture_that_is_not_there_is_refused_in_words(picture: object) -> None:
    made = world("pressure", since=START)
    for name in ("propose_face", "find_sub_dials", "try_face", "save_face", "snap_face", "try_sample"):
        answer = ask(made, name, {"picture": picture, "face": {}})
        assert answer.status_code == 422
        assert answer.json()["detail"]


# Keeping, versions


NEW = ("propose_face", "find_sub_dials", "try_sample", "snap_face", "try_copy", "save_copy", "reread_face", "restore_face")
PAGES = ("face", "face_versions", "reread_face", "copy_face")
WHO = ("owner", "viewer", "other", "staff", "admin", "nobody")


def _everybody(made: World) -> None:
    member(made.site.organization, "viewer@example.jp")
    person("other@example.jp")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)


@pytest.mark.parametrize("who", WHO)
def test_only_those_who_may_change_a_meter_open_its_editor_or_do_anything_there(who: str) -> None:
    made = world("energy", since=START)
    work()
    _everybody(made)
    client = Client() if who == "nobody" else client_of(f"{who}@example.jp")
    for name in PAGES:
        status = client.get(reverse(name, args=[made.register.meter_id])).status_code
        assert status == {"owner": 200, "nobody": 302}.get(who, 404), name
    for name in NEW:
        more = [1] if name == "restore_face" else []
        status = client.post(reverse(name, args=[made.register.meter_id, *more]), {"range": "all", "since": "all"}).status_code
        allowed = status in (200, 302, 422)
        assert allowed if who == "owner" else status == (302 if who == "nobody" else 404), name
    assert Cut.objects.filter(state__in=UNREAD).exists() is (who == "owner")
    assert Face.objects.count() == 1
    assert not ReadingVersion.objects.exists()


@pytest.mark.parametrize("name", NEW)
def test_nothing_is_done_by_a_link_or_by_a_form_from_elsewhere(name: str) -> None:
    made = world("energy", since=START)
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.owner)
    address = reverse(name, args=[made.register.meter_id, *([1] if name == "restore_face" else [])])
    assert client.post(address, {"range": "all"}).status_code == 403
    if name != "reread_face":
        assert client.get(address).status_code == 405


def test_a_file_instead_of_words_is_refused() -> None:
    made = world("energy", since=START)
    answer = client_of().post(
        reverse("snap_face", args=[made.register.meter_id]), {"picture": SimpleUploadedFile("a.jpg", b"x")}
    )
    assert answer.status_code == 422


def test_the_face_in_use_is_shown_where_todays_photograph_has_it() -> None:
    """The camera moved a little since it was drawn."""
    made = world("energy", since=START)
    drawn = Face.objects.get().data["displays"][0]["corners"]
    rng = np.random.default_rng(1)
    shifted = photograph(Drawing(made.living.look.draw(made.living.start), {}), rng, Pose(shift=(0.02, 0.0)), Light(), Lens())
    accept(made.device, encode(shifted.image, 92).tobytes(), START + hours(1))
    shown = page_of(made).context["face"]["displays"][0]["corners"]
    moved = [there[0] - here[0] for there, here in zip(shown, drawn, strict=True)]
    assert all(abs(one) > 6 for one in moved)
    assert max(moved) - min(moved) < 1
