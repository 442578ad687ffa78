"""A backup holds everything once, and nobody reads it who lacks one of its two halves."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.conf import settings
from django.utils import timezone

from harimi.service.backups import place as place_module
from harimi.service.backups.key_file import write_keys
from harimi.service.backups.manifest import BackupError, lines, manifest_of
from harimi.service.backups.place import FILES, MOMENT, SNAPSHOTS, SYSTEM, place, whole
from harimi.service.backups.recovery import KeyFileError, new_recovery_key, opened
from harimi.service.backups.rows import tables_in
from harimi.service.backups.verifying import verify
from harimi.service.backups.writing import back_up
from harimi.service.captures.models import Cut
from harimi.service.logistics.models import Unit
from harimi.service.platform import sealed_files
from harimi.service.platform.blobs import blobs
from harimi.service.platform.crypto import SealError
from harimi.service.privacy.models import AccessLog
from tests.services.backing import START, Backups, backups_at, erase, household
from tests.services.residue.planting import plant
from tests.services.seen_rows import seen
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def made() -> World:
    return household()


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
    erase(made)
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


def test_without_a_place_or_keys_the_operator_is_told_what_to_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(KeyFileError, match="HARIMI_BACKUP_PLACE"):
        list(back_up())
    changed = {"backup_place": str(tmp_path / "there")}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    with pytest.raises(KeyFileError, match="harimi backup init"):
        write_keys()


def test_a_backup_that_was_cut_short_goes_in_time(backups: Backups, made: World) -> None:
    now = timezone.now()
    for _ in back_up(now - timedelta(days=40)):
        break
    backups.make(now)
    assert place().begun() == [now.strftime(MOMENT)]
