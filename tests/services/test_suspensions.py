"""Suspended: a person finds why, objects and keeps their rights; an organization is read only and its cameras are refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.models import Organization, User
from harimi.service.api.device.mqtt import Intake
from harimi.service.captures.models import Capture
from harimi.service.captures.mqtt import Incoming
from harimi.service.platform.jobs import tidying
from harimi.service.privacy.days import today
from harimi.service.rights.models import Export, Leaving
from harimi.service.support.models import Violation
from harimi.service.support.violations import leading
from harimi.service.support.violations.telling import ViolationError
from tests.services.breaches import officer, opened, shows_password, step, suspended
from tests.services.inquiries import mails
from tests.services.office import signed_in
from tests.services.world import World, home, member, person, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
START = datetime(2026, 4, 6, tzinfo=UTC)
WHY = "/account/violations"


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


def _send(made: World, length: str = "5") -> tuple[int, str]:
    """What a camera hears that sends five bytes, which are no photograph."""
    told: dict[str, Any] = {
        "HTTP_AUTHORIZATION": f"Bearer {made.token}",
        "HTTP_HARIMI_TAKEN_AT": "2026-04-07T00:00:00Z",
        "CONTENT_LENGTH": length,
    }
    answer = Client().post("/api/device/v1/captures", b"photo", content_type="image/jpeg", **told)
    return answer.status_code, answer.json()["code"]


def test_whoever_suspends_shows_their_password_again_and_tells_why(owner: User) -> None:
    client, case, day = signed_in(officer()), opened(owner), today() + timedelta(days=9)
    asked = step(client, case, "suspend", words="Photographs of a neighbour.", day=day.isoformat())
    assert "reauthenticate" in asked.headers["Location"]
    assert User.objects.get(pk=owner.pk).suspended_at is None
    shows_password(client, asked)
    row = Violation.objects.get()
    assert (row.state, row.suspended_until) == ("suspended", day)
    sent = mails()[-1]
    for words in (
        "第8条(4)",
        "第8条(1)",
        "Photographs of a neighbour.",
        f"{day.year}年{day.month}月{day.day}日まで",
        "異議",
        WHY,
    ):
        assert words in sent.body


def test_every_page_leads_a_suspended_person_to_the_one_that_says_why(made: World) -> None:
    client = signed_in(made.owner)
    assert client.get("/meters").status_code == 200
    suspended(made.owner)
    for page in (
        "/",
        "/meters",
        f"/meters/{made.register.meter_id}",
        "/cameras",
        "/account/organization",
        "/office/",
        "/review",
    ):
        assert client.get(page).headers.get("Location") == WHY, page
    assert client.post(f"/meters/{made.register.meter_id}/step", {"step": "resume"}).headers["Location"] == WHY
    assert client.get("/meters", headers={"Sec-Fetch-Mode": "cors"}).status_code == 403, "a script takes no page for its answer"
    page = client.get(WHY).text
    assert "Your account is suspended" in page
    assert "Photographs of a neighbour." in page
    assert 'href="/meters"' not in page
    assert _send(made)[0] == 415, "the organization's cameras are heard as before"


def test_a_suspended_person_can_sign_in_anew_and_finds_why(owner: User) -> None:
    suspended(owner)
    client = Client(headers={"Accept-Language": "en"})
    page = client.post("/accounts/login/", {"login": owner.email, "password": "a long password"}, follow=True)
    assert page.redirect_chain[-1][0] == WHY
    assert "Photographs of a neighbour." in page.text
    client.post("/accounts/logout/")
    assert client.get(WHY).status_code == 302


def test_a_suspended_person_objects_takes_their_data_along_and_leaves(owner: User) -> None:
    case, client = suspended(owner), signed_in(owner)
    client.post(f"{WHY}/{case.pk}/object", {"words": "It is mine."})
    assert Violation.objects.get().objection_due_at is not None
    for page in ("/account/privacy", "/account/leave", "/account/questions", "/account/notices", "/privacy", "/contact"):
        assert client.get(page).status_code == 200, page
    shows_password(client, client.post("/account/privacy/export", {"who": "me"}))
    assert Export.objects.filter(subject=owner.subject_id).exists()
    asked = client.post("/account/leave", {"sure": "yes"})
    if "reauthenticate" in asked.headers.get("Location", ""):
        shows_password(client, asked)
    assert Leaving.objects.filter(subject=owner.subject_id).exists()


def test_lifting_makes_all_work_again_with_the_same_session(owner: User) -> None:
    client, case = signed_in(owner), suspended(owner)
    assert client.get("/account/activity").status_code == 302
    step(signed_in(officer()), case, "lift")
    assert client.get("/account/activity").status_code == 200
    assert "解除" in mails()[-1].subject
    assert Violation.objects.get().state == "open"
    assert "The suspension is lifted" not in client.get("/").text


def test_of_two_suspensions_the_last_that_is_lifted_lets_in(owner: User) -> None:
    one, two = suspended(owner), suspended(owner)
    leading.lift(one, actor=officer())
    assert User.objects.get(pk=owner.pk).suspended_at is not None
    leading.end(two, "unfounded", "It was their own.", actor=officer())
    assert User.objects.get(pk=owner.pk).suspended_at is None


def test_a_suspension_ends_by_itself_after_its_last_day(owner: User) -> None:
    case = suspended(owner)
    assert leading.lift_what_ran_out in tidying()
    Violation.objects.filter(pk=case.pk).update(suspended_until=today())
    assert leading.lift_what_ran_out() == 0
    Violation.objects.filter(pk=case.pk).update(suspended_until=today() - timedelta(days=1))
    assert leading.lift_what_ran_out() == 1
    assert leading.lift_what_ran_out() == 0
    assert User.objects.get(pk=owner.pk).suspended_at is None
    assert signed_in(owner).get("/account/activity").status_code == 200


def test_cameras_of_a_suspended_organization_are_refused_before_anything_is_read(made: World) -> None:
    case = suspended(made.site.organization)
    assert _send(made) == (403, "suspended")
    assert _send(made, "999999999") == (403, "suspended"), "nobody asks how long it is"
    for path in ("contact", "log", "token", "report"):
        answer = Client().post(f"/api/device/v1/{path}", headers={"Authorization": f"Bearer {made.token}"})
        assert (answer.status_code, answer.json()["code"]) == (403, "suspended")
    told = Intake().answer(Incoming(str(made.device.pk), "contact", b"{}", {}))
    assert (told["status"], told["code"]) == (403, "suspended")
    before = Capture.objects.count()
    leading.lift(case, actor=officer())
    assert _send(made)[1] != "suspended", "the token is good as before"
    assert Capture.objects.count() == before


def test_members_of_a_suspended_organization_see_a_banner_and_can_only_read(made: World) -> None:
    viewer = member(made.site.organization, "viewer@example.jp")
    case, client = suspended(made.site.organization), signed_in(made.owner)
    meter = f"/meters/{made.register.meter_id}"
    page = client.get(meter)
    assert page.status_code == 200
    assert "is suspended: pages can only be read" in page.text
    assert WHY in page.text
    assert "Its owners were told why." in signed_in(viewer).get(meter).text
    assert client.get(f"{meter}/edit").status_code == 404
    assert client.post(f"{meter}/step", {"step": "retire"}).status_code == 404
    assert client.get(f"/account/organization/{made.site.organization_id}/contract").status_code == 200
    assert "Photographs of a neighbour." in client.get(WHY).text
    leading.lift(case, actor=officer())
    assert client.get(f"{meter}/edit").status_code == 200
    assert "is suspended" not in client.get(meter).text


def test_another_organization_of_the_same_owner_goes_on(made: World) -> None:
    other = home(made.owner, "Cottage").organization
    suspended(made.site.organization)
    user, theirs = User.objects.get(pk=made.owner.pk), Organization.objects.get(pk=made.site.organization_id)
    assert may(user, other, Action.CHANGE_METERS)
    assert not may(user, theirs, Action.CHANGE_METERS)
    assert may(user, theirs, Action.MANAGE_CONTRACT), "so that they can leave"


def test_a_day_that_is_past_and_staff_are_refused(owner: User) -> None:
    case = opened(owner)
    with pytest.raises(ViolationError, match="day"):
        leading.suspend(case, "So.", today() - timedelta(days=1), actor=officer())
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    with pytest.raises(ViolationError, match="staff"):
        leading.suspend(case, "So.", None, actor=officer())
    with pytest.raises(ViolationError, match="not_suspended"):
        leading.lift(case, actor=officer())
