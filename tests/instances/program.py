"""A program that a test starts, kills and starts again: same folder, same port."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import pytest

from harimi.service.project.children import die_with_parent

PATIENCE = 60.0
"""Seconds until a service that must answer counts as one that does not, on a busy machine."""


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def unprivileged() -> str:
    """Who runs the services: a user without rights where root runs the tests, else whoever does."""
    return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name


def own_folder(folder: Path) -> Path:
    """Makes a folder that belongs to the services' user."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, unprivileged())
    return folder


class Program:
    """One command in a process group of its own."""

    def __init__(
        self,
        name: str,
        command: list[str | Path],
        folder: Path,
        environment: dict[str, str] | None = None,
        *,
        own: bool = False,
    ) -> None:
        """`own`: run by this user, and not by the services'."""
        self.name, self._command, self._folder, self._own = name, [str(word) for word in command], folder, own
        self._environment = os.environ | ({} if own else {"HOME": str(folder)}) | (environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.log = folder / f"{name}.log"

    def start(self) -> None:
        """Starts it, unless it runs."""
        if self.running:
            return
        lower = os.geteuid() == 0 and not self._own
        user = {"user": unprivileged(), "group": _group(), "extra_groups": []} if lower else {}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=None if self._own else self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent,
                **user,  # type: ignore[call-overload]
            )

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """Ends it and its children at this instant."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Asks it to end; kills it where it does not."""
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self._process is None:
            return
        children = below(self._process.pid) if sign == signal.SIGKILL else []
        """PostgreSQL's processes have groups of their own; left alone they keep the next one from starting."""
        try:
            self._signal(sign)
        finally:
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, sign)

    def _signal(self, sign: signal.Signals) -> None:
        assert self._process is not None
        for each in (sign, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, each)
                self._process.wait(10)
            except ProcessLookupError:
                return
            except subprocess.TimeoutExpired:
                continue

    def until(self, answers: Callable[[], object], every: float = 0.1) -> None:
        """Waits until `answers` raises nothing; a program that ended or stays silent is an `AssertionError` with its log."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answers()
            except Exception as error:  # whatever a client says while the service is not there yet
                if time.monotonic() > deadline or not self.running:
                    raise AssertionError(f"{self.name} did not start: {error}\n{self.log.read_text()[-3000:]}") from error
                time.sleep(every)
            else:
                return


def _group() -> int:
    return pwd.getpwnam(unprivileged()).pw_gid


def connects(port: int) -> None:
    """Raises an `OSError` where nobody listens."""
    socket.create_connection(("127.0.0.1", port), timeout=2).close()


@contextmanager
def open_folder(name: str) -> Iterator[Path]:
    """A temporary folder that the services' user may pass through."""
    with tempfile.TemporaryDirectory(prefix=f"harimi-{name}-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder


def below(pid: int) -> list[int]:
    """Process ids of all that a process started, those furthest down first."""
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        own = [int(word) for word in listed.read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [found for child in own for found in (*below(child), child)]


def absent(why: str) -> NoReturn:
    """A service cannot be had: the test is skipped with the reason, or fails where all services must be there."""
    if os.environ.get("HARIMI_REQUIRE_SERVICES") == "1":
        pytest.fail(why)
    pytest.skip(why)
