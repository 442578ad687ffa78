"""Backups: everything comes back, whoever was erased does not, and nobody reads a backup who lacks one of its two halves."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.backups import place as place_module
from harimi.service.backups.erasing import forget_in_backups
from harimi.service.backups.key_file import write_keys
from harimi.service.backups.manifest import BackupError, lines, manifest_of
from harimi.service.backups.place import FILES, MOMENT, SNAPSHOTS, SYSTEM, Place, place, whole
from harimi.service.backups.pruning import prune
from harimi.service.backups.recovery import KeyFileError, Keys, new_recovery_key, opened
from harimi.service.backups.rows import tables_in
from harimi.service.backups.verifying import verify
from harimi.service.backups.writing import back_up
from harimi.service.captures.models import Cut
from harimi.service.logistics.models import Unit
from harimi.service.meters.models import Site
from harimi.service.platform import sealed_files
from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import SealError
from harimi.service.platform.locking import BusyError, alone
from harimi.service.privacy.models import AccessLog, Subject, SubjectKey
from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, make_secret, secret_path
from harimi.service.readings.models import Reading
from harimi.service.rights.leaving import close_account, end_contract, erase_now
from harimi.service.rights.models import Leaving
from harimi.service.rights.running import erase_one
from tests.instances.swift import KEY, SECRET, Swift
from tests.running import new_database
from tests.services.residue.planting import plant
from tests.services.seen_rows import seen
from tests.services.world import World, member, send, work, world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])
START = datetime(2026, 4, 6, tzinfo=UTC)
PATIENCE = 120


@dataclass(frozen=True)
class Backups:
    """Where this test's backups and keys lie, and the recovery key."""

    at: str
    keys_file: Path
    recovery: str

    def make(self, now: datetime | None = None) -> str:
        """A backup; its moment."""
        return list(back_up(now))[-1].moment

    def keys(self) -> Keys:
        """What the file of keys holds now."""
        return opened(self.keys_file, self.recovery)


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    """Backups in a folder, their keys in another."""
    return _backups(str(tmp_path / "far away"), tmp_path, monkeypatch)


