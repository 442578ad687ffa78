"""Leaving: cameras are heard no more and nothing is kept, the end can be taken back, and then everything is erased."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.members import remove
from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.captures.models import Capture
from harimi.service.devices.models import DeviceLog, DeviceToken
from harimi.service.devices.tokens import by_token, make_token
from harimi.service.meters.models import Meter
from harimi.service.platform.blobs import blobs
from harimi.service.platform.stores import StoreError
from harimi.service.privacy import audit
from harimi.service.privacy.holdings import holdings
from harimi.service.privacy.keys import KeyGoneError, data_key
from harimi.service.privacy.models import AccessLog, AnonymousId, Subject
from harimi.service.rights import erasing, ledger
from harimi.service.rights.holds import lift, place
from harimi.service.rights.leaving import LeavingError, close_account, end_contract, erase_now, take_back
from harimi.service.rights.models import Leaving
from harimi.service.rights.replaying import replay
from harimi.service.rights.running import erase_one
from tests.meters import shot
from tests.services.world import World, home, member, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, tzinfo=UTC)


@pytest.fixture
def made() -> World:
    """A household with three photographs, all read."""
    made = world("energy", since=START)
    for n, value in enumerate(("8766.00", "8767.00"), start=1):
        send(made, value, START + timedelta(hours=n), n)
    work()
    return made


def _organization(made: World) -> Organization:
    return Organization.objects.get(pk=made.site.organization_id)


def _left(subject: Subject) -> dict[str, int]:
    """What is still about a subject, table by table."""
    found = {one.table: one.rows(subject.pk).count() for one in holdings(subject.kind)}
    return {table: count for table, count in found.items() if count}


def _counts() -> dict[str, int]:
    return {one._meta.db_table: one._base_manager.count() for one in apps.get_models()}


@pytest.mark.clause("PP-3-2g")
def test_after_the_end_a_camera_is_refused_and_nothing_of_its_photograph_is_kept(made: World) -> None:
    end_contract(_organization(made), actor=made.owner)
    before, kept = _counts(), set(blobs().each())
    sent = Client().post(
        "/api/device/v1/captures",
        shot(made.living, made.living.start),
        content_type="image/jpeg",
        headers={"Authorization": f"Bearer {made.token}"},
    )
    log = {"entries": [{"at": timezone.now().isoformat(), "level": "info", "event": "started"}]}
    told = Client().post(
        "/api/device/v1/log", log, content_type="application/json", headers={"Authorization": f"Bearer {made.token}"}
    )
    assert (sent.status_code, told.status_code) == (401, 401)
    assert _counts() == before
    assert set(blobs().each()) == kept
    assert not DeviceLog.objects.exists()


@pytest.mark.clause("PP-3-2g")
def test_no_new_token_lets_a_camera_in_again(made: World) -> None:
    end_contract(_organization(made), actor=made.owner)
    token = make_token(made.device)
    answer = Client().post(
        "/api/device/v1/captures",
        shot(made.living, made.living.start),
        content_type="image/jpeg",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 401


def test_after_the_end_what_is_there_is_looked_at_only(made: World) -> None:
    manager = member(made.site.organization, "manager@example.jp", "manager")
    Invitation.objects.create(organization=made.site.organization, email="new@example.jp", role="viewer", token_hash="0")
    organization = _organization(made)
    end_contract(organization, actor=made.owner)
    owner = User.objects.get(pk=made.owner.pk)
    assert {one for one in Action if may(owner, organization, one)} == {
        Action.SEE,
        Action.SEE_PEOPLE,
        Action.DECIDE_PRIVACY,
        Action.SEE_ACTIVITY,
        Action.MANAGE_CONTRACT,
    }
    assert not may(User.objects.get(pk=manager.pk), organization, Action.CHANGE_VALUES)
    assert not Invitation.objects.exists()
    assert not DeviceToken.objects.exists()
    with pytest.raises(LeavingError, match="ended"):
        end_contract(organization, actor=made.owner)


def test_the_end_is_taken_back_in_time_and_not_later(made: World) -> None:
    organization = _organization(made)
    row = end_contract(organization, actor=made.owner)
    assert row.due_at is not None
    assert timedelta(days=29) < row.due_at - timezone.now() <= timedelta(days=30)
    assert not erase_one()
    take_back(organization, actor=made.owner)
    assert may(User.objects.get(pk=made.owner.pk), organization, Action.CHANGE_METERS)
    with pytest.raises(LeavingError, match="too_late"):
        take_back(organization, actor=made.owner)
    end_contract(organization, actor=made.owner)
    erase_now(organization, actor=made.owner)
    with pytest.raises(LeavingError, match="too_late"):
        take_back(organization, actor=made.owner)


def test_an_ended_contract_is_erased_with_its_bytes_and_nobody_elses(made: World) -> None:
    other = world("pressure", since=START, email="other@example.jp")
    send(other, other.living.start, START + timedelta(hours=1), 1)
    work()
    theirs = other.site.organization.subject
    bytes_before, rows_before = set(other_bytes(other)), _left(theirs)
    subject = made.site.organization.subject
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    assert erase_one()
    assert not erase_one()
    assert _left(subject) == {}
    assert not Subject.objects.filter(pk=subject.pk).exists()
    with pytest.raises(KeyGoneError):
        data_key(subject.pk)
    assert not Meter.objects.filter(site=made.site.pk).exists()
    assert set(blobs().each()) == bytes_before
    assert _left(theirs) == rows_before
    assert User.objects.filter(pk=made.owner.pk).exists()
    assert audit.verify() is None


def other_bytes(other: World) -> list[str]:
    """The keys of the other household's photographs."""
    return [cut.blob for one in Capture.objects.filter(device=other.device) for cut in one.cuts.all()]


