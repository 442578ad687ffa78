"""A version of the policy that needs agreement: asked once, never implied, and until then only the new is denied."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from harimi.service.accounts.models import Membership, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.notices import asking as letters
from harimi.service.notices.models import Message
from harimi.service.privacy import agreeing, manifest
from harimi.service.privacy.agreeing import AnswerError, Kind
from harimi.service.privacy.choices import Asked
from harimi.service.privacy.gate import RefusedError, Use, decide, may_read, permitted, using
from harimi.service.privacy.models import AuditEvent, PolicyAnswer, PolicyPublication
from harimi.service.privacy.opened import added
from harimi.service.privacy.publication import publish
from harimi.service.privacy.wishes import Change, Wish
from tests.services.office import desk, signed_in
from tests.services.policies import forget_policies, operator, second_policy
from tests.services.world import home, member, person, work

pytestmark = pytest.mark.django_db(transaction=True)
NEWS = '[purposes.newsletter]\nclause = "2-2(1)"\nja = "会報の送付"\nen = "Sending a newsletter"\nitems = ["mail"]\n'
_GUIDANCE = 'en = "Notices about the service"\nitems = ['
WIDER = (_GUIDANCE, f'{_GUIDANCE}"payment", ')
MOVED = operator(telephone="03-9999-9999")
AGAIN = operator(telephone="03-8888-8888")
ASKED = Asked("I agree", "en", "my_account")


@pytest.fixture
def owner() -> User:
    return person("owner@example.jp")


@pytest.fixture
def home_of(owner: User) -> UUID:
    return home(owner).organization.subject_id


@pytest.fixture
def asking(owner: User, home_of: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PolicyPublication]:
    """Version 2, beyond version 1: a newsletter is new. The owner was here before."""
    second_policy(tmp_path / "two", monkeypatch, NEWS)
    yield publish(MOVED, Wish(Change.BEYOND, reason="A newsletter", consent_required=True))
    monkeypatch.undo()
    forget_policies()


def _news(subject: UUID) -> bool:
    return decide(Use("newsletter", ("mail",), subject)).allowed


def _form(client: Client, said: str, who: str = "me") -> dict[str, str]:
    page = client.get("/account/policy")
    one = next(one for one in page.context["questions"] if one.who == who)
    return {"who": who, "number": str(one.agreement.publication.number), "shown": one.digest, "answer": said}


@pytest.mark.clause("PP-10c", "PP-2-4b")
def test_who_ignores_the_question_keeps_all_old_functions_and_only_the_new_purpose_is_denied(
    asking: PolicyPublication, owner: User
) -> None:
    other, client = person("late@example.jp"), Client(headers={"Accept-Language": "en"})
    answer = client.post("/accounts/login/", {"login": owner.email, "password": "a long password"})
    assert answer["Location"].startswith("/account/policy?next=")
    assert b"Go on without an answer" in client.get(answer["Location"]).content
    for page in ("/", "/meters", "/account/privacy", "/account/security"):
        assert client.get(page).status_code == 200
    assert b"asks whether you agree" in client.get("/").content
    decision = decide(Use("newsletter", ("mail",), owner.subject_id))
    assert (decision.allowed, decision.why, decision.clause) == (False, "not_agreed", "2-4")
    assert decide(Use("provision", ("mail",), owner.subject_id)).allowed
    assert _news(other.subject_id)
    assert not PolicyAnswer.objects.exists()


@pytest.mark.clause("PP-10d")
def test_an_agreement_keeps_the_hash_of_the_version_the_language_the_words_and_when(
    asking: PolicyPublication, owner: User
) -> None:
    client = signed_in(owner)
    client.post("/account/policy/answer", _form(client, "yes"))
    row = PolicyAnswer.objects.get()
    assert (row.policy, row.policy_hash, row.language) == (2, asking.en_sha256, "en")
    assert row.policy_hash != PolicyPublication.objects.get(number=1).en_sha256
    assert "version 2 of the privacy policy" in row.words
    assert (row.kind, row.by_id, row.channel) == ("agreed", owner.subject_id, "my_account")
    assert row.at >= asking.published_at
    kept = AuditEvent.objects.get(action="policy_agreed")
    assert (kept.policy, kept.digest, kept.clause) == (2, asking.en_sha256, "10")
    with pytest.raises(TypeError):
        row.save()


@pytest.mark.clause("PP-2-4b")
def test_the_purpose_opens_for_who_agrees_and_closes_again_when_they_withdraw(
    asking: PolicyPublication, owner: User, home_of: UUID
) -> None:
    client, other = signed_in(owner), person("other@example.jp")
    client.post("/account/policy/answer", _form(client, "yes"))
    assert _news(owner.subject_id)
    assert not _news(home_of)
    assert permitted(Use("newsletter", ("mail",)), [owner.subject_id, home_of, other.subject_id]) == {
        owner.subject_id,
        other.subject_id,
    }
    client.post("/account/policy/answer", _form(client, "withdraw"))
    assert not _news(owner.subject_id)


def test_a_no_is_kept_and_nobody_is_asked_twice(asking: PolicyPublication, owner: User) -> None:
    client = signed_in(owner)
    client.post("/account/policy/answer", _form(client, "no"))
    client.post("/account/policy/answer", _form(client, "no", str(owner.memberships.get().organization_id)))
    assert not _news(owner.subject_id)
    assert b"asks whether you agree" not in client.get("/").content
    again = Client().post("/accounts/login/", {"login": owner.email, "password": "a long password"})
    assert "policy" not in again["Location"]


def test_only_an_owner_answers_for_an_organization(asking: PolicyPublication, owner: User, home_of: UUID) -> None:
    organization = owner.memberships.get().organization
    manager = member(organization, "manager@example.jp", "manager")
    agreement = {"who": str(organization.pk), "number": "2", "answer": "no", "shown": ""}
    for client in (signed_in(manager), signed_in(person("other@example.jp")), desk()):
        assert client.post("/account/policy/answer", agreement).status_code == 404
    assert Client().post("/account/policy/answer", agreement).status_code == 302
    assert not PolicyAnswer.objects.exists()
    client = signed_in(owner)
    client.post("/account/policy/answer", _form(client, "yes", str(organization.pk)))
    row = PolicyAnswer.objects.get()
    assert (row.subject_id, row.by_id) == (home_of, owner.subject_id)
    assert _news(home_of)
    assert not _news(owner.subject_id)


def test_a_yes_to_other_words_does_not_count(asking: PolicyPublication, owner: User) -> None:
    client = signed_in(owner)
    form = {**_form(client, "yes"), "shown": "0" * 64}
    assert client.post("/account/policy/answer", form)["Location"] == "/account/policy"
    assert client.post("/account/policy/answer", {**form, "answer": "maybe"}).status_code == 404
    assert client.post("/account/policy/answer", {**form, "number": "1"}).status_code == 404
    assert client.post("/account/policy/answer", {**form, "answer": "withdraw"}).status_code == 404
    assert not PolicyAnswer.objects.exists()


def test_the_page_shows_what_differs_what_is_new_and_ticks_nothing(asking: PolicyPublication, owner: User) -> None:
    page = signed_in(owner).get("/account/policy").content.decode()
    assert "03-9999-9999" in page
    assert "Sending a newsletter" in page
    assert "A newsletter" in page
    assert not re.search(r"<input[^>]*checked", page)
    assert "What differs between versions 1 and 2" in page


def test_where_somebody_goes_on_to_is_on_this_service(asking: PolicyPublication, owner: User) -> None:
    client = signed_in(owner)
    assert client.get("/account/policy?next=https://evil.example/").context["onward"] == ""
    form = {**_form(client, "yes"), "next": "/meters"}
    assert client.post("/account/policy/answer", form)["Location"] == "/meters"


@pytest.mark.clause("PP-2-4a")
def test_a_version_within_opens_on_its_day_for_all(owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second_policy(tmp_path / "two", monkeypatch, NEWS)
    assert decide(Use("newsletter")).why == "not_in_force"
    day = timezone.now() + timedelta(days=10)
    publish(MOVED, Wish(Change.WITHIN, effective_from=day))
    assert not _news(owner.subject_id)
    with pytest.raises(RefusedError), using("newsletter"):
        pass
    monkeypatch.setattr("django.utils.timezone.now", lambda: day)
    assert _news(owner.subject_id)
    assert permitted(Use("newsletter", ("mail",)), [owner.subject_id]) == {owner.subject_id}
    monkeypatch.undo()
    forget_policies()


def test_a_new_item_of_an_old_purpose_waits_for_agreement_and_its_other_items_do_not(
    owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_policy(tmp_path / "two", monkeypatch, "", wider=WIDER)
    with using("guidance", subject=owner.subject_id), pytest.raises(RefusedError, match="not_agreed"):
        may_read("payment")
    publish(MOVED, Wish(Change.BEYOND, reason="bills in notices", consent_required=True))
    assert decide(Use("guidance", ("payment",), owner.subject_id)).item == "payment"
    assert decide(Use("guidance", ("mail", "name"), owner.subject_id)).allowed
    with using("guidance", subject=owner.subject_id):
        may_read("mail")
        with pytest.raises(RefusedError, match="not_agreed"):
            may_read("payment")
    agreeing.answer(PolicyPublication.objects.get(number=2), Kind.AGREED, ASKED, subject=owner.subject_id)
    with using("guidance", subject=owner.subject_id):
        may_read("payment")
    monkeypatch.undo()
    forget_policies()


def test_agreement_to_a_later_version_covers_earlier_ones_and_a_no_to_it_only_what_it_adds(
    asking: PolicyPublication, owner: User
) -> None:
    third = publish(AGAIN, Wish(reason="again", consent_required=True))
    agreeing.answer(third, Kind.AGREED, ASKED, subject=owner.subject_id)
    assert _news(owner.subject_id)
    assert agreeing.agreed_up_to([owner.subject_id]) == {owner.subject_id: 3}
    agreeing.answer(third, Kind.DECLINED, ASKED, subject=owner.subject_id)
    assert not _news(owner.subject_id)
    assert agreeing.base_of(third, owner.subject_id).number == 1
    agreeing.answer(asking, Kind.AGREED, ASKED, subject=owner.subject_id)
    assert _news(owner.subject_id)
    assert agreeing.base_of(third, owner.subject_id).number == 2


def test_no_answer_is_kept_of_a_version_that_asks_for_none(owner: User) -> None:
    first = PolicyPublication.objects.get()
    with pytest.raises(AnswerError):
        agreeing.answer(first, Kind.AGREED, ASKED, subject=owner.subject_id)


def test_without_a_later_version_the_gate_asks_the_database_nothing_more(owner: User) -> None:
    use = Use("provision", ("mail",), owner.subject_id)
    decide(use)
    with CaptureQueriesContext(connection) as asked:
        decide(use)
    assert len(asked) == 3
    assert all("privacy_choice" in one["sql"] for one in asked)


def test_many_people_are_asked_about_at_once(asking: PolicyPublication, owner: User) -> None:
    some = [owner.subject_id, *(person(f"p{n}@example.jp").subject_id for n in range(5))]
    use = Use("newsletter", ("mail",))
    permitted(use, some)
    with CaptureQueriesContext(connection) as few:
        permitted(use, some[:1])
    with CaptureQueriesContext(connection) as many:
        permitted(use, some)
    assert len(few) == len(many)


def test_staff_see_how_many_agreed(asking: PolicyPublication, owner: User, home_of: UUID) -> None:
    agreeing.answer(asking, Kind.AGREED, ASKED, subject=owner.subject_id)
    people, organizations = letters.answers(asking)
    assert (people.said.agreed, people.unanswered) == (1, 0)
    assert (organizations.said.agreed, organizations.unanswered) == (0, 1)
    page = desk(StaffRole.PRIVACY).get("/office/policy").content.decode()
    assert "Who agreed to version 2" in page


def test_who_does_not_answer_is_asked_once_more_and_never_again(asking: PolicyPublication, owner: User) -> None:
    later = timezone.now() + letters.AFTER
    assert letters.remind() == 0
    assert letters.remind(later) == 2
    assert letters.remind(later) == 0
    assert set(Message.objects.filter(letter="policy_unanswered").values_list("user__email", flat=True)) == {owner.email}
    work()
    sent = [one for one in mail.outbox if one.to == [owner.email] and "/account/policy" in one.body]
    assert "第2版" in sent[-1].body
    assert not _news(owner.subject_id)
    assert signed_in(owner).get("/account/policy").context["questions"][0].agreement.answer == ""


def test_what_a_declared_purpose_may_read_waits_too(asking: PolicyPublication, owner: User) -> None:
    agreeing.answer(asking, Kind.AGREED, ASKED, subject=owner.subject_id)
    with using("newsletter", subject=owner.subject_id):
        may_read("mail")
    agreeing.answer(asking, Kind.WITHDRAWN, ASKED, subject=owner.subject_id)
    with pytest.raises(RefusedError), using("newsletter", subject=owner.subject_id):
        pass


def test_the_difference_of_two_matrices_is_what_is_new(asking: PolicyPublication) -> None:
    assert added(manifest.version(1), manifest.version(2)) == {"newsletter": ("mail",)}
    assert Membership.objects.count() == 1
