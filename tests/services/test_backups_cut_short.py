"""A restore that is killed half-way: nothing is served from there, and the same command goes on to the end."""

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harimi.service.backups import halfway
from harimi.service.backups.manifest import BackupError
from harimi.service.backups.place import FILES, LEDGER, OPERATOR, SNAPSHOTS, place
from harimi.service.backups.restoring import restore
from tests.services.backing import OURS, PATIENCE, Backups, Machine, backups_at, household, machine
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
        _killed(there, Path(backups.at, at(backups, moment)))
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
    with machine(backups, tmp_path) as there, _leased(Path(backups.at, OPERATOR)) as wanted:
        first = subprocess.Popen([sys.executable, "-m", "harimi", "restore"], env=there.environment)
        _wait(first, wanted)
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


def _killed(there: Machine, path: Path) -> None:
    """Restores there, and is killed as soon as it opens a file of the backup."""
    with _leased(path) as wanted:
        process = subprocess.Popen([sys.executable, "-m", "harimi", "restore"], env=there.environment)
        _wait(process, wanted)
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", wanted: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)


@contextmanager
def _leased(path: Path) -> Iterator[Callable[[], bool]]:
    """A file that nobody else opens, but waits in the system's call; whether somebody does."""
    heard, new = signal.signal(signal.SIGIO, signal.SIG_IGN), not path.exists()
    with path.open("ab") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        yield lambda: fcntl.fcntl(file, fcntl.F_GETLEASE) != fcntl.F_WRLCK
    if new:
        path.unlink()
    signal.signal(signal.SIGIO, heard)
