"""Acting for a customer: only with an owner's consent, only the one who asked, only as far and as long, and all can see it."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db.models import F
from django.utils import timezone

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import Activity, Membership, User
from harimi.service.accounts.staff import StaffRole, set_roles
from harimi.service.meters.models import Tenant
from harimi.service.privacy.audit import about, looks_at
from harimi.service.support import granting
from harimi.service.support.asking import CaseError
from harimi.service.support.grants import WAITS
from harimi.service.support.models import Case, Grant
from tests.services.inquiries import asked, asked_by, mails
from tests.services.office import signed_in, take_second_step, worker
from tests.services.test_page_queries import START
from tests.services.world import World, home, member, person, world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
PASSWORD = "a long password"  # noqa: S105


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


@pytest.fixture
def staff() -> User:
    return worker(StaffRole.SUPPORT)


@pytest.fixture
def case(made: World) -> Case:
    return asked_by(made.owner, organization=made.site.organization)


def _grant(case: Case, staff: User, scope: str = "see") -> Grant:
    return granting.ask(case, reason="reading", scope=scope, link="https://here/account/support", actor=staff)


def _running(case: Case, staff: User, owner: User, scope: str = "see", hours: int = 2) -> Grant:
    grant = _grant(case, staff, scope)
    granting.give(grant, hours, actor=owner)
    grant.refresh_from_db()
    granting.begin(grant, actor=staff)
    grant.refresh_from_db()
    return grant


def _again(user: User) -> User:
    """As the next request has them."""
    return User.objects.get(pk=user.pk)


def _sees(user: User, made: World) -> bool:
    meter = f"/meters/{made.register.meter_id}"
    statuses = {signed_in(_again(user)).get(f"{meter}{one}").status_code for one in ("", "/photographs", "/health", "/events")}
    assert statuses in ({200}, {404})
    return statuses == {200}


def test_nobody_of_the_staff_sees_a_customers_pages_without_a_grant(made: World, staff: User, case: Case) -> None:
    everybody = person("all@example.jp", staff=True), person("admin@example.jp", admin=True, staff=True)
    for one in (staff, *everybody):
        assert not _sees(one, made)
    grant = _grant(case, staff)
    assert not _sees(staff, made), "it was asked for, no more"
    granting.give(grant, 2, actor=made.owner)
    assert not _sees(staff, made), "it was not begun"
    grant.refresh_from_db()
    granting.begin(grant, actor=staff)
    assert _sees(staff, made)
    for other in everybody:
        assert not _sees(other, made)


def test_a_grant_ends_by_itself_at_its_time(made: World, staff: User, case: Case) -> None:
    grant = _running(case, staff, made.owner)
    assert _sees(staff, made)
    Grant.objects.update(until=timezone.now())
    assert not _sees(staff, made)
    assert granting.end_what_ran_out() == 1
    assert granting.end_what_ran_out() == 0
    grant.refresh_from_db()
    assert grant.revoked_at == grant.until


@pytest.mark.parametrize("who", ["owner", "staff"])
def test_either_side_ends_it_and_the_next_request_finds_nothing(made: World, staff: User, case: Case, who: str) -> None:
    grant = _running(case, staff, made.owner)
    acting = signed_in(staff)
    assert acting.get(f"/meters/{made.register.meter_id}").status_code == 200
    ends = {"owner": signed_in(made.owner), "staff": acting}[who]
    assert ends.post(f"/account/support/{grant.pk}", {"step": "end"}).status_code == 302
    assert acting.get(f"/meters/{made.register.meter_id}").status_code == 404
    with pytest.raises(CaseError, match="not_possible"):
        granting.end(grant, actor=staff)


def test_who_may_only_see_changes_nothing_and_who_may_change_does(made: World, staff: User, case: Case) -> None:
    grant = _running(case, staff, made.owner)
    address, form = f"/meters/{made.register.meter_id}/step", {"step": "pause"}
    assert signed_in(staff).post(address, form).status_code == 404
    granting.end(grant, actor=staff)
    _running(case, staff, made.owner, "change")
    assert signed_in(staff).post(address, form).status_code == 302
    done = Activity.objects.get(action="meter.paused")
    assert done.actor == staff
    page = signed_in(made.owner).get("/account/activity").text
    assert "Support (the operator)" in page
    assert "support@example.jp" not in page


def test_tenants_stay_closed_to_who_may_change_meters(made: World, staff: User, case: Case) -> None:
    tenant = Tenant.objects.create(organization=made.site.organization, name="Sato")
    _running(case, staff, made.owner, "change")
    helper, meter = signed_in(staff), f"/meters/{made.register.meter_id}"
    assert "Sato" not in helper.get(f"{meter}/edit").text
    assert '"/tenants"' not in helper.get("/sites").text
    for address in ("/tenants", f"/tenants/{tenant.pk}"):
        assert helper.get(address).status_code == helper.post(address, {"name": "Suzuki"}).status_code == 404
        assert signed_in(made.owner).get(address).status_code == 200
    assert helper.post(f"{meter}/tenant", {"tenant": tenant.pk}).status_code == 404
    assert "Sato" in signed_in(made.owner).get(f"{meter}/edit").text
    assert '"/tenants"' in signed_in(made.owner).get("/sites").text


def test_people_contract_privacy_and_exports_stay_closed(made: World, staff: User, case: Case) -> None:
    _running(case, staff, made.owner, "change")
    client, organization = signed_in(staff), made.site.organization
    assert set(allowed_in(_again(staff), Action.CHANGE_METERS)) == {organization.pk}
    for action in (Action.SEE_PEOPLE, Action.MANAGE_PEOPLE, Action.MANAGE_CONTRACT, Action.DECIDE_PRIVACY, Action.SEE_ACTIVITY):
        assert allowed_in(_again(staff), action) == []
    for address in ("", "/contract"):
        assert client.get(f"/account/organization/{organization.pk}{address}").status_code == 404
    assert client.get(f"/account/activity?organization={organization.pk}").status_code == 404
    assert client.get(f"/account/privacy/export/{organization.pk}").status_code == 404
    assert client.post("/account/privacy/export", {"who": str(organization.pk)}).status_code == 404
    assert "owner@example.jp" not in client.get("/account/privacy").text


def test_only_an_owner_gives_it_and_shows_their_password_again(made: World, staff: User, case: Case) -> None:
    grant = _grant(case, staff)
    form = {"step": "give", "hours": "2"}
    for role in ("manager", "viewer"):
        user = member(made.site.organization, f"{role}@example.jp", role)
        assert signed_in(user).post(f"/account/support/{grant.pk}", form).status_code == 404
    other = person("other@example.jp")
    home(other)
    for nobody in (other, staff):
        assert signed_in(nobody).post(f"/account/support/{grant.pk}", form).status_code == 404
    owner, step = signed_in(made.owner), f"/account/support/{grant.pk}"
    answer = owner.post(step, form)
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    owner.post("/accounts/reauthenticate/", {"password": "another one", "next": step})
    assert Grant.objects.get().given_at is None
    owner.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": step})
    given = Grant.objects.get()
    assert given.given_by == made.owner
    assert given.until is not None
    assert timedelta(hours=1.9) < given.until - timezone.now() <= timedelta(hours=2)


@pytest.mark.parametrize("hours", [0, 25, 10_000])
def test_it_is_given_for_a_day_at_most(made: World, staff: User, case: Case, hours: int) -> None:
    with pytest.raises(CaseError, match="hours"):
        granting.give(_grant(case, staff), hours, actor=made.owner)


def test_what_was_asked_long_ago_or_refused_is_not_given(made: World, staff: User, case: Case) -> None:
    grant = _grant(case, staff)
    Grant.objects.update(asked_at=F("asked_at") - WAITS)
    with pytest.raises(CaseError, match="not_possible"):
        granting.give(grant, 2, actor=made.owner)
    granting.end(grant, actor=made.owner)
    again = _grant(case, staff)
    granting.end(again, actor=made.owner)
    with pytest.raises(CaseError, match="not_possible"):
        granting.give(again, 2, actor=made.owner)


def test_who_is_no_longer_of_support_acts_for_nobody(made: World, staff: User, case: Case) -> None:
    _running(case, staff, made.owner)
    set_roles(staff, [StaffRole.BILLING], actor=person("admin@example.jp", admin=True, staff=True))
    assert not _sees(staff, made)


def test_it_opens_nothing_in_a_session_without_the_second_step(made: World, staff: User, case: Case, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"staff_two_step": True})
    grant = _running(case, staff, made.owner, "change")
    stepped, other, meter = signed_in(staff), signed_in(staff), f"/meters/{made.register.meter_id}"
    take_second_step(stepped, staff)
    assert stepped.get(meter).status_code == 200
    assert "You act for" in stepped.get("/").text
    assert other.get(meter).status_code == other.post(f"{meter}/step", {"step": "pause"}).status_code == 404
    assert "You act for" not in other.get("/").text
    Authenticator.objects.all().delete()
    assert stepped.get(meter).status_code == 404, "who took it has none any more"
    assert other.post(f"/account/support/{grant.pk}", {"step": "end"}).status_code == 302, "what shuts is always open"


def test_what_was_confirmed_while_it_ran_is_finished_by_the_worker(made: World, staff: User, case: Case, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"staff_two_step": True})
    _running(case, staff, made.owner, "change")
    assert allowed_in(_again(staff), Action.CHANGE_METERS) == [made.site.organization_id]


def test_another_member_of_staff_cannot_begin_it(made: World, staff: User, case: Case) -> None:
    grant = _grant(case, staff)
    granting.give(grant, 2, actor=made.owner)
    other = person("more@example.jp", staff=True)
    with pytest.raises(CaseError, match="not_possible"):
        granting.begin(Grant.objects.get(), actor=other)
    assert signed_in(other).post(f"/account/support/{grant.pk}", {"step": "end"}).status_code == 404
    client = signed_in(other)
    client.post(f"/office/cases/{case.pk}/step", {"step": "begin"})
    assert Grant.objects.get().begun_at is None


def test_begin_and_end_stand_in_the_audit_and_in_the_activity(made: World, staff: User, case: Case) -> None:
    grant = _running(case, staff, made.owner)
    granting.end(grant, actor=made.owner)
    subject = made.site.organization.subject_id
    told = [one.action for one in about(subject).order_by("seq") if one.case == case.number]
    assert told == ["help_asked", "help_given", "looked", "help_begun", "help_ended"]
    look = looks_at(subject).get()
    assert (look.purpose, look.clause) == ("inquiries", "2-2(2)")
    assert "display_content" in look.items
    kept = list(Activity.objects.filter(action__startswith="support.").order_by("id").values_list("action", flat=True))
    assert kept == ["support.asked", "support.given", "support.begun", "support.ended"]


def test_both_sides_see_a_banner_while_it_runs(made: World, staff: User, case: Case) -> None:
    viewer = member(made.site.organization, "viewer@example.jp")
    other = person("other@example.jp")
    home(other)
    grant = _running(case, staff, made.owner, "change")
    for page in ("/", "/office/", f"/meters/{made.register.meter_id}"):
        shown = signed_in(staff).get(page).text
        assert f"You act for the customer of inquiry {case.number}" in shown
    for user in (made.owner, viewer):
        assert "Somebody of our support can open" in signed_in(user).get("/").text
    assert "Somebody of our support" not in signed_in(other).get("/").text
    granting.end(grant, actor=staff)
    assert "Somebody of our support" not in signed_in(made.owner).get("/").text
    assert "You act for" not in signed_in(staff).get("/office/").text


def test_owners_are_asked_by_mail_and_see_what_was_asked(made: World, staff: User, case: Case) -> None:
    member(made.site.organization, "viewer@example.jp")
    signed_in(staff).post(f"/office/cases/{case.pk}/step", {"step": "ask_help", "reason": "camera", "scope": "change"})
    asked_them = [one for one in mails() if "/account/support" in one.body]
    assert [one.to for one in asked_them] == [["owner@example.jp"]]
    page = signed_in(made.owner).get("/account/support").text
    assert "support@example.jp" in page
    assert "sees, and changes settings and values" in page
    other = person("other@example.jp")
    home(other)
    assert "support@example.jp" not in signed_in(other).get("/account/support").text


def test_nothing_is_asked_of_strangers_nor_twice_nor_without_a_reason(made: World, staff: User, case: Case) -> None:
    with pytest.raises(CaseError, match="nobody_to_ask"):
        _grant(asked(), staff)
    with pytest.raises(CaseError, match="reason"):
        granting.ask(case, reason="curiosity", scope="see", link="", actor=staff)
    _grant(case, staff)
    with pytest.raises(CaseError, match="asked_already"):
        _grant(case, staff)
    made.site.organization.ended_at = timezone.now()
    made.site.organization.save()
    with pytest.raises(CaseError, match="nobody_to_ask"):
        _grant(Case.objects.get(pk=case.pk), person("more@example.jp", staff=True))


def test_of_several_the_widest_holds_and_ones_own_role_stays(made: World, staff: User, case: Case) -> None:
    _running(case, staff, made.owner, "change")
    second = asked_by(made.owner, organization=made.site.organization)
    _running(second, staff, made.owner, "see")
    assert allowed_in(_again(staff), Action.CHANGE_METERS) == [made.site.organization_id]
    own = home(staff, "Staff's own")
    assert set(allowed_in(_again(staff), Action.SEE)) == {made.site.organization_id, own.organization_id}
    assert allowed_in(_again(staff), Action.MANAGE_PEOPLE) == [own.organization_id]


def test_who_belongs_to_the_customer_themselves_keeps_their_own_role(made: World, staff: User, case: Case) -> None:
    _running(case, staff, made.owner, "change")
    Membership.objects.create(organization=made.site.organization, user=staff, role="owner")
    assert allowed_in(_again(staff), Action.MANAGE_PEOPLE) == [made.site.organization_id]