def test_a_receipt_counts_what_went_and_leads_to_nobody(made: World) -> None:
    subject = made.site.organization.subject
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    erase_one()
    row = Leaving.objects.get()
    assert row.done_at is not None
    assert row.subject is None
    assert row.files == 3
    assert row.gone["captures_cut"] == 3
    assert row.gone["accounts_organization"] == 1
    assert ledger.tokens() == {row.token}
    assert str(subject.pk) not in ledger.ledger_file().read_text()


def test_while_the_store_is_away_nothing_is_forgotten_and_erasure_goes_on_later(
    made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)

    def away(_: object, key: str) -> None:
        raise StoreError(f"away: {key}")

    with monkeypatch.context() as away_for_now:
        away_for_now.setattr("harimi.service.platform.blobs.Blobs.delete", away)
        assert erase_one()
    row = Leaving.objects.get()
    assert row.done_at is None
    assert Capture.objects.count() == 3
    Leaving.objects.update(due_at=timezone.now())
    assert erase_one()
    assert not list(blobs().each())
    assert Leaving.objects.get().files == 3


def test_without_the_ledger_nothing_is_erased(made: World) -> None:
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    ledger.ledger_file().unlink()
    ledger.ledger_file().mkdir()
    assert erase_one()
    assert Capture.objects.count() == 3
    row = Leaving.objects.get()
    assert row.done_at is None
    assert row.due_at is not None
    ledger.ledger_file().rmdir()
    Leaving.objects.update(due_at=timezone.now())
    erase_one()
    assert not Capture.objects.exists()


@pytest.mark.clause("PP-8-1(2)c")
def test_a_hold_puts_erasure_off_until_it_is_over(made: World) -> None:
    staff = person("staff@example.jp", staff=True)
    subject = made.site.organization.subject
    held = place(subject, "dispute", timezone.localdate() + timedelta(days=90), actor=staff)
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    assert erase_one()
    assert Capture.objects.count() == 3
    lift(held, actor=staff)
    Leaving.objects.update(due_at=timezone.now())
    assert erase_one()
    assert not Capture.objects.exists()


def test_a_closed_account_is_erased_and_its_organization_keeps_what_is_its_own(made: World) -> None:
    user = member(made.site.organization, "viewer@example.jp", "manager")
    subject = user.subject
    AccessLog.objects.create(subject=subject, method="GET", page="home", status=200)
    row = close_account(user)
    assert not User.objects.get(pk=user.pk).is_active
    assert erase_one()
    assert _left(subject) == {}
    assert not User.objects.filter(pk=user.pk).exists()
    assert Capture.objects.count() == 3
    assert Leaving.objects.get(pk=row.pk).done_at is not None


def test_the_only_owner_of_a_contract_that_goes_on_cannot_leave(made: World) -> None:
    with pytest.raises(LeavingError, match="last_owner"):
        close_account(made.owner)
    assert User.objects.get(pk=made.owner.pk).is_active
    end_contract(_organization(made), actor=made.owner)
    close_account(made.owner)
    while erase_one():
        pass
    assert not Organization.objects.exists()
    assert not User.objects.exists()
    assert not Subject.objects.exists()


def test_staff_do_not_close_their_own_accounts() -> None:
    with pytest.raises(LeavingError, match="staff"):
        close_account(person("staff@example.jp", staff=True))


@pytest.mark.clause("PP-3-2i")
def test_whoever_comes_again_finds_nothing_of_before(made: World) -> None:
    second = member(made.site.organization, "owner2@example.jp", "owner")
    close_account(made.owner)
    erase_one()
    again = person("owner@example.jp")
    assert again.subject_id != made.owner.subject_id
    assert not again.memberships.exists()
    assert set(_left(again.subject)) == {"account_emailaddress", "accounts_user", "privacy_acceptance", "privacy_subjectkey"}
    client = Client()
    client.force_login(again)
    assert client.get(f"/meters/{made.register.meter_id}").status_code == 404
    assert second.memberships.exists()


