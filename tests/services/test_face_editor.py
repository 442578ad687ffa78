"""The face editor: proposes, snaps, tries on several photographs, copies, keeps versions and reads again on request."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.captures.models import UNREAD, Cut
from harimi.service.captures.registration import register_meter
from harimi.service.captures.services import accept
from harimi.service.devices.services import install, look_anew, new_camera
from harimi.service.meters.models import Face, Register
from harimi.service.pages.texts import TEXTS
from harimi.service.readings.models import Attempt, Reading, ReadingVersion
from harimi.service.readings.reading import read_one
from harimi.service.readings.samples import samples
from harimi.service.readings.set_up import keep_face, set_up_picture
from harimi.service.readings.settled import Word, settle_by_person
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from tests.meters import METERS, shot
from tests.services.world import WANTED, World, hours, member, person, send, values, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)


def _client(email: str = "owner@example.jp", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    assert client.login(email=email, password="a long password")
    return client


def _ask(made: World, name: str, sent: dict[str, Any], client: Client | None = None) -> Any:
    address = reverse(name, args=[made.register.meter_id])
    return (client or _client()).post(address, sent, content_type="application/json")


def _page(made: World, name: str = "face", **query: str) -> Any:
    return _client().get(reverse(name, args=[made.register.meter_id]), query)


def _newest(made: World) -> Cut:
    return Cut.objects.filter(installation=made.installation).order_by("-taken_at")[0]


def _drawn(made: World) -> dict[str, Any]:
    """The editor's face and its photograph, as its script sends them."""
    page = _page(made)
    return {"picture": page.context["picture"].pk, "face": page.context["face"]}


# Proposing


def test_what_was_found_is_proposed_again_whatever_face_there_is() -> None:
    made = world("energy", since=START)
    page = _page(made)
    assert page.context["how"] == "kept"
    found = _ask(made, "propose_face", {"picture": page.context["picture"].pk}).json()
    assert found["how"] == "found"
    assert found["face"]["displays"][0]["digits"] == 8
    assert "Check that the outline fits" in found["hint"]


def test_a_photograph_without_a_display_says_that_none_was_found() -> None:
    made = world("energy", since=START, faced=False)
    accept(made.device, shot(METERS["pressure"], METERS["pressure"].start), START)
    page = _page(made)
    assert page.context["how"] in ("not_found", "doubtful")
    assert 'class="how ' + page.context["how"] in page.content.decode()


def test_the_small_dials_of_a_water_meter_are_found_with_their_weights() -> None:
    made = world("water", since=START)
    found = _ask(made, "find_sub_dials", {"picture": _newest(made).pk}).json()["displays"]
    assert [dial["weight"] for dial in found] == ["0.1", "0.01", "0.001", "0.0001"]
    drawn = _drawn(made)
    drawn["face"]["displays"] = [drawn["face"]["displays"][0], *found]
    assert _ask(made, "try_face", drawn).json()["value"].startswith("1189.27")


# Snapping


def test_a_display_that_is_a_little_off_snaps_onto_what_is_there() -> None:
    made = world("energy", since=START)
    drawn = _drawn(made)
    row = drawn["face"]["displays"][0]
    true = row["corners"]
    row["corners"] = [[x + 7, y - 6] for x, y in true]
    found = _ask(made, "snap_face", drawn | {"display": 0}).json()["display"]
    assert (
        max(abs(a - b) for one, other in zip(found["corners"], true, strict=True) for a, b in zip(one, other, strict=True)) < 6
    )


def test_a_display_far_from_anything_stays_where_it_was_drawn() -> None:
    made = world("energy", since=START)
    drawn = _drawn(made)
    row = drawn["face"]["displays"][0]
    row["corners"] = [[x, y + 90] for x, y in row["corners"]]
    assert _ask(made, "snap_face", drawn | {"display": 0}).json() == {"display": None}


@pytest.mark.parametrize("number", [-1, 1, "0", None])
def test_a_display_that_is_not_there_is_refused(number: object) -> None:
    made = world("pressure", since=START)
    assert _ask(made, "snap_face", _drawn(made) | {"display": number}).status_code == 422


# Trying on several photographs


