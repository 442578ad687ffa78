"""Restoring: everything comes back into an empty machine; whoever was erased does not."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from harimi.service.accounts.models import User
from harimi.service.backups.place import FILES, SNAPSHOTS, place
from harimi.service.backups.writing import back_up
from harimi.service.captures.models import Cut
from harimi.service.readings.models import Reading
from harimi.service.rights.leaving import close_account
from harimi.service.rights.running import erase_one
from tests.instances.swift import Swift
from tests.services.backing import OURS, START, Backups, backups_at, erase, household, restored
from tests.services.seen_rows import seen
from tests.services.world import World, member, send, work, world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def made() -> World:
    return household()


def test_everything_comes_back_into_an_empty_machine(backups: Backups, made: World, tmp_path: Path) -> None:
    before = seen()
    backups.make()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        after = back.seen()
        assert {name for name in before if before[name] != after[name]} <= OURS
        assert set(before["privacy_auditevent"]) < set(after["privacy_auditevent"])
        looked = back.ask(
            "from harimi.service.privacy.gate import using\n"
            "from harimi.service.privacy.audit import verify\n"
            "from harimi.service.accounts.models import Organization\n"
            "with using('provision'):\n"
            "    print(json.dumps([Organization.objects.get().name, str(verify())]))"
        )
        assert looked == ["Home", "None"]


@pytest.mark.once
def test_a_bucket_keeps_them_as_a_folder_does(
    request: pytest.FixtureRequest, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swift: Swift = request.getfixturevalue("swift")
    backups = backups_at(swift.url.replace("photographs", f"backups-{tmp_path.name}"), tmp_path, monkeypatch)
    before = seen()
    backups.make()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        after = back.seen()
        assert {name for name in before if before[name] != after[name]} <= OURS
    erase(made)
    assert not [*place().names(FILES)]


def test_what_is_written_meanwhile_is_not_half_in_it(backups: Backups, made: World, tmp_path: Path) -> None:
    before = Cut.objects.count()
    steps = back_up()
    next(steps)
    send(made, "8767.00", START + timedelta(hours=2), 2)
    list(steps)
    with restored(backups, tmp_path) as back:
        assert back.ask("from harimi.service.captures.models import Cut\nprint(Cut.objects.count())") == before


def test_a_restored_service_goes_on_from_there(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    with restored(backups, tmp_path) as back:
        made_up = back.ask(
            "from harimi.service.accounts.models import User, Membership, Organization\n"
            "from harimi.service.meters.services import found_home\n"
            "user = User.objects.create_user('new@example.jp', 'x')\n"
            "found_home('Another', user, time_zone='Asia/Tokyo')\n"
            "print(Membership.objects.count())"
        )
        assert made_up == 2


@pytest.mark.clause("PP-8-1(2)b")
def test_whoever_was_erased_since_does_not_come_back(backups: Backups, made: World, tmp_path: Path) -> None:
    other = world("pressure", since=START, email="other@example.jp")
    work()
    backups.make()
    old_keys = tmp_path / "old-keys.age"
    shutil.copy(backups.keys_file, old_keys)
    old_place = tmp_path / "old place"
    shutil.copytree(backups.at, old_place)
    erase(made)
    theirs = seen()
    shutil.copytree(old_place / FILES, Path(backups.at) / FILES, dirs_exist_ok=True)
    shutil.copytree(old_place / SNAPSHOTS, Path(backups.at) / SNAPSHOTS, dirs_exist_ok=True)
    with restored(backups, tmp_path, keys_file=old_keys) as back:
        assert back.run.returncode == 0, back.run.stderr
        after = back.seen()
        tables = {name for name in theirs if theirs[name] != after[name]}
        assert tables <= {*OURS, "rights_leaving"}
        assert back.ask("from harimi.service.meters.models import Meter\nprint(Meter.objects.count())") == 1
        assert other.register.pk


@pytest.mark.once
def test_what_others_did_stays_without_them(backups: Backups, made: World, tmp_path: Path) -> None:
    second = member(made.site.organization, "second@example.jp", "manager")
    Reading.objects.update(settled_by=second)
    backups.make()
    close_account(second)
    while erase_one():
        pass
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        counted = back.ask(
            "from harimi.service.accounts.models import User\n"
            "from harimi.service.readings.models import Reading\n"
            "counts = [User.objects, Reading.objects, Reading.objects.exclude(settled_by=None)]\n"
            "print(json.dumps([one.count() for one in counts]))"
        )
        assert counted == [1, Reading.objects.count(), 0]


@pytest.mark.once
def test_a_database_in_use_is_never_overwritten(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0
        again = back.harimi("restore")
        assert again.returncode == 1
        assert "already" in again.stderr
        assert back.harimi("backup", "list").returncode == 0
        assert back.ask("from harimi.service.accounts.models import User\nprint(User.objects.count())") == User.objects.count()


@pytest.mark.once
def test_an_old_file_of_keys_brings_back_all_but_the_erased(backups: Backups, made: World, tmp_path: Path) -> None:
    other = world("pressure", since=START, email="other@example.jp")
    backups.make()
    old_keys = tmp_path / "old-keys.age"
    shutil.copy(backups.keys_file, old_keys)
    erase(made)
    with restored(backups, tmp_path, keys_file=old_keys) as back:
        assert back.run.returncode == 0, back.run.stderr
        mails = back.ask(
            "from harimi.service.accounts.models import User\n"
            "print(json.dumps(list(User.objects.values_list('email', flat=True))))"
        )
        assert mails == [other.owner.email]


@pytest.mark.once
def test_a_file_that_cannot_be_opened_is_counted_and_the_rest_comes_back(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    (Path(backups.at) / next(iter(place().names(FILES)))).write_bytes(b"rubbish")
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        assert "1 files were missing" in back.run.stdout
        assert back.ask("from harimi.service.captures.models import Cut\nprint(Cut.objects.count())") == 2
