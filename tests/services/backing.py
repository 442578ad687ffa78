"""What the tests of backups share: a household, where its backups lie, and another machine to which they come back."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from harimi.service.backups.recovery import Keys, new_recovery_key, opened
from harimi.service.backups.writing import back_up
from harimi.service.meters.models import Site
from harimi.service.privacy.models import Subject
from harimi.service.project.secrets import BACKUP_KEY, BACKUP_RECIPIENT, make_secret, secret_path
from harimi.service.rights.leaving import close_account, end_contract
from harimi.service.rights.running import erase_one
from tests.instances.swift import KEY, SECRET
from tests.running import free_port, new_database
from tests.services.world import World, send, work, world

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


def backups_at(at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    """Backups that lie there, their keys in a folder of this test's."""
    keys_file, (recovery, recipient) = tmp_path / "apart" / "keys.age", new_recovery_key()
    changed = {"backup_place": at, "backup_keys_file": keys_file, "store_key_id": KEY, "store_secret": SECRET}
    monkeypatch.setattr(settings, "HARIMI", settings.HARIMI.model_copy(update=changed))
    make_secret(secret_path(tmp_path, BACKUP_KEY), "42" * 32)
    make_secret(secret_path(tmp_path, BACKUP_RECIPIENT), recipient)
    return Backups(at, keys_file, recovery)


def household() -> World:
    """A household with two photographs that are read."""
    made = world("energy", since=START)
    send(made, "8766.00", START + timedelta(hours=1), 1)
    work()
    return made


@dataclass(frozen=True)
class Machine:
    """Another machine: a folder and a database of its own, and the way to the backups."""

    folder: Path
    environment: dict[str, str]

    def harimi(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command that is run there."""
        return self._run("-m", "harimi", *command)

    def ask(self, code: str) -> Any:
        """What some Python prints there, as JSON."""
        done = self._run("-c", "from harimi.service.project.setup import set_up\nset_up()\nimport json\n" + code)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def seen(self) -> dict[str, list[str]]:
        """All of its rows."""
        found: dict[str, list[str]] = self.ask("from tests.services.seen_rows import seen\nprint(json.dumps(seen()))")
        return found

    def _run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        everything = [sys.executable, *command]
        return subprocess.run(everything, env=self.environment, capture_output=True, text=True, timeout=PATIENCE)


@dataclass(frozen=True)
class Restored(Machine):
    """What came of a restore."""

    run: "subprocess.CompletedProcess[str]"


@contextmanager
def machine(backups: Backups, tmp_path: Path, *, keys_file: Path | None = None) -> Iterator[Machine]:
    """An empty one."""
    folder = tmp_path / "another machine"
    with new_database() as database:
        environment = os.environ | {
            "HARIMI_DATA_DIR": str(folder),
            "HARIMI_DATABASE_URL": database,
            "HARIMI_PORT": str(free_port()),
            "HARIMI_BACKUP_PLACE": backups.at,
            "HARIMI_BACKUP_KEYS_FILE": str(keys_file or backups.keys_file),
            "HARIMI_RECOVERY_KEY": backups.recovery,
            "HARIMI_STORE_KEY_ID": KEY,
            "HARIMI_STORE_SECRET": SECRET,
        }
        environment.pop("HARIMI_SECRET_KEY", None)
        yield Machine(folder, environment)


@contextmanager
def restored(backups: Backups, tmp_path: Path, *, keys_file: Path | None = None) -> Iterator[Restored]:
    """The newest backup on another machine, by `harimi restore`."""
    with machine(backups, tmp_path, keys_file=keys_file) as empty:
        yield Restored(empty.folder, empty.environment, empty.harimi("restore"))


OURS = {
    *("privacy_auditevent", "privacy_audithead", "privacy_auditanchor"),
    *("auth_permission", "django_content_type", "platform_fingerprint"),
}
"""That it was restored is told to the audit; and the tests' database lacks what a service writes into a new one."""


def erase(made: World) -> None:
    """The household and its owner leave and are erased."""
    end_contract(made.site.organization, actor=made.owner)
    close_account(made.owner)
    while erase_one():
        pass
    assert not Site.objects.filter(pk=made.site.pk).exists()
    assert not Subject.objects.filter(pk=made.owner.subject_id).exists()