def test_a_face_is_tried_on_other_photographs_of_its_camera_and_nothing_is_written() -> None:
    made = world("energy", since=START)
    send(made, "8770.10", START + hours(1), 2, light=Light(gain=0.3, infrared=True))
    send(made, "8771.20", START + hours(2), 3)
    work()
    before = (list(Attempt.objects.values()), list(Cut.objects.values()), Face.objects.count(), Reading.objects.count())
    page = _page(made)
    others = page.context["others"]
    assert [one.taken_at for one in others] == [START + hours(1), START]
    drawn = {"picture": page.context["picture"].pk, "face": page.context["face"]}
    told = [_ask(made, "try_sample", drawn | {"other": one.pk}).json() for one in others]
    assert [(one["value"], one["state"]) for one in told] == [("8770.10", "published"), ("8765.41", "published")]
    assert len(told[0]["evidence"][0]["elements"]) == 8
    assert before == (list(Attempt.objects.values()), list(Cut.objects.values()), Face.objects.count(), Reading.objects.count())


def test_a_face_that_fails_on_another_photograph_is_seen_to_fail() -> None:
    made = world("energy", since=START)
    accept(made.device, shot(METERS["pressure"], METERS["pressure"].start), START + hours(1))
    send(made, "8771.20", START + hours(2), 3)
    work()
    other = Cut.objects.get(taken_at=START + hours(1))
    told = _ask(made, "try_sample", _drawn(made) | {"other": other.pk}).json()
    assert (told["value"], told["state"]) == ("–", "unreadable")
    assert told["reasons"]


def test_a_photograph_of_another_installation_is_no_sample() -> None:
    made = world("energy", since=START)
    first = _newest(made)
    look_anew(made.installation)
    accept(made.device, shot(made.living, made.living.start, 2), timezone.now())
    page = _page(made)
    assert page.context["others"] == []
    assert "As more come" in page.content.decode()
    sent = {"picture": page.context["picture"].pk, "face": page.context["face"], "other": first.pk}
    assert _ask(made, "try_sample", sent).status_code == 422


def test_samples_are_the_newest_a_doubtful_one_and_others_far_apart_by_day_and_hour() -> None:
    made = world("energy", since=START)
    for n in range(1, 40):
        send(made, f"{8766 + n}.00", START + hours(n), 2)
    work()
    picture = _newest(made)
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
    drawn = _drawn(made)
    assert _ask(made, "try_face", drawn).json()["note"] == ""
    drawn["face"]["displays"][0]["decimals"] = 1
    assert "registered with 2" in _ask(made, "try_face", drawn).json()["note"]


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
    drawn = _drawn(made)
    FAULTS[fault](drawn["face"])
    for n, language in enumerate(("ja", "en")):
        answer = _ask(made, "save_face", drawn, _client(language=language))
        assert answer.status_code == 422
        pattern = re.escape(TEXTS[f"face.fault.{fault}"][n])
        assert re.fullmatch(re.sub(r"\\{[^}]+\\}", ".+", pattern), answer.json()["detail"])
    assert Face.objects.count() == 1


def test_points_of_a_scale_that_do_not_rise_are_told() -> None:
    made = world("pressure", since=START)
    drawn = _drawn(made)
    drawn["face"]["displays"][0]["points"][1]["value"] = "0"
    assert "rise or fall" in _ask(made, "try_face", drawn).json()["detail"]
    drawn["face"]["displays"][0]["points"][1]["value"] = "a little"
    assert "is a number" in _ask(made, "try_face", drawn).json()["detail"]


@pytest.mark.parametrize("picture", [0, -1, 10**30, "x", None, [1]])
def test_a_picture_that_is_not_there_is_refused_in_words(picture: object) -> None:
    made = world("pressure", since=START)
    for name in ("propose_face", "find_sub_dials", "try_face", "save_face", "snap_face", "try_sample"):
        answer = _ask(made, name, {"picture": picture, "face": {}})
        assert answer.status_code == 422
        assert answer.json()["detail"]


# Keeping, versions


