"""Who left or stayed after a backup was made has left or stayed in a database that was restored from it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.utils import timezone
from structlog.testing import capture_logs

from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.devices.tokens import by_token, make_token
from harimi.service.platform.jobs import tidying
from harimi.service.privacy import audit
from harimi.service.privacy.models import Subject
from harimi.service.rights import following, ledger
from harimi.service.rights.leaving import close_account, end_contract, erase_now, take_back
from harimi.service.rights.ledger import Line, What
from harimi.service.rights.models import Leaving
from harimi.service.rights.replaying import replay
from harimi.service.rights.running import erase_one
from tests.services.seen_rows import seen
from tests.services.world import World, home, member, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    return world("energy", since=START)


def _organization(made: World) -> Organization:
    return Organization.objects.get(pk=made.site.organization_id)


def _told(subject: Subject) -> list[tuple[What, datetime]]:
    return [(one.what, one.at) for one in ledger.lines() if one.token == ledger.token_of(subject.pk)]


def _tell(subject: Subject, what: What, at: datetime) -> None:
    """A line that the database knows nothing of, as after a restore."""
    ledger.take_over([Line(at, ledger.token_of(subject.pk), what)])


def _ended(made: World, at: datetime) -> None:
    """The contract ended so long ago, before the backup; the ledger is another machine's."""
    end_contract(_organization(made), actor=made.owner)
    Leaving.objects.update(asked_at=at, due_at=at + timedelta(days=30))
    ledger.ledger_file().unlink()


def _lose_last_line() -> None:
    path = ledger.ledger_file()
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def _tidy() -> None:
    for do in tidying():
        do()


def _ago(**past: float) -> datetime:
    return timezone.now() - timedelta(**past)


@pytest.mark.clause("PP-3-2g")
def test_a_contract_that_ended_after_the_backup_ends_again_as_of_then(made: World) -> None:
    organization, at = _organization(made), _ago(days=3)
    Invitation.objects.create(organization=organization, email="new@example.jp", role="viewer", token_hash="0")
    _tell(organization.subject, "ended", at)
    with capture_logs() as lines:
        replay()
    sent = Client().post(
        "/api/device/v1/captures", b"", content_type="image/jpeg", headers={"Authorization": f"Bearer {made.token}"}
    )
    made.device.refresh_from_db()
    row = Leaving.objects.get(subject=organization.subject_id)
    assert (sent.status_code, by_token(made.token), made.device.stopped_at) == (401, None, at)
    assert (_organization(made).ended_at, row.asked_at, row.due_at) == (at, at, at + timedelta(days=30))
    assert not Invitation.objects.exists()
    assert [(one.action, one.case, one.actor) for one in audit.about(organization.subject_id)[:1]] == [
        ("left", at.isoformat(), "")
    ]
    assert [one.get("count") for one in lines if "end again" in one["event"]] == [1]


def test_an_account_that_closed_after_the_backup_is_closed_again(made: World) -> None:
    user, at = member(made.site.organization, "leaver@example.jp", "manager"), _ago(hours=2)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": "a long password"})
    assert client.get("/account/privacy").status_code == 200
    _tell(user.subject, "ended", at)
    replay()
    assert client.get("/account/privacy").status_code == 302
    assert not User.objects.get(pk=user.pk).is_active
    assert not Membership.objects.filter(user=user).exists()
    assert Leaving.objects.get(subject=user.subject_id).due_at == at
    assert erase_one()
    assert not User.objects.filter(pk=user.pk).exists()
    assert _organization(made).ended_at is None


@pytest.mark.parametrize("what", ["ended", "resumed"])
def test_replaying_twice_changes_nothing(made: World, what: What) -> None:
    if what == "resumed":
        end_contract(_organization(made), actor=made.owner)
    else:
        _tell(member(made.site.organization, "leaver@example.jp").subject, "ended", _ago(days=1))
    _tell(made.site.organization.subject, what, timezone.now())
    before = seen()
    replay()
    rows = seen()
    assert rows != before
    replay()
    assert (seen(), (_organization(made).ended_at is None)) == (rows, what == "resumed")


def test_the_ledger_is_told_what_the_database_kept(made: World) -> None:
    organization = _organization(made)
    user = member(organization, "leaver@example.jp")
    ended = end_contract(organization, actor=made.owner).asked_at
    assert _told(organization.subject) == [("ended", ended)]
    take_back(organization, actor=made.owner)
    stayed = audit.about(organization.subject_id).filter(action="stays").get().at
    assert _told(organization.subject) == [("ended", ended), ("resumed", stayed)]
    assert _told(user.subject) == []
    closed = close_account(user).asked_at
    assert _told(user.subject) == [("ended", closed)]
    text = ledger.ledger_file().read_text()
    assert str(organization.subject_id) not in text
    assert str(user.subject_id) not in text


