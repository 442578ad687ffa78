"""A restore follows who left and who stayed since the backup, though the machine is lost that knew it."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from harimi.service.accounts.models import Organization
from harimi.service.backups.erasing import tell_of_leaving
from harimi.service.backups.place import LEDGER, WHOSE, place
from harimi.service.backups.recovery import KeyFileError
from harimi.service.platform.jobs import tidying
from harimi.service.privacy import audit
from harimi.service.rights import ledger
from harimi.service.rights.leaving import close_account, end_contract, take_back
from tests.services.backing import Backups, backups_at, restored
from tests.services.world import World, member, world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
STATE = """
from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.devices.models import Device, DeviceToken
from harimi.service.privacy import audit
from harimi.service.rights.models import Leaving
print(json.dumps({
    "over": Organization.objects.exclude(ended_at=None).count(),
    "stopped": Device.objects.exclude(stopped_at=None).count(),
    "tokens": DeviceToken.objects.count(),
    "active": sorted(User.objects.filter(is_active=True).values_list("email", flat=True)),
    "members": Membership.objects.count(),
    "due": sorted(one.due_at.isoformat() for one in Leaving.objects.all()),
    "audit": str(audit.verify()),
}))
"""


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def made() -> World:
    return world("energy", since=datetime(2026, 4, 6, tzinfo=UTC))


def _tidy() -> None:
    for do in tidying():
        do()


@pytest.mark.clause("PP-3-2g")
def test_whoever_left_since_the_backup_has_left_in_what_is_restored(
    backups: Backups, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = member(made.site.organization, "second@example.jp", "manager")
    backups.make()
    rows = [end_contract(made.site.organization, actor=made.owner), close_account(second)]
    audit.anchor()
    _tidy()
    anchors = tmp_path / "anchors.jsonl"
    shutil.copy(audit.anchor_file(), anchors)
    monkeypatch.setenv("HARIMI_AUDIT_ANCHOR_FILE", str(anchors))
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        assert back.ask(STATE) == {
            "over": 1,
            "stopped": 1,
            "tokens": 0,
            "active": [made.owner.email],
            "members": 1,
            "due": sorted(one.due_at.isoformat() for one in rows if one.due_at),
            "audit": "None",
        }


def test_whoever_stayed_after_all_goes_on_in_what_is_restored(backups: Backups, made: World, tmp_path: Path) -> None:
    end_contract(made.site.organization, actor=made.owner)
    backups.make()
    take_back(made.site.organization, actor=made.owner)
    _tidy()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        state = back.ask(STATE)
        assert (state["over"], state["stopped"], state["due"]) == (0, 0, [])


def test_a_ledger_in_a_second_place_is_followed_though_the_backups_know_less(
    backups: Backups, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make()
    end_contract(made.site.organization, actor=made.owner)
    second_place = tmp_path / "second" / "erasures.jsonl"
    second_place.parent.mkdir()
    shutil.copy(ledger.ledger_file(), second_place)
    monkeypatch.setenv("HARIMI_ERASURE_LEDGER_FILE", str(second_place))
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        assert back.ask(STATE)["over"] == 1


def test_no_camera_is_stopped_for_an_end_that_was_taken_back_as_the_backups_know(
    backups: Backups, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second place missed that it was taken back: what lies with the backups is read before anything is followed."""
    backups.make()
    end_contract(made.site.organization, actor=made.owner)
    missed = tmp_path / "second" / "erasures.jsonl"
    missed.parent.mkdir()
    shutil.copy(ledger.ledger_file(), missed)
    take_back(made.site.organization, actor=made.owner)
    _tidy()
    monkeypatch.setenv("HARIMI_ERASURE_LEDGER_FILE", str(missed))
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        state = back.ask(STATE)
        assert (state["over"], state["stopped"], state["tokens"]) == (0, 0, 1)
        assert '"resumed"' in missed.read_text()


def test_what_lies_with_the_backups_is_written_only_when_it_changed(
    backups: Backups, made: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    end_contract(made.site.organization, actor=made.owner)
    tell_of_leaving()
    path = Path(backups.at) / LEDGER
    assert path.read_bytes() == ledger.ledger_file().read_bytes()
    written = path.stat().st_mtime_ns
    tell_of_leaving()
    assert path.stat().st_mtime_ns == written
    take_back(made.site.organization, actor=made.owner)
    tell_of_leaving()
    assert path.read_bytes() == ledger.ledger_file().read_bytes()


def test_another_installations_ledger_is_neither_read_nor_written(backups: Backups, made: World) -> None:
    theirs = b'{"erased": "00", "at": "2026-04-06T00:00:00+00:00"}\n'
    place().put(WHOSE, [b"another"])
    place().put(LEDGER, [theirs])
    end_contract(made.site.organization, actor=made.owner)
    with pytest.raises(KeyFileError, match="another installation's"):
        tell_of_leaving()
    assert place().read(LEDGER) == theirs
    assert ledger.tokens() == set()


def test_where_no_backups_are_made_nothing_is_told(made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = settings.HARIMI.model_copy(update={"backup_place": str(tmp_path / "there")})
    monkeypatch.setattr(settings, "HARIMI", changed)
    end_contract(made.site.organization, actor=made.owner)
    tell_of_leaving()
    assert not (tmp_path / "there").exists()
    assert Organization.objects.exclude(ended_at=None).exists()