@pytest.mark.parametrize(("since", "due"), [("picture", 1), ("now", 0), ("all", 3), ("whenever", 1)])
def test_a_new_face_holds_from_its_photograph_from_now_on_or_for_all(since: str, due: int) -> None:
    made = world("energy", since=START)
    for n in (1, 2):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    assert _ask(made, "save_face", _drawn(made) | {"since": since}).status_code == 200
    assert Cut.objects.filter(state__in=UNREAD).count() == due
    work()
    assert Attempt.objects.filter(face__version=2).count() == due


def test_an_earlier_version_is_brought_back_as_a_new_one_and_asked_for_twice_is_there_once() -> None:
    made = world("energy", since=START)
    send(made, "8767.00", START + hours(1), 1)
    work()
    drawn = _drawn(made)
    drawn["face"]["displays"][0]["decimals"] = 1
    _ask(made, "save_face", drawn | {"since": "all"})
    work()
    assert values(made.register) == [8765410, 8767000]
    listed = _page(made, "face_versions").content.decode()
    assert "Version 2" in listed
    assert "2 photographs" in listed
    assert "owner@example.jp" in listed
    back = reverse("restore_face", args=[made.register.meter_id, 1])
    for _ in range(2):
        page = _client().post(back, {"since": "all"}, follow=True)
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
    drawn = _drawn(made)
    drawn["face"]["displays"][0]["padded"] = True
    _ask(made, "save_face", drawn)
    _client().post(reverse("restore_face", args=[made.register.meter_id, 1]), form)
    assert made.register.faces.get(version=3).valid_from == begin


def test_what_cannot_be_brought_back_says_why() -> None:
    made = world("energy", since=START)
    for version, form in ((1, {"since": "at", "at": "soon"}), (7, {"since": "now"})):
        page = _client().post(reverse("restore_face", args=[made.register.meter_id, version]), form, follow=True)
        assert 'class="error"' in page.content.decode()
    look_anew(made.installation)
    page = _client().post(reverse("restore_face", args=[made.register.meter_id, 1]), {"since": "now"}, follow=True)
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


def _asked(made: World, form: dict[str, str]) -> dict[str, str]:
    answer = _client().post(reverse("reread_face", args=[made.register.meter_id]), form)
    return {name: one[0] for name, one in parse_qs(urlsplit(answer.headers["Location"]).query).items()}


def test_photographs_are_read_again_on_request_once_and_their_progress_is_seen() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    before = {one.pk: one.models_used for one in Attempt.objects.all()}
    Attempt.objects.update(models_used="old")
    query = _asked(made, {"range": "all"})
    again = _asked(made, {"range": "all"})
    assert Cut.objects.filter(state__in=UNREAD).count() == 4
    assert read_one()
    page = _page(made, "reread_face", **query)
    assert (page.context["progress"].done, page.context["progress"].total) == (1, 4)
    assert "1 of 4 photographs" in page.content.decode()
    work()
    page = _page(made, "reread_face", **again)
    assert page.context["progress"].over
    assert "No value changed" in page.content.decode()
    assert "4 → 4" in page.content.decode()
    assert {one.pk: one.models_used for one in Attempt.objects.all()} == before


def test_a_new_photograph_does_not_wait_for_those_that_are_read_again() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    _asked(made, {"range": "all"})
    send(made, "8771.00", START + hours(4), 4)
    assert read_one()
    assert Attempt.objects.filter(taken_at=START + hours(4)).exists()
    assert Cut.objects.filter(state=Cut.State.AGAIN).count() == 4
    work()
    assert not Cut.objects.filter(state__in=UNREAD).exists()


def test_what_reading_again_changed_is_told_and_a_persons_word_stands() -> None:
    made = world("energy", since=START)
    for n in range(1, 4):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    drawn = _drawn(made)
    drawn["face"]["displays"][0]["decimals"] = 1
    _ask(made, "save_face", drawn | {"since": "all"})
    work()
    assert values(made.register) == [8765410, 8767000, 8768000, 8769000]
    settle_by_person(Attempt.objects.get(taken_at=START + hours(2)), Word(Decimal("8768.00"), made.owner))
    _client().post(reverse("restore_face", args=[made.register.meter_id, 1]), {"since": "all"})
    query = _asked(made, {"range": "all"})
    work()
    page = _page(made, "reread_face", **query)
    changed = {one.at: (one.before.value, one.now.value) for one in page.context["changes"]}
    assert changed[START + hours(3)] == (8769000, 876900)
    assert START + hours(2) not in changed
    assert f'href="{reverse("reading", args=[Attempt.objects.get(taken_at=START).pk])}"' in page.content.decode()
    stands = Reading.objects.get(register=made.register, at=START + hours(2))
    assert (stands.value, stands.by_person) == (876800, True)