def test_an_end_that_came_to_nothing_is_told_to_nobody(made: World) -> None:
    user = member(made.site.organization, "leaver@example.jp")

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        end_contract(_organization(made), actor=made.owner)
        close_account(user)
        raise ZeroDivisionError
    replay()
    assert ledger.lines() == []
    assert _organization(made).ended_at is None


@pytest.mark.parametrize("do", [replay, _tidy])
def test_what_the_ledger_missed_is_taken_over_from_the_database(made: World, do: Callable[[], object]) -> None:
    organization = _organization(made)
    at = end_contract(organization, actor=made.owner).asked_at
    _lose_last_line()
    do()
    assert _told(organization.subject) == [("ended", at)]
    take_back(organization, actor=made.owner)
    _lose_last_line()
    do()
    assert [what for what, _ in _told(organization.subject)] == ["ended", "resumed"]
    assert _organization(made).ended_at is None
    assert not Leaving.objects.exists()


def test_a_ledger_that_is_away_keeps_nobody_from_leaving(made: World) -> None:
    organization = _organization(made)
    ledger.ledger_file().mkdir()
    end_contract(organization, actor=made.owner)
    assert by_token(made.token) is None
    ledger.ledger_file().rmdir()
    _tidy()
    assert [what for what, _ in _told(organization.subject)] == ["ended"]


def test_an_end_that_was_taken_back_after_the_backup_goes_on_though_it_would_be_due(made: World) -> None:
    organization = _organization(made)
    _ended(made, _ago(days=40))
    _tell(organization.subject, "resumed", _ago(days=20))
    replay()
    made.device.refresh_from_db()
    assert (_organization(made).ended_at, made.device.stopped_at) == (None, None)
    assert not erase_one()
    assert by_token(make_token(made.device)) == made.device


def test_whoever_ended_twice_is_due_by_the_second_end_and_may_still_take_it_back(made: World) -> None:
    organization, second = _organization(made), timezone.now() + timedelta(hours=1)
    end_contract(organization, actor=made.owner)
    _tell(organization.subject, "resumed", second - timedelta(minutes=1))
    _tell(organization.subject, "ended", second)
    replay()
    assert Leaving.objects.get().due_at == second + timedelta(days=30)
    take_back(_organization(made), actor=made.owner)
    made.device.refresh_from_db()
    assert made.device.stopped_at is None


def test_an_erasure_wins_over_an_end_and_over_one_taken_back(made: World) -> None:
    other = home(member(made.site.organization, "other@example.jp"), "Other").organization
    for subject in (made.site.organization.subject, other.subject):
        _tell(subject, "erased", _ago(days=2))
    _tell(made.site.organization.subject, "ended", _ago(days=1))
    _tell(other.subject, "resumed", _ago(days=1))
    assert replay() == 2
    assert not Organization.objects.exists()
    assert not Leaving.objects.exists()
    assert replay() == 0


def test_a_resumption_that_was_followed_counts_as_of_when_it_was_said(made: World) -> None:
    organization, first = _organization(made), timezone.now()
    _ended(made, first - timedelta(days=3))
    _tell(organization.subject, "resumed", first - timedelta(days=2))
    replay()
    assert _organization(made).ended_at is None
    ledger.ledger_file().unlink()
    _tell(organization.subject, "ended", first - timedelta(days=1))
    replay()
    assert _organization(made).ended_at == first - timedelta(days=1)


def test_what_is_said_at_this_very_moment_is_not_undone(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    organization = _organization(made)
    end_contract(organization, actor=made.owner)
    looked = (organization.subject, next(iter(ledger.last_words().values())))
    take_back(organization, actor=made.owner)
    monkeypatch.setattr(following, "differing", lambda: [looked])
    replay()
    assert _organization(made).ended_at is None


def test_a_contract_that_is_left_without_an_owner_is_told_of(made: World) -> None:
    _tell(made.owner.subject, "ended", _ago(days=1))
    with capture_logs() as lines:
        replay()
    assert _organization(made).ended_at is None
    assert [one["count"] for one in lines if "no owner" in one["event"]] == [1]


def test_a_database_that_was_told_everything_is_not_searched(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    end_contract(_organization(made), actor=made.owner)
    stays = home(member(made.site.organization, "other@example.jp"), "Other").organization
    end_contract(stays, actor=None)
    take_back(stays, actor=made.owner)
    monkeypatch.setattr(Subject.objects, "all", lambda: 1 / 0)
    replay()


def test_an_erasure_that_was_asked_for_is_not_put_off_by_the_ledger(made: World) -> None:
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    replay()
    assert erase_one()
    assert not Organization.objects.exists()


def test_an_end_that_a_power_cut_tore_off_in_the_ledger_is_told_again(made: World, tmp_path: Path) -> None:
    organization = _organization(made)
    at = end_contract(organization, actor=made.owner).asked_at
    path = ledger.ledger_file()
    path.write_text(path.read_text()[:-20])
    assert path.is_relative_to(settings.HARIMI.data_dir)
    assert ledger.lines() == []
    _tidy()
    assert _told(organization.subject) == [("ended", at)]
