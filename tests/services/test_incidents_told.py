"""Letters about an incident: only what a server took has told anybody, and people without an account are told as well."""

import pytest
from django.core import mail

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from harimi.service.incidents import closing, reach, recording, reporting, telling
from harimi.service.incidents.assessing import assess
from harimi.service.incidents.models import Affected, Incident
from harimi.service.notices.letters import declared
from harimi.service.notices.models import KeptMessage, Message
from harimi.service.notices.sending import came_back
from tests.services.applicants import applied
from tests.services.inquiries import asked, mails
from tests.services.office import worker
from tests.services.requests.scene import by_stranger
from tests.services.smtp import smtp_server
from tests.services.test_incidents import ALL, KNOWN
from tests.services.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def officer() -> User:
    return worker(StaffRole.PRIVACY)


@pytest.fixture
def row(officer: User) -> Incident:
    """Reported and written, of which only the people concerned wait to be told."""
    made = recording.open_incident(KNOWN, "A laptop was lost.", actor=officer)
    reporting.write_texts(made, ALL, actor=officer)
    assess(made, {"sensitive": True}, actor=officer)
    for which in ("prompt", "final"):
        reporting.reported(made, which, "No. 7", actor=officer)
    return made


def _gather(row: Incident, officer: User, *tables: str, items: tuple[str, ...] = ("mail",)) -> None:
    scope: dict[str, object] = {"items": list(items), "tables": list(tables), "since": None, "until": None, "estimated": 0}
    reach.choose(row, scope, [], actor=officer)
    reach.gather(row, actor=officer)
    row.refresh_from_db()


def _facts(row: Incident) -> tuple[int, int, int, int, int]:
    now = reporting.facts(row, "ja")
    return now.told, now.sending, now.kept, now.unreachable, now.waiting


def test_a_letter_tells_once_a_server_took_it_and_not_when_it_came_back(row: Incident, officer: User) -> None:
    person("owner@example.jp")
    _gather(row, officer, "accounts_user")
    assert (telling.tell(row, actor=officer), _facts(row)) == (2, (0, 2, 0, 0, 0))
    assert closing.lacking(row) == ["sending_first"]
    mails()
    assert (_facts(row), closing.lacking(row)) == ((2, 0, 0, 0, 0), [])
    came_back(Message.objects.get(letter="incident_told", address="owner@example.jp"), "5.1.1", permanent=True)
    assert (_facts(row), closing.lacking(row)) == ((1, 0, 0, 1, 0), ["publish_first"])


def test_a_letter_that_a_server_refused_told_nobody(row: Incident, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    with smtp_server(monkeypatch) as server:
        server.to_data = ["550 no such user"]
        mails()
    assert _facts(row) == (0, 0, 0, 1, 0)


def test_a_letter_that_is_given_up_told_nobody(row: Incident, officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    monkeypatch.setattr("harimi.service.notices.sending._ASKED", {telling.LETTER: lambda _: False})
    mails()
    assert (_facts(row), Message.objects.get(letter=telling.LETTER).state) == ((0, 0, 0, 1, 0), "failed")


def test_letters_that_are_kept_here_told_nobody_and_are_written_again_once_a_server_may_carry_them(
    row: Incident, officer: User, monkeypatch: pytest.MonkeyPatch, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = "harimi.service.egress.mail.GatedMail"  # type: ignore[attr-defined]
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    mails()
    assert KeptMessage.objects.exists()
    assert (_facts(row), closing.lacking(row)) == ((0, 0, 1, 0, 0), ["kept_first"])
    assert telling.tell(row, actor=officer) == 0
    with smtp_server(monkeypatch) as server:
        assert (telling.tell(row, actor=officer), _facts(row)) == (1, (0, 1, 0, 0, 0))
        mails()
        assert officer.email in [one["To"] for one in server.taken]
    assert (_facts(row), closing.lacking(row)) == ((1, 0, 0, 0, 0), [])


def test_what_was_done_instead_closes_it_where_letters_are_kept(
    row: Incident, officer: User, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = "harimi.service.egress.mail.GatedMail"  # type: ignore[attr-defined]
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    mails()
    reporting.write_texts(row, {**ALL, "publication": ("書面を郵送した", "Sent by post")}, actor=officer)
    assert closing.lacking(row) == []


def test_a_narrower_reach_keeps_whoever_has_a_letter_on_its_way(row: Incident, officer: User) -> None:
    asked()
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    _gather(row, officer, "support_case")
    assert Affected.objects.filter(subject=officer.subject).exclude(letter=None).exists()


def test_people_without_an_account_are_told_in_their_language_at_the_address_that_they_gave(
    row: Incident, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harimi.service.contracts.applying.is_open", lambda: True)
    asked(email="case@example.jp")
    applied(email="applicant@example.jp")
    asker = by_stranger("disclosure")
    mails()
    mail.outbox.clear()
    tables = ("support_case", "contracts_application", "requests_request")
    _gather(row, officer, *tables, items=("mail", "name", "contract_data"))
    assert telling.tell(row, actor=officer) == 3
    mails()
    letters = {one.to[0]: one.body for one in mail.outbox if row.number in one.body}
    assert set(letters) >= {"case@example.jp", "applicant@example.jp"}
    assert len(letters) == 3
    assert "english outline" in letters["case@example.jp"]
    assert Affected.objects.get(subject=asker.subject_id).told_at is not None
    assert _facts(row) == (3, 0, 0, 0, 0)


def test_who_has_two_records_under_one_address_gets_one_letter(row: Incident, officer: User) -> None:
    User.objects.filter(pk=officer.pk).update(email="officer@example.jp")
    asked(email="officer@example.jp")
    _gather(row, officer, "accounts_user", "support_case", items=("mail", "name"))
    telling.tell(row, actor=officer)
    mails()
    assert Message.objects.filter(letter="incident_told").count() == 1
    assert _facts(row) == (2, 0, 0, 0, 0)


def test_whoever_never_proved_their_address_is_told(row: Incident, officer: User) -> None:
    user = User.objects.create_user("new@example.jp", "a long password")
    _gather(row, officer, "accounts_user")
    telling.tell(row, actor=officer)
    assert Message.objects.filter(letter="incident_told", user=user).exists()
    assert declared("incident_told").to_anybody
    assert not declared("incident_due").to_anybody
