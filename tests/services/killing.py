"""A command on another machine that is killed as soon as it opens a certain file."""

import fcntl
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.services.backing import PATIENCE, Machine


def killed(there: Machine, path: Path, *command: str) -> None:
    """Runs a command there, by default a restore, which is killed as soon as it opens a file of the backup."""
    with leased(path) as wanted:
        process = subprocess.Popen([sys.executable, "-m", "harimi", *(command or ("restore",))], env=there.environment)
        waited(process, wanted)
        process.kill()
        process.wait()


def waited(process: "subprocess.Popen[bytes]", wanted: Callable[[], bool]) -> None:
    """Waits until the process wants the file."""
    deadline = time.monotonic() + PATIENCE
    while not wanted():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.01)


@contextmanager
def leased(path: Path) -> Iterator[Callable[[], bool]]:
    """A file that nobody else opens, but waits in the system's call; whether somebody does."""
    heard, new = signal.signal(signal.SIGIO, signal.SIG_IGN), not path.exists()
    with path.open("ab") as file:
        fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
        yield lambda: fcntl.fcntl(file, fcntl.F_GETLEASE) != fcntl.F_WRLCK
    if new:
        path.unlink()
    signal.signal(signal.SIGIO, heard)
