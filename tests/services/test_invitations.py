"""Invitations: a mail with a link that opens once, for a week, for the person to whom it was sent."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harimi.service.accounts import invitations, tenants
from harimi.service.accounts.members import PeopleError
from harimi.service.accounts.models import Activity, Invitation, Membership, Organization, User
from harimi.service.notices.models import KeptMessage
from harimi.service.privacy.models import Acceptance
from harimi.service.privacy.publication import in_force
from tests.services.people import SIGN_IN, WHO, client, house, membership, who_is
from tests.services.world import person, work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def made(settings: pytest.FixtureRequest) -> Organization:
    settings.EMAIL_BACKEND = "harimi.service.egress.mail.GatedMail"  # type: ignore[attr-defined]
    invitations._limiter.cache_clear()
    return house()


def _invited(made: Organization, email: str = "new@example.jp", language: str = "en", **form: str) -> str:
    """Invites as a person would; the path of the link in the kept mail."""
    sent = {"email": email, "role": "viewer", **form}
    assert client("owner", language).post(reverse("invite", args=[made.pk]), sent).status_code == 302
    work()
    mail = KeptMessage.objects.filter(to=email).latest("id")
    return re.findall(r"http://\S+?(/invitations/\S+)", mail.body)[-1]


def _versions() -> str:
    return f"{in_force().number}.{in_force().terms.number}"


def _answer(**form: str) -> dict[str, str]:
    return {"password": "a much longer password", "agreed": "on", "versions": _versions(), **form}


def test_somebody_new_sets_a_password_and_is_a_member_under_the_texts_in_force(made: Organization) -> None:
    path, browser = _invited(made, role="manager"), client("nobody")
    assert "Privacy policy, version 1" in browser.get(path).content.decode()
    answer = browser.post(path, _answer(), follow=True)
    assert "You are a member of “Home” now." in answer.content.decode()
    user = User.objects.get(email="new@example.jp")
    assert Membership.objects.get(user=user).role == "manager"
    assert Acceptance.objects.get(subject=user.subject_id).policy == in_force().number
    assert list(Activity.objects.values_list("action", flat=True).order_by("id")) == ["people.invited", "people.joined"]
    assert Client().login(email="new@example.jp", password="a much longer password")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"agreed": ""}, "only with your agreement"),
        ({"versions": "0.1"}, "texts have changed"),
        ({"password": "short"}, "at least 10"),
        ({"password": "new@example.jp"}, "too similar"),
    ],
)
def test_no_account_is_made_without_agreement_or_a_good_password(made: Organization, form: dict[str, str], said: str) -> None:
    answer = client("nobody").post(_invited(made), _answer(**form))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not User.objects.filter(email="new@example.jp").exists()


@pytest.mark.parametrize("who", WHO)
def test_only_the_person_who_was_invited_joins(made: Organization, who: str) -> None:
    path = _invited(made)
    person("new@example.jp")
    answer = client(who).post(path, _answer())
    assert answer.status_code == (SIGN_IN if who == "nobody" else 403)
    assert Invitation.objects.exists()
    assert not Membership.objects.filter(user__email="new@example.jp").exists()


def test_somebody_with_an_account_signs_in_and_joins_by_a_click(made: Organization) -> None:
    path = _invited(made, "other@example.jp")
    assert client("nobody").get(path).headers["Location"] == f"/accounts/login/?next={path}"
    browser = client("other")
    assert "Join" in browser.get(path).content.decode()
    assert not Membership.objects.filter(organization=made, user=who_is("other")).exists()
    browser.post(path)
    assert Membership.objects.get(organization=made, user=who_is("other")).role == "viewer"


def test_a_link_opens_once(made: Organization) -> None:
    path = _invited(made)
    client("nobody").post(path, _answer())
    assert client("nobody").get(path).status_code == 404
    assert client("nobody").post(path, _answer()).status_code == 404


def test_two_clicks_at_once_make_one_member(made: Organization) -> None:
    path = _invited(made)
    found = invitations.by_token(path.rpartition("/")[2])
    assert found is not None
    user = person("new@example.jp")
    invitations.join(found, user)
    with pytest.raises(PeopleError, match="gone"):
        invitations.join(found, user)
    assert Membership.objects.filter(user=user).count() == 1


def test_a_link_opens_for_a_week(made: Organization) -> None:
    path = _invited(made)
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7, seconds=-60))
    assert client("nobody").get(path).status_code == 200
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=7))
    assert client("nobody").get(path).status_code == 404
    assert invitations.forget_old() == 1
    assert not Invitation.objects.exists()


def test_a_new_mail_kills_the_earlier_link_and_a_revoked_one_opens_nothing(made: Organization) -> None:
    first = _invited(made)
    address = reverse("change_invitation", args=[made.pk, Invitation.objects.get().pk])
    client("owner").post(address, {"action": "resend"})
    work()
    second = re.findall(r"(/invitations/\S+)", KeptMessage.objects.latest("id").body)[-1]
    assert client("nobody").get(first).status_code == 404
    assert client("nobody").get(second).status_code == 200
    client("owner").post(address, {"action": "revoke"})
    assert client("nobody").get(second).status_code == 404


def test_the_page_of_the_owner_says_the_same_whether_there_is_an_account_or_not(made: Organization) -> None:
    said = []
    for email in ("other@example.jp", "new@example.jp"):
        page = client("owner").post(reverse("invite", args=[made.pk]), {"email": email, "role": "viewer"}, follow=True)
        said.append(re.findall(r'<li class="success">(.*?)</li>', page.content.decode())[0].replace(email, "X"))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"email": "nonsense"}, "no mail address"),
        ({"email": "viewer@example.jp"}, "a member already"),
        ({"role": "emperor"}, "Choose a role"),
        ({"role": "tenant"}, "Choose a role"),
        ({"role": "tenant", "tenant": str(uuid4())}, "Choose a role"),
    ],
)
def test_what_cannot_be_invited_is_said(made: Organization, form: dict[str, str], said: str) -> None:
    sent = {"email": "new@example.jp", "role": "viewer", **form}
    page = client("owner").post(reverse("invite", args=[made.pk]), sent, follow=True)
    assert said in page.content.decode()
    assert not KeptMessage.objects.exists()


def test_a_tenant_is_invited_as_one_of_those_that_the_meters_offer(made: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = uuid4()
    monkeypatch.setattr(tenants, "_PROVIDERS", [lambda _: [(theirs, "Room 203")]])
    assert "Room 203" in client("owner").get(reverse("organization", args=[made.pk])).content.decode()
    client("nobody").post(_invited(made, role="tenant", tenant=str(theirs)), _answer())
    joined = Membership.objects.get(user__email="new@example.jp")
    assert (joined.role, joined.tenant) == ("tenant", theirs)


def test_an_organization_sends_so_many_mails_an_hour_and_no_more(made: Organization) -> None:
    for n in range(invitations.AN_HOUR):
        _invited(made, f"new{n}@example.jp")
    page = client("owner").post(reverse("invite", args=[made.pk]), {"email": "x@example.jp", "role": "viewer"}, follow=True)
    assert "Try again in an hour" in page.content.decode()
    assert not Invitation.objects.filter(email="x@example.jp").exists()


@pytest.mark.parametrize(("language", "subject"), [("ja", "「Home」への招待"), ("en", "You are invited to “Home”")])
def test_the_mail_speaks_the_language_of_who_invites(made: Organization, language: str, subject: str) -> None:
    _invited(made, language=language)
    assert KeptMessage.objects.get().subject == subject
    assert "owner@example.jp" in KeptMessage.objects.get().body


def test_of_the_token_only_a_hash_is_kept(made: Organization) -> None:
    token = _invited(made).rpartition("/")[2]
    row = Invitation.objects.values().get()
    assert token not in str(row)
    assert membership("owner").user_id == row["invited_by_id"]
