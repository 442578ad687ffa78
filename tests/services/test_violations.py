"""Breaches of the terms as cases: evidence, warning, objection and end, each told with its reason to whom it is about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.captures.models import Capture
from harimi.service.devices.services import new_camera
from harimi.service.meters.models import Site
from harimi.service.notices.models import Message as Mail
from harimi.service.privacy.audit import about
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.held import held
from harimi.service.privacy.overdue import overdue
from harimi.service.privacy.sealed import Sealed
from harimi.service.rights import holds
from harimi.service.rights.leaving import close_account
from harimi.service.rights.running import erase_one
from harimi.service.support.models import Violation, ViolationEvent
from harimi.service.support.violations import keeping, leading, objecting, opening
from harimi.service.support.violations.telling import ViolationError
from tests.services.breaches import officer, opened, step
from tests.services.inquiries import mails
from tests.services.office import signed_in, worker
from tests.services.world import home, member, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


@pytest.fixture
def site(owner: User) -> Site:
    return home(owner, "山田 花子")


@pytest.fixture
def client(site: Site) -> Client:
    return signed_in(officer())


def _as_now(case: Violation) -> Violation:
    return Violation.objects.get(pk=case.pk)


def _own_page(user: User) -> str:
    return signed_in(user).get("/account/violations").text


@pytest.mark.parametrize("who", ["owner@example.jp", "山田 花子", "number"])
def test_a_case_is_opened_by_address_name_or_number_and_the_list_names_nobody(site: Site, client: Client, who: str) -> None:
    typed = {"who": str(site.organization_id) if who == "number" else who, "clause": "8(1)", "words": "4111 1111 1111 1111"}
    page = client.post("/office/violations/new", typed, follow=True).text
    case = Violation.objects.get()
    assert case.number in page
    assert (case.user is not None) == (who == "owner@example.jp")
    assert case.subject_id == case.owner.subject_id  # type: ignore[attr-defined]  # both kinds have one
    with using("violations", case=case.number):
        assert case.events.get().words == "••••1111"
    told = about(case.subject_id).get(action="violation_opened")
    assert (told.clause, told.purpose, told.case) == ("2-2(3)", "violations", case.number)
    listed = client.get("/office/violations").text
    assert case.number in listed
    assert "山田" not in listed
    assert "owner@" not in listed
    assert case.number in client.get(f"/office/violations?q={case.number.lower()}").text
    assert case.number not in client.get("/office/violations?state=ended").text


@pytest.mark.parametrize("changes", [{"who": "山田"}, {"who": "nobody@example.jp"}, {"clause": "9(1)"}, {"words": " "}])
def test_what_names_nobody_or_says_nothing_opens_none(client: Client, changes: dict[str, str]) -> None:
    typed = {"who": "owner@example.jp", "clause": "8(2)", "words": "Many tries.", **changes}
    assert client.post("/office/violations/new", typed).status_code == 422
    assert not Violation.objects.exists()


def test_staff_are_no_case_before_their_roles_are_taken(client: Client) -> None:
    worker(StaffRole.SUPPORT)
    typed = {"who": "support@example.jp", "clause": "8(2)", "words": "Many tries."}
    assert "take their roles first" in client.post("/office/violations/new", typed).text


def test_words_of_a_case_are_sealed_and_shown_for_the_case_alone(owner: User, client: Client) -> None:
    case = opened(owner)
    assert isinstance(case.events.get().__dict__["words"], Sealed)
    page = client.get(f"/office/violations/{case.pk}").text
    assert "Photographs of somebody else&#x27;s meter." in page
    assert "owner@example.jp" in page
    look = about(owner.subject_id).get(action="looked")
    assert (look.purpose, look.case) == ("violations", case.number)


def test_evidence_refers_to_what_is_theirs_and_to_nothing_else(owner: User, site: Site) -> None:
    device, _ = new_camera(site.organization, "Camera")
    theirs, _ = new_camera(home(person("other@example.jp")).organization, "Camera")
    shot, other = (
        Capture.objects.create(device=one, taken_at=timezone.now(), received_at=timezone.now(), content_hash="0")
        for one in (device, theirs)
    )
    mine, his = opened(site.organization), opened(owner)
    audited = about(owner.subject_id).filter(action="violation_opened").get().seq
    good = [(mine, "capture", str(shot.pk)), (mine, "camera_log", "2026-11-01/2026-11-03")]
    good += [(his, "audit", str(audited)), (his, "access_log", "2026-11-01/2026-11-01")]
    bad = [(mine, "capture", str(other.pk)), (mine, "audit", str(audited)), (mine, "access_log", "2026-11-01/2026-11-03")]
    bad += [(his, "access_log", "2026-11-03/2026-11-01"), (his, "access_log", "2026-02-30/2026-03-01"), (his, "", "something")]
    bad += [(his, "capture", str(shot.pk)), (mine, "capture", "x"), (his, "audit", "99999999"), (his, "what", "1")]
    for case, source, place in good:
        opening.add_evidence(case, "See there.", actor=officer(), source=source, reference=place)
    for case, source, place in bad:
        with pytest.raises(ViolationError, match="reference"):
            opening.add_evidence(case, "See there.", actor=officer(), source=source, reference=place)
    assert ViolationEvent.objects.filter(what="evidence").count() == len(good)


def test_a_warning_says_what_was_seen_what_to_do_by_when_and_how_to_object(owner: User, client: Client) -> None:
    case, day = opened(owner), today() + timedelta(days=7)
    assert "terms of use" not in signed_in(owner).get("/").text
    step(client, case, "warn", words="Turn the camera.", day=day.isoformat())
    letter = Mail.objects.get(letter="violation_warning")
    assert (letter.case, letter.user, letter.subject_id) == (case.number, owner, owner.subject_id)
    sent = mails()[-1]
    assert sent.to == ["owner@example.jp"]
    assert case.number in sent.subject
    for words in ("第8条(1)", "Turn the camera.", f"{day.year}年{day.month}月{day.day}日", "異議", "/account/violations"):
        assert words in sent.body
    assert Mail.objects.get().state == "sent"
    assert "told you something important" in signed_in(owner).get("/account/security").text
    page = _own_page(owner)
    assert "Turn the camera." in page
    assert "somebody else&#x27;s" not in page, "what was noticed at first is no part of the warning"
    assert _as_now(case).state == "warned"


def test_an_organizations_owners_are_told_and_nobody_else(site: Site, owner: User) -> None:
    viewer, case = member(site.organization, "viewer@example.jp"), opened(site.organization)
    assert leading.warn(case, "Turn the camera.", today(), actor=officer()) == 1
    assert [one.user for one in Mail.objects.all()] == [owner]
    assert "Turn the camera." in _own_page(owner)
    for other in (viewer, person("stranger@example.jp")):
        assert "Turn the camera." not in _own_page(other)
        assert signed_in(other).post(f"/account/violations/{case.pk}/object", {"words": "x"}).status_code == 404


def test_a_case_of_which_nobody_was_told_stands_on_no_page_of_theirs(owner: User) -> None:
    case = opened(owner)
    assert case.number not in _own_page(owner)
    assert signed_in(owner).post(f"/account/violations/{case.pk}/object", {"words": "x"}).status_code == 404
    assert leading.end(case, "unfounded", "It was their own.", actor=officer()) == 0
    assert not Mail.objects.exists()


def test_an_objection_has_a_clock_and_an_answer(owner: User, client: Client) -> None:
    case = opened(owner)
    leading.warn(case, "Turn the camera.", today(), actor=officer())
    own = signed_in(owner)
    assert "Write something" in own.post(f"/account/violations/{case.pk}/object", {"words": " "}, follow=True).text
    assert own.post(f"/account/violations/{case.pk}/object", {"words": "It is mine. 4111111111111111"}).status_code == 302
    row = _as_now(case)
    assert row.objection_due_at is not None
    assert timedelta(days=13, hours=23) < row.objection_due_at - timezone.now() <= timedelta(days=14)
    own.post(f"/account/violations/{case.pk}/object", {"words": "Once more."})
    assert _as_now(case).objection_due_at == row.objection_due_at, "a second word does not put the answer off"
    assert "It is mine. ••••1111" in client.get(f"/office/violations/{case.pk}").text
    Violation.objects.filter(pk=case.pk).update(objection_due_at=timezone.now() - timedelta(days=1))
    assert 'class="late"' in client.get("/office/violations").text
    step(client, case, "answer", words="We see it now.")
    assert "We see it now." in mails()[-1].body
    assert "We see it now." in _own_page(owner)
    assert _as_now(case).objection_due_at is None
    assert "No objection waits" in _followed(client, case, "answer", words="Again.")


def _followed(client: Client, case: Violation, what: str, **typed: str) -> str:
    step(client, case, what, **typed)
    return client.get(f"/office/violations/{case.pk}").text


@pytest.mark.parametrize(("outcome", "said"), [("founded", "違反がありました"), ("unfounded", "違反はありませんでした")])
def test_the_end_tells_what_came_of_it_and_nothing_follows(owner: User, client: Client, outcome: str, said: str) -> None:
    case = opened(owner)
    leading.warn(case, "Turn the camera.", today(), actor=officer())
    assert "Say what came of it" in _followed(client, case, "end", words="So it is.", outcome="perhaps")
    step(client, case, "end", words="So it is.", outcome=outcome)
    row = _as_now(case)
    assert (row.state, row.outcome, row.ended_at is not None) == ("ended", outcome, True)
    sent = mails()[-1].body
    assert said in sent
    assert "So it is." in sent
    assert "So it is." in _own_page(owner)
    for what, told in (("warn", {"words": "x", "day": today().isoformat()}), ("evidence", {"words": "x"})):
        assert "This case has ended" in _followed(client, case, what, **told)
    with pytest.raises(ViolationError, match="ended"):
        objecting.object_to(case, "But", actor=owner)


@pytest.mark.parametrize("day", ["", "2020-01-01", "soon"])
def test_a_warning_without_a_day_to_come_is_none(owner: User, client: Client, day: str) -> None:
    case = opened(owner)
    step(client, case, "warn", words="Turn the camera.", day=day)
    assert _as_now(case).state == "open"
    assert not Mail.objects.exists()


def test_an_ended_case_is_kept_for_its_time_and_longer_under_a_hold(owner: User) -> None:
    old, young = opened(owner), opened(owner)
    for case, ago in ((old, timedelta(days=2)), (young, -timedelta(days=1))):
        at = timezone.now() - held().kept("violation") - ago
        Violation.objects.filter(pk=case.pk).update(state="ended", ended_at=at)
    assert {one.table for one in overdue()} >= {"support_violation", "support_violationevent"}
    admin = person("admin@example.jp", admin=True, staff=True)
    hold = holds.place(owner.subject, "dispute", until=timezone.localdate() + timedelta(days=3), actor=admin)
    assert keeping.forget_old() == 0
    holds.lift(hold, actor=admin)
    assert keeping.forget_old() == 1
    assert [one.pk for one in Violation.objects.all()] == [young.pk]


def test_a_case_goes_with_whom_it_is_about(owner: User) -> None:
    leaver = person("leaver@example.jp")
    opened(leaver)
    opened(owner)
    close_account(leaver)
    assert erase_one()
    assert [one.user for one in Violation.objects.all()] == [owner]
    assert ViolationEvent.objects.count() == 1