def _backups(at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    keys_file, (recovery, recipient) = tmp_path / "apart" / "keys.age", new_recovery_key()
    changed = {"backup_place": at, "backup_keys_file": keys_file, "store_key_id": KEY, "store_secret": SECRET}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    make_secret(secret_path(tmp_path, BACKUP_KEY), "42" * 32)
    make_secret(secret_path(tmp_path, BACKUP_RECIPIENT), recipient)
    return Backups(at, keys_file, recovery)


@pytest.fixture
def made() -> World:
    """A household with two photographs that are read, and a value that a person corrected."""
    made = world("energy", since=START)
    send(made, "8766.00", START + timedelta(hours=1), 1)
    work()
    return made


@contextmanager
def restored(backups: Backups, tmp_path: Path, *, keys_file: Path | None = None) -> Iterator["Restored"]:
    """The newest backup on another machine: a folder and a database of its own, by `harimi restore`."""
    folder = tmp_path / "another machine"
    with new_database() as database:
        environment = os.environ | {
            "HARIMI_DATA_DIR": str(folder),
            "HARIMI_DATABASE_URL": database,
            "HARIMI_BACKUP_PLACE": backups.at,
            "HARIMI_BACKUP_KEYS_FILE": str(keys_file or backups.keys_file),
            "HARIMI_RECOVERY_KEY": backups.recovery,
            "HARIMI_STORE_KEY_ID": KEY,
            "HARIMI_STORE_SECRET": SECRET,
        }
        environment.pop("HARIMI_SECRET_KEY", None)
        run = subprocess.run(
            [sys.executable, "-m", "harimi", "restore"], env=environment, capture_output=True, text=True, timeout=PATIENCE
        )
        yield Restored(run, folder, environment)


@dataclass(frozen=True)
class Restored:
    """What came of it."""

    run: "subprocess.CompletedProcess[str]"
    folder: Path
    environment: dict[str, str]

    def ask(self, code: str) -> Any:
        """What some Python prints there, as JSON."""
        start = "from harimi.service.project.setup import set_up\nset_up()\nimport json\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code], env=self.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def seen(self) -> dict[str, list[str]]:
        """All of its rows."""
        found: dict[str, list[str]] = self.ask("from tests.services.seen_rows import seen\nprint(json.dumps(seen()))")
        return found


OURS = {
    *("privacy_auditevent", "privacy_audithead", "privacy_auditanchor"),
    *("auth_permission", "django_content_type", "platform_fingerprint"),
}
"""That it was restored is told to the audit; and the tests' database lacks what a service writes into a new one."""


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


def test_every_row_is_in_one_part_and_in_one_alone(backups: Backups, made: World) -> None:
    plant("pressure")
    AccessLog.objects.create(anonymous_id="nobody", method="GET", page="home", status=200)
    Unit.objects.create(serial="1", model="HC", key_hash="k", code_hash="c", code_end="c", since=START)
    written: dict[str, list[str]] = {}
    told = manifest_of(place(), backups.make(), backups.keys().backup)
    keys = {SYSTEM: backups.keys().backup, **{one: backups.keys().data_key(UUID(one)) for one in told.subjects}}
    for name, key in keys.items():
        for table, _, rows in tables_in(lines(key, f"{told.moment} {name}", place().get(told.part(name)))):
            written.setdefault(table, []).extend(json.dumps(row) for row in rows)
    there = {table: len(rows) for table, rows in seen().items() if table and rows}
    assert {table: len(rows) for table, rows in written.items()} == there
    assert {table: len(set(rows)) for table, rows in written.items()} == there


def test_a_bucket_keeps_them_as_a_folder_does(
    request: pytest.FixtureRequest, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swift: Swift = request.getfixturevalue("swift")
    backups = _backups(swift.url.replace("photographs", f"backups-{tmp_path.name}"), tmp_path, monkeypatch)
    before = seen()
    backups.make()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        after = back.seen()
        assert {name for name in before if before[name] != after[name]} <= OURS
    _erase(made)
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
    _erase(made)
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


def test_a_backup_whose_keys_were_written_since_holds_nothing_readable_of_the_erased(
    backups: Backups, made: World, tmp_path: Path
) -> None:
    moment = backups.make()
    subject, person = made.site.organization.subject_id, made.owner.subject_id
    old_place = tmp_path / "old place"
    shutil.copytree(backups.at, old_place)
    end_contract(made.site.organization, actor=made.owner)
    close_account(made.owner)
    while erase_one():
        pass
    keys = backups.keys()
    assert subject not in keys.subjects
    assert person not in keys.subjects
    where = Place(place().store.__class__(str(old_place), *_objects(old_place)))
    told = manifest_of(where, moment, keys.backup)
    readable = b"\n".join(lines(keys.backup, f"{moment} {SYSTEM}", where.get(told.part(SYSTEM)))).decode()
    for canary in ("owner@example.jp", "Home", "Camera", "Electricity", made.token):
        assert canary not in readable
    assert str(subject) in readable
    assert not [name for name in place().names(FILES) if str(subject) in name]
    assert not [name for name in place().names(SNAPSHOTS) if str(subject) in name]


def _objects(folder: Path) -> tuple[Any, Path]:
    from obstore.store import LocalStore

    return LocalStore(folder), folder


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


def test_an_erasure_is_not_over_before_the_keys_of_backups_are_rewritten(backups: Backups, made: World) -> None:
    backups.make()
    held_back = backups.keys_file.parent
    shutil.rmtree(held_back)
    held_back.touch()
    end_contract(made.site.organization, actor=made.owner)
    erase_now(made.site.organization, actor=made.owner)
    erase_one()
    assert Leaving.objects.get().done_at is None
    held_back.unlink()
    Leaving.objects.update(due_at=timezone.now())
    erase_one()
    assert Leaving.objects.get().done_at is not None
    assert set(backups.keys().subjects) == {made.owner.subject_id}


@pytest.mark.parametrize("what", ["changed", "cut", "swapped"])
def test_a_part_that_is_not_as_it_was_written_is_noticed(backups: Backups, made: World, what: str) -> None:
    moment = backups.make()
    paths = [Path(backups.at) / name for name in place().names(FILES)]
    data = [path.read_bytes() for path in paths]
    if what == "changed":
        paths[0].write_bytes(data[0][:-1] + bytes([data[0][-1] ^ 1]))
    elif what == "cut":
        paths[0].write_bytes(data[0][:-20])
    else:
        paths[0].write_bytes(data[1])
    with pytest.raises(SealError):
        list(verify(place(), backups.keys(), moment))


def test_what_is_large_is_several_objects(backups: Backups, made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place_module, "OBJECT", 100)
    monkeypatch.setattr(sealed_files, "PART", 256)
    moment = backups.make()
    assert f"{SNAPSHOTS}/{moment}/{SYSTEM}+2" in set(place().names(SNAPSHOTS))
    assert list(verify(place(), backups.keys(), moment))[-1].files == 2
    _erase(made)
    assert {whole(name) for name in place().names(SNAPSHOTS)} == {
        f"{SNAPSHOTS}/{moment}/{SYSTEM}",
        f"{SNAPSHOTS}/{moment}/manifest",
    }


def test_a_whole_backup_is_sound(backups: Backups, made: World) -> None:
    moment = backups.make()
    step = list(verify(place(), backups.keys(), moment))[-1]
    assert (step.subjects, step.files) == (2, len(list(blobs().each())))


def test_a_photograph_is_kept_once_and_goes_when_no_backup_names_it(backups: Backups, made: World) -> None:
    now = timezone.now()
    backups.make(now - timedelta(days=40))
    written = {name: (Path(backups.at) / name).stat().st_mtime_ns for name in place().names(FILES)}
    assert len(written) == 2
    Cut.objects.all().delete()
    backups.make(now - timedelta(days=20))
    again = {name: (Path(backups.at) / name).stat().st_mtime_ns for name in place().names(FILES)}
    assert again == {} or again == written
    backups.make(now)
    assert list(place().names(FILES)) == []
    assert place().snapshots() == [(now - timedelta(days=20)).strftime(MOMENT), now.strftime(MOMENT)]


def test_a_backup_that_was_cut_short_is_none(backups: Backups, made: World) -> None:
    for _ in back_up():
        break
    assert place().snapshots() == []
    with pytest.raises(BackupError, match="holds no backup"):
        list(verify(place(), backups.keys(), ""))


def test_a_missing_photograph_is_counted_and_stops_nothing(backups: Backups, made: World) -> None:
    blobs().delete(Cut.objects.order_by("pk")[0].blob)
    assert list(back_up())[-1].missing == 1


def test_another_recovery_key_opens_nothing(backups: Backups, made: World) -> None:
    backups.make()
    other, _ = new_recovery_key()
    with pytest.raises(KeyFileError, match="does not open with this recovery key"):
        opened(backups.keys_file, other)
    with pytest.raises(KeyFileError, match="no recovery key"):
        opened(backups.keys_file, "a password")


def test_nothing_of_anybody_stands_in_a_backup_as_it_lies_there(backups: Backups, made: World) -> None:
    backups.make()
    picture = blobs().get(Cut.objects.order_by("pk")[0].blob)
    for file in [backups.keys_file, *(one for one in Path(backups.at).rglob("*") if one.is_file())]:
        data = file.read_bytes()
        for canary in (b"owner@example.jp", b"Electricity", b"Camera", made.token.encode(), picture[200:240]):
            assert canary not in data, file


def test_a_database_in_use_is_never_overwritten(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0
        again = subprocess.run(
            [sys.executable, "-m", "harimi", "restore"], env=back.environment, capture_output=True, text=True, timeout=PATIENCE
        )
        assert again.returncode == 1
        assert "already" in again.stderr
        assert back.ask("from harimi.service.accounts.models import User\nprint(User.objects.count())") == User.objects.count()


def test_without_a_place_or_keys_the_operator_is_told_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyFileError, match="HARIMI_BACKUP_PLACE"):
        list(back_up())
    changed = {"backup_place": str(tmp_path / "there")}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    with pytest.raises(KeyFileError, match="harimi backup init"):
        write_keys()


def _erase(made: World) -> None:
    end_contract(made.site.organization, actor=made.owner)
    close_account(made.owner)
    while erase_one():
        pass
    assert not Site.objects.filter(pk=made.site.pk).exists()
    assert not Subject.objects.filter(pk=made.owner.subject_id).exists()
    assert connection.vendor in ("sqlite", "postgresql")


def test_another_installations_backups_and_keys_are_never_touched(
    backups: Backups, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, before = backups.make(), sorted(place().names(""))
    kept = backups.keys_file.read_bytes()
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"data_dir": tmp_path / "other"}))
    for name, text in ((BACKUP_KEY, "43" * 32), (BACKUP_RECIPIENT, new_recovery_key()[1])):
        make_secret(secret_path(tmp_path / "other", name), text)
    with pytest.raises(KeyFileError, match="another installation's"):
        list(back_up())
    with pytest.raises(KeyFileError, match="another installation's"):
        forget_in_backups()
    assert sorted(place().names("")) == before
    assert backups.keys_file.read_bytes() == kept
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update={"data_dir": tmp_path}))
    assert list(verify(place(), backups.keys(), moment))[-1].files == 2


