"""Members and their roles, tried as everybody: what each may see and change, and that there is always an owner."""

from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.urls import reverse

from harimi.service.accounts import activity
from harimi.service.accounts.access import ALLOWED, Action, may, organizations_of
from harimi.service.accounts.activity import UnknownActionError
from harimi.service.accounts.members import PeopleError, change_role, remove
from harimi.service.accounts.models import Activity, Invitation, Membership, Organization
from harimi.service.meters.queries import meters_of
from harimi.service.pages.texts import TEXTS
from harimi.service.privacy.closed import UnknownKeyError
from tests.services.people import SIGN_IN, WHO, client, house, membership, who_is
from tests.services.world import WANTED, home

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def made() -> Organization:
    return house()


def _status(who: str, allowed: dict[str, int]) -> int:
    return allowed.get(who, SIGN_IN if who == "nobody" else 404)


@pytest.mark.parametrize("who", WHO)
def test_an_organization_is_seen_by_those_who_see_it(made: Organization, who: str) -> None:
    answer = client(who).get(reverse("organization", args=[made.pk]))
    assert answer.status_code == _status(who, {"owner": 200, "manager": 200, "viewer": 200})
    text = answer.content.decode()
    assert ("tenant@example.jp" in text) is (who in ("owner", "manager"))
    assert ('name="email"' in text) is (who == "owner")


@pytest.mark.parametrize("who", WHO)
def test_everybody_has_pages_of_their_own(made: Organization, who: str) -> None:
    for page in ("security", "activity"):
        assert client(who).get(reverse(page)).status_code == (SIGN_IN if who == "nobody" else 200)
    answer = client(who).get(reverse("organizations"))
    assert answer.status_code == (200 if who in ("tenant", "staff", "admin") else SIGN_IN)
    assert client(who).get(reverse("account")).status_code == 302
    assert client(who).get(reverse("mfa_index")).status_code == 302


@pytest.mark.parametrize("who", WHO)
def test_what_was_done_is_seen_by_owners_and_managers(made: Organization, who: str) -> None:
    change_role(membership("viewer"), "manager", actor=who_is("owner"))
    change_role(membership("viewer"), "viewer", actor=who_is("owner"))
    address = reverse("activity")
    text = client(who).get(address).content.decode()
    assert ("Made viewer@example.jp, until then viewer, to be: manager" in text) is (who in ("owner", "manager"))
    told = client(who).get(address, {"organization": str(made.pk)}).status_code
    assert told == _status(who, {"owner": 200, "manager": 200})


