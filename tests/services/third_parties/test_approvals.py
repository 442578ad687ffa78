"""Without consent something is handed over only with the findings of its ground, approved by name, once."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.egress.permit import NotPermittedError
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.privacy import audit
from harimi.service.privacy.models import Recipient
from harimi.service.third_parties import requests_kept
from harimi.service.third_parties.approvals import LASTS, ApprovalError, Findings, approve, ask, decline
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Approval, Provision
from harimi.service.third_parties.statutes import is_article, is_statute
from tests.services.third_parties.scene import ITEMS, Server, partner, sent
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]
PDF = b"%PDF-1.7 a request in writing"
BOTH = {"necessity": "Gas escapes in the flat", "difficulty": "Nobody answers"}
FOUND: dict[str, dict[str, Any]] = {
    "4(3)": BOTH,
    "4(4)": BOTH,
    "4(5)": {"body": "Machida police", "statute": "刑事訴訟法", "difficulty": "The inquiry is secret", "request": PDF},
    "4(6)": {"statute": "刑事訴訟法", "article": "第218条第1項"},
}


@pytest.fixture
def who() -> User:
    """Whose data it is."""
    return person("taro@example.jp")


@pytest.fixture
def officer() -> User:
    """Who asks."""
    return person("officer@example.jp", staff=True)


@pytest.fixture
def second() -> User:
    """Who approves."""
    return person("second@example.jp", staff=True)


def _found(ground: str, **changed: Any) -> Findings:
    return Findings(ground, ITEMS, **{**FOUND[ground], **changed})


def _handed_over(row: Approval) -> bool:
    try:
        sent(Departure(row.recipient, ITEMS, subject=row.subject_id, approval=row))
    except NotPermittedError:
        return False
    return True


def _asked(to: Recipient, who: User, officer: User, ground: str, **changed: Any) -> Approval:
    return ask(to, _found(ground, **changed), subject=who.subject_id, actor=officer.subject_id)


def _allowed_once(server: Server, row: Approval, second: User) -> None:
    assert not _handed_over(row)
    assert server.connections == 0
    approve(row, actor=second.subject_id, alone=False)
    assert _handed_over(row)
    assert server.connections == 1
    assert not _handed_over(row)
    assert server.connections == 1
    sent_events = audit.about(row.subject_id).filter(action="sent")
    assert [(one.clause, one.case, one.recipient) for one in sent_events] == [(row.ground, str(row.pk), "body")]
    assert not Provision.objects.exists()


@pytest.mark.parametrize(
    ("ground", "lacking"),
    [
        pytest.param("4(3)", "necessity", marks=pytest.mark.clause("PP-4(3)")),
        pytest.param("4(3)", "difficulty", marks=pytest.mark.clause("PP-4(3)")),
        pytest.param("4(4)", "necessity", marks=pytest.mark.clause("PP-4(4)")),
        pytest.param("4(4)", "difficulty", marks=pytest.mark.clause("PP-4(4)")),
        pytest.param("4(5)", "body", marks=pytest.mark.clause("PP-4(5)")),
        pytest.param("4(5)", "statute", marks=pytest.mark.clause("PP-4(5)")),
        pytest.param("4(5)", "difficulty", marks=pytest.mark.clause("PP-4(5)")),
        pytest.param("4(5)", "request", marks=pytest.mark.clause("PP-4(5)")),
        pytest.param("4(6)", "statute", marks=pytest.mark.clause("PP-4(6)")),
        pytest.param("4(6)", "article", marks=pytest.mark.clause("PP-4(6)")),
    ],
)
def test_a_finding_that_lacks_is_named(server: Server, who: User, officer: User, ground: str, lacking: str) -> None:
    empty = b"" if lacking == "request" else " "
    with pytest.raises(ApprovalError, match=lacking):
        _asked(partner("legal", id="body"), who, officer, ground, **{lacking: empty})
    assert not Approval.objects.exists()
    assert server.connections == 0


@pytest.mark.parametrize(
    "ground", [pytest.param(one, marks=pytest.mark.clause(f"PP-{one}")) for one in ("4(3)", "4(4)", "4(5)", "4(6)")]
)
def test_with_all_findings_and_an_approval_it_leaves_once(
    server: Server, who: User, officer: User, second: User, ground: str
) -> None:
    _allowed_once(server, _asked(partner("legal", id="body"), who, officer, ground), second)


@pytest.mark.clause("PP-4(6)")
@pytest.mark.parametrize(
    "words", ["法令で認められる", "その他の法律", "関係法令", "a law", "any law", "The applicable Law", ""]
)
def test_words_that_name_no_law_are_refused(who: User, officer: User, words: str) -> None:
    with pytest.raises(ApprovalError, match="statute"):
        _asked(partner("legal", id="body"), who, officer, "4(6)", statute=words)


@pytest.mark.clause("PP-4(6)")
def test_for_a_law_nobody_writes_reasons_of_their_own(who: User, officer: User) -> None:
    with pytest.raises(ApprovalError, match="words"):
        _asked(partner("legal", id="body"), who, officer, "4(6)", necessity="It seems right")


@pytest.mark.parametrize(
    "name",
    [
        *("刑事訴訟法", "所得税法施行令", "裁判の迅速化に関する法律", "弁護士法"),
        *("Code of Criminal Procedure", "Income Tax Act", "Data Protection Act 2018", "Privacy Act of 1974"),
    ],
)
def test_laws_have_names(name: str) -> None:
    assert is_statute(name)


@pytest.mark.parametrize(
    "words",
    [
        *("適切な方法", "社内規則", "当社規則", "ある法律", "関連法", "警察の捜査手法"),
        *("Any Act", "Some Law", "The Law", "The Relevant Act", "the Code of Something"),
    ],
)
def test_what_is_no_law_has_no_name_of_one(words: str) -> None:
    assert not is_statute(words)


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        *(("第197条第2項", True), ("１９７条の２", True), ("197(2)", True), ("105条の2", True), ("105の2", True)),
        *(("第百九十七条", True), ("第百五条の二第一項第三号", True), ("第二〇条", True)),
        *(("相当の条", False), ("百", False), ("105の", False), ("第条", False)),
    ],
)
def test_articles_have_numbers(typed: str, known: bool) -> None:  # a case
    assert is_article(typed) is known


def test_whoever_asks_does_not_approve_where_there_is_another(who: User, officer: User) -> None:
    row = _asked(partner("legal", id="body"), who, officer, "4(3)")
    with pytest.raises(ApprovalError, match="yourself"):
        approve(row, actor=officer.subject_id, alone=False)
    approve(row, actor=officer.subject_id, alone=True)


@pytest.mark.clause("PP-4(3)")
def test_an_approval_ends_by_itself(server: Server, who: User, officer: User, second: User) -> None:
    row = _asked(partner("legal", id="body"), who, officer, "4(3)")
    approve(row, actor=second.subject_id, alone=False)
    Approval.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not _handed_over(row)
    late = _asked(row.recipient, who, officer, "4(3)")
    with pytest.raises(ApprovalError, match="over"):
        approve(late, actor=second.subject_id, alone=False, now=timezone.now() + LASTS)
    assert server.connections == 0


def test_what_was_declined_does_not_leave(server: Server, who: User, officer: User, second: User) -> None:
    row = _asked(partner("legal", id="body"), who, officer, "4(4)")
    approve(row, actor=second.subject_id, alone=False)
    decline(row, actor=second.subject_id)
    assert not _handed_over(row)
    assert server.connections == 0


def test_an_approval_is_for_one_person_one_recipient_and_its_items(who: User, officer: User, second: User) -> None:
    row = _asked(partner("legal", id="body"), who, officer, "4(3)")
    approve(row, actor=second.subject_id, alone=False)
    other = partner("legal", id="other", host="other.example")
    wrong = (
        Departure(row.recipient, ITEMS, subject=officer.subject_id, approval=row),
        Departure(other, ITEMS, subject=who.subject_id, approval=row),
        Departure(row.recipient, ("mail",), subject=who.subject_id, approval=row),
    )
    for one in wrong:
        with pytest.raises(NotPermittedError):
            sent(one)


def test_a_body_without_an_approval_gets_nothing(server: Server, who: User) -> None:
    with pytest.raises(NotPermittedError, match="approval_missing"):
        sent(Departure(partner("legal"), ITEMS, "provision", who.subject_id))
    assert server.connections == 0


def test_a_written_request_lies_sealed_and_goes_with_its_row(who: User, officer: User) -> None:
    row = _asked(partner("legal", id="body"), who, officer, "4(5)")
    assert requests_kept.content(row) == PDF
    assert PDF not in blobs().get(row.request)
    row.delete()
    with pytest.raises(BlobMissingError):
        blobs().get(row.request)