def test_keys_of_another_installation_stay_though_the_place_is_new(
    backups: Backups, made: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.make()
    kept = backups.keys_file.read_bytes()
    changed = {"data_dir": tmp_path / "other", "backup_place": str(tmp_path / "new place")}
    make_secret(secret_path(tmp_path / "other", BACKUP_KEY), "43" * 32)
    make_secret(secret_path(tmp_path / "other", BACKUP_RECIPIENT), new_recovery_key()[1])
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    with pytest.raises(KeyFileError, match="another installation's"):
        list(back_up())
    assert backups.keys_file.read_bytes() == kept


def test_somebody_who_is_not_in_the_database_is_not_erased_from_backups(backups: Backups, made: World) -> None:
    moment = backups.make()
    keys = backups.keys()
    data = made.site.organization.subject
    Subject.objects.filter(pk=data.pk).update(kind="person")  # whatever else becomes of a row: only the ledger counts
    SubjectKey.objects.filter(subject=data).delete()
    assert prune(place(), timezone.now()) == 0
    assert list(verify(place(), keys, moment))[-1].subjects == 2


def test_two_backups_are_not_made_at_once_and_an_erasure_waits_for_one(backups: Backups, made: World) -> None:
    with alone("this test"):
        with pytest.raises(BusyError):
            _elsewhere(lambda: list(back_up()))
        end_contract(made.site.organization, actor=made.owner)
        erase_now(made.site.organization, actor=made.owner)
        _elsewhere(erase_one)
        assert Leaving.objects.get().done_at is None
    Leaving.objects.update(due_at=timezone.now())
    erase_one()
    assert Leaving.objects.get().done_at is not None


def _elsewhere(do: Callable[[], object]) -> object:
    """In another thread, which has connections of its own."""

    def done() -> object:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(done).result()


def test_a_backup_that_was_cut_short_goes_in_time(backups: Backups, made: World) -> None:
    now = timezone.now()
    for _ in back_up(now - timedelta(days=40)):
        break
    backups.make(now)
    assert place().begun() == [now.strftime(MOMENT)]


def test_an_old_file_of_keys_brings_back_all_but_the_erased(backups: Backups, made: World, tmp_path: Path) -> None:
    other = world("pressure", since=START, email="other@example.jp")
    backups.make()
    old_keys = tmp_path / "old-keys.age"
    shutil.copy(backups.keys_file, old_keys)
    _erase(made)
    with restored(backups, tmp_path, keys_file=old_keys) as back:
        assert back.run.returncode == 0, back.run.stderr
        mails = back.ask(
            "from harimi.service.accounts.models import User\n"
            "print(json.dumps(list(User.objects.values_list('email', flat=True))))"
        )
        assert mails == [other.owner.email]


def test_a_file_that_cannot_be_opened_is_counted_and_the_rest_comes_back(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    (Path(backups.at) / next(iter(place().names(FILES)))).write_bytes(b"rubbish")
    with restored(backups, tmp_path) as back:
        assert back.run.returncode == 0, back.run.stderr
        assert "1 files were missing" in back.run.stdout
        assert back.ask("from harimi.service.captures.models import Cut\nprint(Cut.objects.count())") == 2
