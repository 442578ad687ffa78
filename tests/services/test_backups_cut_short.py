"""A restore that is killed half-way: nothing is served from there, and the same command goes on to the end."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from harimi.service.backups import halfway
from harimi.service.backups.manifest import BackupError
from harimi.service.backups.place import FILES, LEDGER, OPERATOR, SNAPSHOTS, place
from harimi.service.backups.restoring import restore
from tests.services.backing import OURS, Backups, Machine, backups_at, household, machine
from tests.services.killing import killed, leased, waited
from tests.services.seen_rows import seen
from tests.services.world import World

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "snapshot"])


@pytest.fixture
def backups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Backups:
    return backups_at(str(tmp_path / "far away"), tmp_path, monkeypatch)


@pytest.fixture
def made() -> World:
    return household()


def _tables_are_made(_: Backups, __: str) -> str:
    return LEDGER


def _rows_are_written(backups: Backups, moment: str) -> str:
    """The last of the subjects' parts: what came before it is written, and not kept yet."""
    parts = sorted(Path(backups.at, SNAPSHOTS, moment).glob("????????-*[!s]"))
    return str(parts[-1].relative_to(backups.at))


def _files_are_written(backups: Backups, moment: str) -> str:
    """The second of the files that are read."""
    listed = [one.read_text().split() for one in Path(backups.at, SNAPSHOTS, moment).glob("*.files")]
    return str(next(Path(backups.at, FILES).glob(f"*/{max(listed)[1]}")).relative_to(backups.at))


def _it_is_almost_over(_: Backups, __: str) -> str:
    return OPERATOR


Moment = Callable[[Backups, str], str]
MOMENTS = (_tables_are_made, _rows_are_written, _files_are_written, _it_is_almost_over)


@pytest.mark.parametrize("at", MOMENTS)
def test_a_restore_that_is_killed_goes_on(at: Moment, backups: Backups, made: World, tmp_path: Path) -> None:
    before, moment = seen(), backups.make()
    with machine(backups, tmp_path) as there:
        killed(there, Path(backups.at, at(backups, moment)))
        _serves_nothing(there)
        again = there.harimi("restore")
        assert again.returncode == 0, again.stderr
        assert f"{moment}: 2 subjects" in again.stdout
        assert "2 files restored\n" in again.stdout
        after = there.seen()
        assert {name for name in before if before[name] != after[name]} <= OURS
        assert "restoring" not in "".join(after)
        assert there.harimi("backup", "list").returncode == 0


def test_another_backup_does_not_come_between(backups: Backups, made: World) -> None:
    older, newer = backups.make(), backups.make()
    halfway.begin(older)
    halfway.rows_are_there(1)
    try:
        with pytest.raises(BackupError, match=f"the backup of {older} is half-way back"):
            list(restore(place(), backups.keys(), newer, lambda _: None))
    finally:
        halfway.end()


def test_two_are_not_at_work_at_once(backups: Backups, made: World, tmp_path: Path) -> None:
    backups.make()
    with machine(backups, tmp_path) as there, leased(Path(backups.at, OPERATOR)) as wanted:
        first = subprocess.Popen([sys.executable, "-m", "harimi", "restore"], env=there.environment)
        waited(first, wanted)
        second = there.harimi("restore")
        first.kill()
        first.wait()
        assert second.returncode == 1
        assert "a restore" in second.stderr


def _serves_nothing(there: Machine) -> None:
    for command in ("serve", "work", "backup"):
        refused = there.harimi(command)
        assert refused.returncode in (1, 2), command
        assert "run `harimi restore`" in refused.stderr
        assert "Traceback" not in refused.stderr