def test_only_the_range_that_was_asked_for_is_read_again_in_the_sites_own_time() -> None:
    made = world("energy", since=START)
    for n in range(1, 5):
        send(made, f"{8766 + n}.00", START + hours(n), n)
    work()
    _asked(made, {"range": "some", "from": "2026-04-06T10:00", "to": "2026-04-06T11:00"})
    due = Cut.objects.filter(state__in=UNREAD).order_by("taken_at").values_list("taken_at", flat=True)
    assert list(due) == [START + hours(1), START + hours(2)]


@pytest.mark.parametrize(
    "form", [{}, {"range": "some", "from": "x", "to": "y"}, {"from": "2026-04-07T00:00", "to": "2026-04-06T00:00"}]
)
def test_a_range_that_is_none_is_refused_in_words(form: dict[str, str]) -> None:
    made = world("energy", since=START)
    work()
    page = _client().post(reverse("reread_face", args=[made.register.meter_id]), form, follow=True)
    assert 'class="error"' in page.content.decode()
    assert not Cut.objects.filter(state__in=UNREAD).exists()


@pytest.mark.parametrize(
    "sent", [{"from": "x", "to": "y", "asked": "z"}, {"from": "2026-04-06", "to": "", "asked": ""}, {"had": "٣"}]
)
def test_an_address_that_says_nothing_shows_the_form_alone(sent: dict[str, str]) -> None:
    made = world("energy", since=START)
    page = _page(made, "reread_face", **sent)
    assert page.status_code == 200
    assert page.context["progress"] is None


# Copying


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
    page = _page(made, "copy_face")
    assert [like.meter for like in page.context["likes"]] == [other.meter]
    laid = _ask(made, "try_copy", {"target": str(other.meter_id)}).json()
    assert laid["state"] == "published"
    sent = {"target": str(other.meter_id), "picture": laid["picture"], "face": laid["face"]}
    assert _ask(made, "save_copy", sent).status_code == 200
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
    page = _page(made, "copy_face")
    assert page.context["likes"] == []
    for target in (elsewhere.register.meter_id, made.register.meter_id):
        assert _ask(made, "try_copy", {"target": str(target)}).status_code == 404
        drawn = _drawn(made) | {"target": str(target)}
        assert _ask(made, "save_copy", drawn).status_code == 404
    assert _ask(made, "try_copy", {"target": "nobody"}).status_code == 422
    assert Face.objects.count() == 2


def test_a_like_meter_that_is_marked_says_so_and_a_photograph_of_another_meter_is_refused() -> None:
    made = world("energy", since=START)
    other = _second(made, faced=True)
    assert "already marked (version 1)" in _page(made, "copy_face").content.decode()
    answer = _ask(made, "save_copy", _drawn(made) | {"target": str(other.meter_id)})
    assert answer.status_code == 422
    assert other.faces.count() == 1


# Who may


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
    client = Client() if who == "nobody" else _client(f"{who}@example.jp")
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
    answer = _client().post(reverse("snap_face", args=[made.register.meter_id]), {"picture": SimpleUploadedFile("a.jpg", b"x")})
    assert answer.status_code == 422


def test_the_face_in_use_is_shown_where_todays_photograph_has_it() -> None:
    """The camera moved a little since it was drawn."""
    made = world("energy", since=START)
    drawn = Face.objects.get().data["displays"][0]["corners"]
    rng = np.random.default_rng(1)
    shifted = photograph(Drawing(made.living.look.draw(made.living.start), {}), rng, Pose(shift=(0.02, 0.0)), Light(), Lens())
    accept(made.device, encode(shifted.image, 92).tobytes(), START + hours(1))
    shown = _page(made).context["face"]["displays"][0]["corners"]
    moved = [there[0] - here[0] for there, here in zip(shown, drawn, strict=True)]
    assert all(abs(one) > 6 for one in moved)
    assert max(moved) - min(moved) < 1
