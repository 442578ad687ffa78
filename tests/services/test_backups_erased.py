"""Whoever is erased is erased from backups, too, and nothing else is: another installation's are never touched."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.utils import timezone

from harimi.service.backups.erasing import forget_in_backups
from harimi.service.backups.manifest import lines, manifest_of
from harimi.service.backups.place import FILES, SNAPSHOTS, SYSTEM, Place, place
from harimi.service.backups.pruning import prune
from harimi.service.backups.recovery import KeyFileError, new_recovery_key
from harimi.service.backups.verifying import verify
from harimi.service.backups.writing import back_up
from harimi.service.platform.locking import BusyError, alone
from harimi.service.privacy.models import Subject, SubjectKey
from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, make_secret, secret_path
from harimi.service.rights.leaving import close_account, end_contract, erase_now
from harimi.service.rights.models import Leaving
from harimi.service.rights.running import erase_one
from tests.services.backing import Backups, backups_at, household
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def made() -> World:
    return household()


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
