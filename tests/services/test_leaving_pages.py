"""The pages of leaving: only who may, only with the password again, and what the receipt tells to anybody."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.privacy.models import AccessLog, AnonymousId
from harimi.service.rights.holds import place
from harimi.service.rights.leaving import close_account, end_contract
from harimi.service.rights.models import Leaving
from harimi.service.rights.running import erase_one
from tests.services.world import World, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)
PASSWORD = "a long password"  # noqa: S105


@pytest.fixture
def made() -> World:
    """A household with a photograph."""
    made = world("energy", since=START)
    work()
    return made


def signed_in(user: User, *, again: bool = True) -> Client:
    """Their browser, in which they have just shown once more that it is they, or not."""
    client = Client(headers={"Accept-Language": "en", "User-Agent": "canary"})
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    if again:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def _contract(made: World) -> str:
    return f"/account/organization/{made.site.organization_id}/contract"


def test_an_owner_ends_a_contract_takes_the_end_back_and_has_it_erased(made: World) -> None:
    client = signed_in(made.owner)
    assert "The contract goes on" in client.get(_contract(made)).text
    client.post(f"{_contract(made)}/step", {"action": "end", "sure": "yes"})
    assert Organization.objects.get().ended_at is not None
    page = client.get(_contract(made)).text
    assert "The contract ended on" in page
    assert "The contract of Home is over" in client.get("/meters").text
    client.post(f"{_contract(made)}/step", {"action": "take_back"})
    assert Organization.objects.get().ended_at is None
    assert "is over" not in client.get("/meters").text
    client.post(f"{_contract(made)}/step", {"action": "end", "sure": "yes"})
    client.post(f"{_contract(made)}/step", {"action": "erase", "sure": "yes"})
    assert "is being erased" in client.get(_contract(made)).text
    while erase_one():
        pass
    assert client.get(_contract(made)).status_code == 404
    assert client.get("/").status_code in (200, 302)


@pytest.mark.parametrize("action", ["end", "erase"])
def test_nothing_ends_without_the_word(made: World, action: str) -> None:
    client = signed_in(made.owner)
    assert client.post(f"{_contract(made)}/step", {"action": action}).status_code == 404
    assert Organization.objects.get().ended_at is None


def test_the_password_is_asked_for_again_and_then_it_goes_on(made: World) -> None:
    client, step = signed_in(made.owner, again=False), f"{_contract(made)}/step"
    answer = client.post(step, {"action": "end", "sure": "yes"})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Organization.objects.get().ended_at is None
    client.post("/accounts/reauthenticate/", {"password": "another one", "next": step})
    assert Organization.objects.get().ended_at is None
    done = client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": step})
    assert done.headers["Location"] == _contract(made)
    assert Organization.objects.get().ended_at is not None


@pytest.mark.parametrize("role", ["manager", "viewer"])
def test_nobody_but_an_owner_ends_a_contract(made: World, role: str) -> None:
    client = signed_in(member(made.site.organization, "other@example.jp", role))
    assert client.get(_contract(made)).status_code == 404
    assert client.post(f"{_contract(made)}/step", {"action": "end", "sure": "yes"}).status_code == 404
    assert Organization.objects.get().ended_at is None


def test_the_only_owner_is_told_what_to_do_first(made: World) -> None:
    client = signed_in(made.owner)
    page = client.get("/account/leave").text
    assert "have no other owner" in page
    assert "Home" in page
    client.post("/account/leave", {"sure": "yes"})
    assert User.objects.get(pk=made.owner.pk).is_active


@pytest.mark.clause("PP-3-2h")
def test_whoever_leaves_is_signed_out_and_their_browser_collects_nothing_more(made: World, settings: object) -> None:
    chosen = settings.HARIMI.model_copy(update={"collectors": "access_log,access_device,cookie"})  # type: ignore[attr-defined]
    settings.HARIMI = chosen  # type: ignore[attr-defined]
    user = member(made.site.organization, "leaver@example.jp")
    client = Client(headers={"Accept-Language": "en", "User-Agent": "canary"})
    client.get("/privacy")
    anonymous = client.cookies["harimi_anonymous"].value
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    old = {name: one.value for name, one in client.cookies.items()}
    answer = client.post("/account/leave", {"sure": "yes"})
    row = Leaving.objects.get()
    assert answer.headers["Location"] == f"/leaving/{row.pk}"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert client.cookies["harimi_anonymous"].value == "off"
    erase_one()
    before = AccessLog.objects.count()
    assert not AccessLog.objects.filter(anonymous_id=anonymous).exists()
    assert client.get(f"/leaving/{row.pk}").status_code == 200
    assert AccessLog.objects.count() == before
    replayed = Client(headers={"User-Agent": "canary"})
    for name, value in old.items():
        replayed.cookies[name] = value
    assert replayed.get("/account/privacy").status_code == 302
    assert not AccessLog.objects.filter(anonymous_id=anonymous).exists()
    assert not AnonymousId.objects.filter(pk=anonymous).exists()
    assert not AccessLog.objects.exclude(subject=None).exists()


def test_a_receipt_is_shown_to_anybody_and_names_nobody(made: World) -> None:
    row = end_contract(made.site.organization, actor=made.owner)
    page = Client(headers={"Accept-Language": "en"}).get(f"/leaving/{row.pk}")
    assert 'data-state="waiting"' in page.text
    assert str(row.pk) in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for secret in ("Home", made.owner.email, str(made.site.organization_id), str(made.site.organization.subject_id)):
        assert secret not in page.text
    Leaving.objects.update(due_at=timezone.now())
    erase_one()
    page = Client(headers={"Accept-Language": "ja"}).get(f"/leaving/{row.pk}")
    assert 'data-state="erased"' in page.text
    assert "消去しました" in page.text
    assert Client().get(f"/leaving/{uuid4()}").status_code == 404


@pytest.mark.clause("PP-8-1(2)c")
def test_a_hold_is_told_with_its_reason_and_its_end(made: World) -> None:
    staff = person("staff@example.jp", staff=True)
    until = timezone.localdate() + timedelta(days=40)
    place(made.site.organization.subject, "law", until, actor=staff, article="Act X, article 5")
    row = end_contract(made.site.organization, actor=made.owner)
    day = f"{until.day} {until:%B %Y}"
    anybody = Client(headers={"Accept-Language": "en"})
    for page in (signed_in(made.owner).get(_contract(made)), anybody.get(f"/leaving/{row.pk}")):
        assert "Act X, article 5" in page.text
        assert day in page.text


def test_staff_are_told_that_theirs_is_closed_otherwise() -> None:
    staff = person("staff@example.jp", staff=True)
    client = signed_in(staff)
    assert "Accounts of staff" in client.get("/account/leave").text
    client.post("/account/leave", {"sure": "yes"})
    assert User.objects.get(pk=staff.pk).is_active


def test_a_closed_account_does_not_sign_in(made: World) -> None:
    user = member(made.site.organization, "leaver@example.jp")
    close_account(user)
    client = Client()
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}, follow=True)
    assert "このアカウントは閉じられています" in answer.text
    assert client.get("/account/privacy").status_code == 302


def test_after_the_end_nothing_is_thinned_out_or_deleted_by_hand(made: World) -> None:
    end_contract(made.site.organization, actor=made.owner)
    client, who = signed_in(made.owner), str(made.site.organization_id)
    told = {"who": who, "days": "30", "thinned": "evidence"}
    assert client.post("/account/privacy/photographs", told).status_code == 404
    assert client.post("/account/privacy/delete", {"who": who, "what": "camera"}).status_code == 404
    page = client.get("/account/privacy").text
    assert 'action="/account/privacy/photographs"' not in page
