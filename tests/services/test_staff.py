"""The operator's staff: roles open pages, nobody works without a second step, and who gave what to whom is in the audit."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from harimi.service.accounts.models import Invitation, User
from harimi.service.accounts.staff import GIVEN, PURPOSES, StaffError, StaffRole, purposes_of, set_roles, staff_roles
from harimi.service.notices.sending import send_one
from harimi.service.office.desk import TABS
from harimi.service.privacy.audit import about
from harimi.service.privacy.manifest import current
from tests.services.office import signed_in, take_second_step, worker
from tests.services.world import home, person

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"http\S+/invitations/\S+")


@pytest.fixture
def boss() -> User:
    return person("boss@example.jp", staff=True, admin=True)


def _again(client: Client, address: str, form: dict[str, object]) -> str:
    """Sends a form, shows the password once more where it is asked for, and reads the answer."""
    answer = client.post(address, form, follow=True)
    if answer.redirect_chain and "reauthenticate" in answer.redirect_chain[-1][0]:
        answer = client.post(answer.redirect_chain[-1][0], {"password": "a long password"}, follow=True)
    return answer.text


def _mailed() -> str:
    """The last mail that a worker sent."""
    while send_one():
        pass
    return str(mail.outbox[-1].body)


def test_every_purpose_of_a_role_is_one_of_the_policy() -> None:
    told = [purpose for role in StaffRole for purpose in PURPOSES[role]]
    assert set(told) <= set(current().purposes)
    assert len(told) == len(set(told))
    assert purposes_of({StaffRole.LOGISTICS}) == ("shipping", "receipt")


@pytest.mark.parametrize("role", StaffRole)
def test_a_role_opens_its_own_pages_and_no_others(role: StaffRole) -> None:
    client = signed_in(worker(role) if role in GIVEN else person("admin@example.jp", staff=True, admin=True))
    for tab in TABS:
        wanted = 200 if role in tab.roles or role == StaffRole.ADMINISTRATOR else 404
        assert client.get(reverse(tab.address)).status_code == wanted, tab.address
    page = client.get("/office/").text
    for tab in TABS:
        assert (f'href="{reverse(tab.address)}"' in page) == (role in tab.roles or role == StaffRole.ADMINISTRATOR)


def test_staff_without_a_role_are_nobody() -> None:
    assert staff_roles(worker()) == frozenset()
    assert signed_in(User.objects.get()).get("/office/").status_code == 404


def test_the_office_opens_only_with_a_second_step(settings: object, boss: User) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"staff_two_step": True})  # type: ignore[attr-defined]
    client = signed_in(boss)
    for tab in TABS:
        answer = client.get(reverse(tab.address))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/account/security"), tab.address
    assert client.post("/office/staff/invite", {"email": "x@example.jp", "roles": "support"}).status_code == 302
    assert not Invitation.objects.exists()
    assert "second step" in client.get("/office/", follow=True).text
    Authenticator.objects.create(user=boss, type=Authenticator.Type.TOTP, data={"secret": "sealed"})
    answer = client.get("/office/customers?for=provision")
    assert answer.headers["Location"] == "/accounts/2fa/reauthenticate/?next=%2Foffice%2Fcustomers%3Ffor%3Dprovision"
    take_second_step(client, boss)
    assert client.get("/office/").status_code == 200


def test_an_administrator_gives_and_takes_roles(boss: User) -> None:
    somebody, client = worker(StaffRole.SUPPORT), signed_in(boss)
    page = _again(client, "/office/staff/roles", {"who": str(somebody.pk), "roles": ["billing", "logistics"]})
    assert "roles of support@example.jp are saved" in page
    assert staff_roles(User.objects.get(pk=somebody.pk)) == {StaffRole.BILLING, StaffRole.LOGISTICS}
    told = [(one.action, one.case) for one in about(somebody.subject_id)][:3]
    assert sorted(told) == [("role_given", "billing"), ("role_given", "logistics"), ("role_taken", "support")]
    _again(client, "/office/staff/roles", {"who": str(somebody.pk)})
    assert not User.objects.get(pk=somebody.pk).is_staff


def test_changing_roles_asks_who_it_is_once_more(boss: User) -> None:
    somebody, client = worker(StaffRole.SUPPORT), Client()
    client.force_login(boss)
    assert "reauthenticate" in client.post("/office/staff/roles", {"who": str(somebody.pk)}).headers["Location"]
    assert User.objects.get(pk=somebody.pk).is_staff


def test_an_administrator_cannot_shut_themselves_out(boss: User) -> None:
    with pytest.raises(StaffError, match="yourself"):
        set_roles(boss, ["support"], actor=boss)
    other = person("other@example.jp", staff=True, admin=True)
    set_roles(other, ["support"], actor=boss)
    assert not User.objects.get(pk=other.pk).is_superuser
    with pytest.raises(StaffError, match="role"):
        set_roles(other, ["king"], actor=boss)


def test_who_is_no_administrator_any_more_takes_nobodys_role(boss: User) -> None:
    other = person("other@example.jp", staff=True, admin=True)
    set_roles(boss, ["support"], actor=other)
    with pytest.raises(StaffError, match="not_you"):
        set_roles(other, ["support"], actor=boss)
    assert User.objects.filter(is_superuser=True).get() == other


def test_somebody_invited_to_the_staff_sets_a_password_and_has_the_roles(boss: User) -> None:
    page = _again(signed_in(boss), "/office/staff/invite", {"email": "New@Example.jp", "roles": ["reception", "support"]})
    assert "on its way to new@example.jp" in page
    assert "join the staff" in _mailed()
    link = LINK.search(_mailed())
    assert link is not None
    address, visitor = "/" + link.group().split("/", 3)[3], Client(headers={"Accept-Language": "en"})
    versions = re.search(r'name="versions" value="([\d.]+)"', visitor.get(address).text)
    assert versions is not None
    sent = {"password": "a long password", "agreed": "on", "versions": versions.group(1)}
    answer = visitor.post(address, sent, follow=True)
    assert "You are staff now" in answer.text
    made = User.objects.get(email="new@example.jp")
    assert staff_roles(made) == {StaffRole.RECEPTION, StaffRole.SUPPORT}
    assert not made.memberships.exists()
    assert Client().get(address).status_code == 404


def test_somebody_with_an_account_joins_the_staff_and_keeps_what_they_have(boss: User) -> None:
    known = person("known@example.jp")
    home(known)
    _again(signed_in(boss), "/office/staff/invite", {"email": known.email, "roles": "privacy"})
    link = LINK.search(_mailed())
    assert link is not None
    client = signed_in(known)
    assert client.post("/" + link.group().split("/", 3)[3]).status_code == 302
    known.refresh_from_db()
    assert staff_roles(User.objects.get(pk=known.pk)) == {StaffRole.PRIVACY}
    assert known.memberships.count() == 1


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"email": "nobody", "roles": "support"}, "no mail address"),
        ({"email": "a@example.jp"}, "Choose a role"),
        ({"email": "a@example.jp", "roles": "king"}, "Choose a role"),
        ({"email": "boss@example.jp", "roles": "support"}, "member already"),
    ],
)
def test_an_invitation_that_makes_no_sense_is_refused_in_words(boss: User, form: dict[str, object], why: str) -> None:
    assert why in _again(signed_in(boss), "/office/staff/invite", form)
    assert not Invitation.objects.exists()


def test_an_invitation_to_the_staff_is_taken_back(boss: User) -> None:
    client = signed_in(boss)
    _again(client, "/office/staff/invite", {"email": "new@example.jp", "roles": "support"})
    row = Invitation.objects.get()
    assert "new@example.jp" in client.get("/office/staff").text
    client.post("/office/staff/revoke", {"which": str(row.pk)})
    assert not Invitation.objects.exists()
    assert client.post("/office/staff/revoke", {"which": str(row.pk)}).status_code == 404


def test_an_invitation_is_to_an_organization_or_to_the_staff(boss: User) -> None:
    organization = home(boss).organization
    wrong: list[dict[str, Any]] = [
        {"organization": None, "role": "", "staff_roles": ""},
        {"organization": organization, "role": "viewer", "staff_roles": "support"},
    ]
    for number, fields in enumerate(wrong):
        with pytest.raises(IntegrityError), transaction.atomic():
            Invitation.objects.create(email=f"{number}@example.jp", token_hash=str(number), **fields)