@pytest.mark.clause("PP-3-2h")
def test_after_leaving_no_collector_notes_the_old_browser(made: World, settings: object) -> None:
    chosen = settings.HARIMI.model_copy(update={"collectors": "access_log,access_device,cookie"})  # type: ignore[attr-defined]
    settings.HARIMI = chosen  # type: ignore[attr-defined]
    client = Client(headers={"User-Agent": "canary"})
    client.get("/privacy")
    anonymous = client.cookies["harimi_anonymous"].value
    user = member(made.site.organization, "leaver@example.jp")
    client.force_login(user)
    client.get("/account/privacy")
    cookies = {name: one.value for name, one in client.cookies.items()}
    close_account(user)
    erase_one()
    AccessLog.objects.all().delete()
    AnonymousId.objects.filter(pk=anonymous).delete()
    old = Client(headers={"User-Agent": "canary"})
    for name, value in cookies.items():
        old.cookies[name] = value
    assert old.get("/account/privacy").status_code == 302
    assert not AccessLog.objects.filter(subject__isnull=False).exists()
    assert not AccessLog.objects.filter(anonymous_id=anonymous).exists()


def test_a_database_from_before_an_erasure_is_erased_again_before_it_serves(made: World) -> None:
    subject = made.site.organization.subject
    ledger.tell(subject.pk)
    assert replay() == 1
    assert _left(subject) == {}
    assert not list(blobs().each())
    assert replay() == 0


def test_a_machine_without_the_ledger_takes_it_over_from_the_database(made: World) -> None:
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    erase_one()
    token = Leaving.objects.get().token
    ledger.ledger_file().unlink()
    replay()
    assert ledger.tokens() == {token}


def test_a_ledger_that_cannot_be_read_is_no_empty_one(made: World) -> None:
    ledger.ledger_file().write_text("nonsense\n")
    with pytest.raises(ledger.LedgerError, match="cannot be read"):
        replay()


def test_many_rows_go_some_at_a_time(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erasing, "AT_A_TIME", 2)
    end_contract(_organization(made), actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    erase_one()
    assert Leaving.objects.get().gone["captures_cut"] == 3
    assert not Meter.objects.exists()


def test_a_member_who_was_removed_is_nobodys_only_owner(made: World) -> None:
    second = member(made.site.organization, "second@example.jp", "owner")
    remove(Membership.objects.get(user=second), actor=second)
    close_account(second)
    home(made.owner, "Another")
    with pytest.raises(LeavingError):
        close_account(made.owner)


def test_an_erasure_that_began_is_not_taken_back(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    organization = _organization(made)
    end_contract(organization, actor=made.owner)
    erase_now(organization, actor=made.owner)
    with monkeypatch.context() as broken:
        broken.setattr("harimi.service.platform.blobs.Blobs.delete", lambda *_: 1 / 0)
        assert erase_one()
    row = Leaving.objects.get()
    assert row.token
    assert row.due_at is not None
    assert row.due_at > timezone.now()
    with pytest.raises(LeavingError, match="too_late"):
        take_back(organization, actor=made.owner)


def test_cameras_are_connected_again_after_the_end_is_taken_back(made: World) -> None:
    stopped = made.device.organization.devices.create(name="Broken", stopped_at=START)
    organization = _organization(made)
    end_contract(organization, actor=made.owner)
    take_back(organization, actor=made.owner)
    made.device.refresh_from_db()
    stopped.refresh_from_db()
    assert made.device.stopped_at is None
    assert stopped.stopped_at == START
    assert by_token(make_token(made.device)) == made.device


def test_an_account_is_closed_once(made: World) -> None:
    user = member(made.site.organization, "viewer@example.jp")
    close_account(user)
    with pytest.raises(LeavingError, match="closed"):
        close_account(user)


def test_a_line_of_the_ledger_that_a_power_cut_tore_off_does_no_harm(made: World) -> None:
    ledger.tell(made.owner.subject_id)
    told = ledger.tokens()
    with ledger.ledger_file().open("a") as file:
        file.write('{"erased": "12')
    assert ledger.tokens() == told
    ledger.tell(made.site.organization.subject_id)
    assert len(ledger.tokens()) == 2


def test_a_second_place_that_is_not_mounted_is_no_empty_one(made: World, settings: object, tmp_path: Path) -> None:
    away = tmp_path / "not mounted" / "erasures.jsonl"
    settings.HARIMI = settings.HARIMI.model_copy(update={"erasure_ledger_file": away})  # type: ignore[attr-defined]
    with pytest.raises(ledger.LedgerError, match="mount it"):
        replay()
    assert not away.parent.exists()
