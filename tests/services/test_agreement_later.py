"""Later versions of the policy beside earlier ones: each agreement can be withdrawn, and who came under which is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harimi.service.accounts.agreements import agreements
from harimi.service.accounts.models import User
from harimi.service.accounts.services import found_organization
from harimi.service.privacy import agreeing
from harimi.service.privacy.agreeing import Kind
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.models import Acceptance, PolicyAnswer, PolicyPublication
from harimi.service.privacy.publication import publish
from harimi.service.privacy.wishes import Change, Wish
from tests.services.office import signed_in
from tests.services.policies import forget_policies, second_policy
from tests.services.test_agreement import AGAIN, ASKED, MOVED, NEWS
from tests.services.world import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner() -> User:
    """Here since version 1."""
    return person("owner@example.jp")


@pytest.fixture
def asking(owner: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PolicyPublication]:
    """Version 2, which asks."""
    second_policy(tmp_path / "two", monkeypatch, NEWS)
    yield publish(MOVED, Wish(Change.BEYOND, reason="A newsletter", consent_required=True))
    monkeypatch.undo()
    forget_policies()


def _news(owner: User) -> bool:
    return decide(Use("newsletter", ("mail",), owner.subject_id)).allowed


def _listed(owner: User) -> list[tuple[int, str]]:
    return [(one.publication.number, one.answer) for one in agreements(owner)]


@pytest.mark.clause("PP-10d")
def test_an_agreement_is_withdrawn_although_a_newer_version_asks(asking: PolicyPublication, owner: User) -> None:
    agreeing.answer(asking, Kind.AGREED, ASKED, subject=owner.subject_id)
    publish(AGAIN, Wish(reason="again", consent_required=True))
    assert _listed(owner) == [(3, ""), (2, "agreed")]
    client = signed_in(owner)
    page = client.get("/account/policy").text
    assert page.count('id="ame-') == 2
    assert client.post("/account/policy/answer", {"who": "me", "number": "2", "answer": "withdraw"}).status_code == 302
    assert PolicyAnswer.objects.get(kind="withdrawn").policy == 2
    assert not _news(owner)
    assert _listed(owner) == [(3, "")]
    assert client.post("/account/policy/answer", {"who": "me", "number": "2", "answer": "withdraw"}).status_code == 404


def test_to_withdraw_an_earlier_one_withdraws_the_later_ones(asking: PolicyPublication, owner: User) -> None:
    agreeing.answer(asking, Kind.AGREED, ASKED, subject=owner.subject_id)
    third = publish(AGAIN, Wish(reason="again", consent_required=True))
    agreeing.answer(third, Kind.AGREED, ASKED, subject=owner.subject_id)
    assert _listed(owner) == [(3, "agreed"), (2, "agreed")]
    agreeing.answer(asking, Kind.WITHDRAWN, ASKED, subject=owner.subject_id)
    assert _listed(owner) == [(3, "withdrawn")]
    assert agreeing.agreed_up_to([owner.subject_id]) == {owner.subject_id: 0}


@pytest.mark.clause("PP-2-4b")
def test_an_organization_is_asked_by_what_its_owner_accepted(asking: PolicyPublication, owner: User) -> None:
    late = person("late@example.jp")
    old, new = found_organization("Old", owner), found_organization("New", late)
    assert dict(Acceptance.objects.values_list("subject", "policy"))[old.subject_id] == 1
    both = [old.subject_id, new.subject_id]
    assert agreeing.asks_of(asking, both) == {old.subject_id}
    assert [one.organization for one in agreements(owner)] == [None, old]
    assert not agreements(late)
    assert [decide(Use("newsletter", ("mail",), one)).allowed for one in both] == [False, True]
