"""A whole service in processes of its own, as `harimi serve` starts it, for tests that click on it or kill it."""

import atexit
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg

from tests.instances.program import below

PATIENCE = 60.0
"""Seconds until something that must happen counts as not happening, on a busy machine."""


@dataclass(frozen=True)
class Running:
    """A service that answers at `url`; `seeded` is what `tests.services.seed` made in it."""

    url: str
    process: subprocess.Popen[bytes]
    environment: dict[str, str]
    seeded: dict[str, Any]

    def children(self) -> list[int]:
        """Process ids of web server and workers, their own children first."""
        return below(self.process.pid)

    def ask(self, *command: str) -> str:
        """The output of a Python module run on the same data."""
        return self._said("-m", *command)

    def ask_code(self, code: str) -> str:
        """The output of some Python on the same data."""
        return self._said("-c", code)

    def _said(self, *arguments: str) -> str:
        run = subprocess.run([sys.executable, *arguments], env=self.environment, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr[-3000:]
        return run.stdout


@contextmanager
def running(
    folder: Path, *seed: str, module: str = "tests.services.seed", settings: dict[str, str] | None = None, new: bool = False
) -> Iterator[Running]:
    """Starts a service with its data in `folder`, waits until it is ready, fills it by a `module`, and ends it.

    Its tables are there already, since making them takes longer than all the rest; a `new` one makes them itself.
    """
    with _database(None if new else _prepared()) as database:
        if not new:
            fill(folder)
        environment = os.environ | {
            "HARIMI_DATA_DIR": str(folder),
            "HARIMI_PORT": str(free_port()),
            "HARIMI_DATABASE_URL": database,
            "HARIMI_LEASE_SECONDS": "4",
            "HARIMI_CAPTURES_PER_MINUTE": "100000",
            "HARIMI_COLLECTORS": "access_device,access_log,cookie,camera_device,camera_log",
            "HARIMI_STAFF_TWO_STEP": "false",
            "OMP_NUM_THREADS": "1",
            **(settings or {}),
        }
        environment.pop("HARIMI_SECRET_KEY", None)
        log = (folder / "log").open("wb")
        process = subprocess.Popen([sys.executable, "-m", "harimi", "serve"], env=environment, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{environment['HARIMI_PORT']}"
            _until_ready(url, process, folder / "log")
            service = Running(url, process, environment, {})
            yield Running(url, process, environment, json.loads(service.ask(module, *seed)))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def _until_ready(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=5).is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(f"the service did not start:\n{log.read_text()[-3000:]}")


@dataclass(frozen=True)
class _Prepared:
    """What a service makes before its first start: its `folder`, and a `database` unless that is a file in the folder."""

    folder: Path
    database: str


def fill(folder: Path) -> None:
    """What a service makes before its first start: ten seconds of making tables, once for a whole process."""
    shutil.copytree(_prepared().folder, folder, dirs_exist_ok=True)


PREPARE = """
from harimi.service.project import supervisor
from harimi.service.project.config import config
from harimi.service.project.setup import set_up
supervisor.prepare(config())
set_up()
supervisor.migrate()
"""


@cache
def _prepared() -> _Prepared:
    """Made once by each process that runs tests."""
    folder = Path(tempfile.mkdtemp(prefix="harimi-prepared-"))
    atexit.register(shutil.rmtree, folder)
    database = _created("")
    if database:
        atexit.register(_drop, database)
    environment = os.environ | {"HARIMI_DATA_DIR": str(folder), "HARIMI_DATABASE_URL": database}
    environment.pop("HARIMI_SECRET_KEY", None)
    subprocess.run([sys.executable, "-c", PREPARE], env=environment, check=True, capture_output=True)
    return _Prepared(folder, database)


@contextmanager
def _database(prepared: _Prepared | None) -> Iterator[str]:
    """A database beside the one of this test run, filled like the prepared one; SQLite where none is named."""
    database = _created(prepared.database if prepared else "")
    try:
        yield database
    finally:
        if database:
            _drop(database)


@contextmanager
def new_database() -> Iterator[str]:
    """The address of an empty database beside the one of this test run; empty on SQLite, whose file is made when it is used."""
    with _database(None) as database:
        yield database


def _created(template: str) -> str:
    """Its address. Empty where tests run on SQLite."""
    named = os.environ.get("HARIMI_DATABASE_URL", "")
    if not named:
        return ""
    parts = urlsplit(named)
    own = parts._replace(path=f"{parts.path}_{os.getpid()}_{time.monotonic_ns() % 10**6}")
    like = urlsplit(template).path.lstrip("/") or "template1"
    _tell(named, f'CREATE DATABASE "{own.path.lstrip("/")}" TEMPLATE "{like}"')
    return urlunsplit(own)


def _drop(database: str) -> None:
    _tell(database, f'DROP DATABASE IF EXISTS "{urlsplit(database).path.lstrip("/")}" WITH (FORCE)')


def _tell(server: str, command: str) -> None:
    with psycopg.connect(urlunsplit(urlsplit(server)._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(command.encode())


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