ACTIONS = {
    "invite": {"email": "new@example.jp", "role": "viewer"},
    "revoke": {"action": "revoke"},
    "resend": {"action": "resend"},
    "role": {"action": "role", "role": "manager"},
    "remove": {"action": "remove"},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("action", ACTIONS)
def test_only_owners_manage_people(made: Organization, who: str, action: str) -> None:
    invited = Invitation.objects.create(organization=made, email="asked@example.jp", role="viewer", token_hash="x")
    viewer = membership("viewer")
    address = {
        "invite": reverse("invite", args=[made.pk]),
        "revoke": reverse("change_invitation", args=[made.pk, invited.pk]),
        "resend": reverse("change_invitation", args=[made.pk, invited.pk]),
    }.get(action, reverse("change_member", args=[made.pk, viewer.pk]))
    assert client(who).post(address, ACTIONS[action]).status_code == _status(who, {"owner": 302})
    changed = {
        "invite": Invitation.objects.filter(email="new@example.jp").exists(),
        "revoke": not Invitation.objects.filter(pk=invited.pk).exists(),
        "resend": not Invitation.objects.filter(token_hash="x").exists(),
        "role": Membership.objects.filter(pk=viewer.pk, role="manager").exists(),
        "remove": not Membership.objects.filter(pk=viewer.pk).exists(),
    }
    assert changed[action] is (who == "owner")
    assert Activity.objects.exists() is (who == "owner")


@pytest.mark.parametrize("who", WHO)
def test_everybody_leaves_by_themselves_and_nobody_makes_another_leave(made: Organization, who: str) -> None:
    viewer = membership("viewer")
    status = client(who).post(reverse("change_member", args=[made.pk, viewer.pk]), {"action": "leave"}).status_code
    assert status == _status(who, {"viewer": 302})
    assert Membership.objects.filter(pk=viewer.pk).exists() is (who != "viewer")


def test_a_member_of_another_organization_is_not_changed_through_ones_own(made: Organization) -> None:
    strangers = membership("other")
    address = reverse("change_member", args=[made.pk, strangers.pk])
    assert client("owner").post(address, {"action": "remove"}).status_code == 404
    assert Membership.objects.filter(pk=strangers.pk).exists()


def test_the_last_owner_stays_owner(made: Organization) -> None:
    owner = membership("owner")
    with pytest.raises(PeopleError, match="last_owner"):
        change_role(owner, "viewer", actor=owner.user)
    for actor in (owner.user, who_is("manager")):
        with pytest.raises(PeopleError, match="last_owner"):
            remove(owner, actor=actor)
    page = client("owner").post(reverse("change_member", args=[made.pk, owner.pk]), {"action": "leave"}, follow=True)
    assert "The last owner can neither leave nor get another role" in page.content.decode()
    change_role(membership("manager"), "owner", actor=owner.user)
    remove(owner, actor=owner.user)
    assert [one.user.email for one in made.memberships.filter(role="owner")] == ["manager@example.jp"]


def test_a_tenant_is_one_whom_the_meters_know_and_nobody_else_is(made: Organization) -> None:
    with pytest.raises(IntegrityError):
        Membership.objects.filter(pk=membership("viewer").pk).update(role="tenant")
    with pytest.raises(IntegrityError):
        Membership.objects.filter(pk=membership("viewer").pk).update(tenant=uuid4())
    with pytest.raises(PeopleError, match="role"):
        change_role(membership("viewer"), "tenant", actor=who_is("owner"))


def test_a_tenant_sees_nothing_of_the_organization(made: Organization) -> None:
    from harimi.service.captures.registration import register_meter
    from harimi.service.meters.models import Site

    register_meter(Site.objects.get(organization=made), WANTED["energy"])
    tenant = who_is("tenant")
    assert meters_of(who_is("viewer")).count() == 1
    assert not meters_of(tenant).exists()
    assert organizations_of(tenant) == []
    assert str(made.pk) not in client("tenant").get(reverse("privacy_settings")).content.decode()
    assert client("tenant").post(reverse("privacy_use"), {"who": str(made.pk), "action": "stop_all"}).status_code == 404
    assert client("tenant").get(reverse("new_meter")).status_code == 302


@pytest.mark.parametrize("role", Membership.Role.values)
def test_a_role_does_what_stands_in_the_table_and_only_in_its_own_organization(made: Organization, role: str) -> None:
    elsewhere = home(who_is("admin"), "Third").organization
    for action in Action:
        assert may(who_is(role), made, action) is (action in ALLOWED[role])
        assert not may(who_is(role), elsewhere, action)
        assert not may(who_is("staff"), made, action)


def test_roles_are_read_once(made: Organization, django_assert_num_queries: pytest.FixtureRequest) -> None:
    user = who_is("manager")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert [may(user, made, action) for action in Action].count(True) == len(ALLOWED["manager"])


def test_the_list_is_filtered_by_person_and_kind_and_paged(made: Organization) -> None:
    owner, manager = who_is("owner"), who_is("manager")
    for _ in range(60):
        activity.note(made, "people.invited", actor=owner, role="viewer")
    activity.note(made, "people.revoked", actor=manager, role="viewer")
    page = client("owner").get(reverse("activity"))
    assert len(page.context["lines"]) == 50
    assert len(client("owner").get(reverse("activity"), {"page": 2}).context["lines"]) == 11
    mine = client("owner").get(reverse("activity"), {"who": str(manager.pk), "kind": "people"})
    assert [line.words for line in mine.context["lines"]] == ["Revoked an invitation as: viewer"]
    assert client("owner").get(reverse("activity"), {"who": "nonsense"}).status_code == 404


def test_only_what_was_declared_and_mapped_is_noted(made: Organization) -> None:
    with pytest.raises(UnknownActionError, match="declared"):
        activity.note(made, "people.painted", actor=None)
    with pytest.raises(UnknownKeyError, match="mail"):
        activity.note(made, "people.invited", actor=None, mail="who@example.jp")
    assert not Activity.objects.exists()


def test_every_declared_action_has_words() -> None:
    for kind, told in activity.kinds().items():
        assert f"activity.kind.{kind}" in TEXTS
        assert {f"activity.{kind}.{action}" for action in told.actions} <= set(TEXTS)


def test_when_somebody_last_came_is_told_to_owners_and_only_where_it_is_collected(
    made: Organization, settings: pytest.FixtureRequest
) -> None:
    client("viewer").get("/")
    told = "last signed in"
    address = reverse("organization", args=[made.pk])
    seen = {}
    for collectors in ("", "access_log"):
        settings.HARIMI = settings.HARIMI.model_copy(update={"collectors": collectors})  # type: ignore[attr-defined]
        seen[collectors] = [told in client(who).get(address).content.decode() for who in ("owner", "manager")]
    assert seen == {"": [False, False], "access_log": [True, False]}
