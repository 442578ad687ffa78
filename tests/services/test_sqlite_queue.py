"""Whoever writes to an SQLite file waits in a queue, which nobody leaves locked behind them."""

import fcntl
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, OperationalError, connections, transaction

from harimi.service.platform.sqlite.base import DatabaseWrapper

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 6, 25


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with one table."""
    made = _opened(tmp_path / "some.sqlite3")
    with made.cursor() as cursor:
        cursor.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, who TEXT)")
    made.close()
    return tmp_path / "some.sqlite3"


def _opened(path: Path) -> DatabaseWrapper:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 5, "init_command": "PRAGMA journal_mode=WAL"}
    return DatabaseWrapper({**connections["default"].settings_dict, "NAME": str(path), "OPTIONS": options}, alias="queued")


@pytest.fixture
def connection(path: Path) -> Iterator[DatabaseWrapper]:
    """One that is open."""
    made = connections["queued"] = _opened(path)
    yield made
    made.close()
    del connections["queued"]


def _lines(one: DatabaseWrapper) -> int:
    with one.cursor() as cursor:
        return int(cursor.execute("SELECT COUNT(*) FROM line").fetchone()[0])


def _write(one: DatabaseWrapper, who: str) -> None:
    with one.cursor() as cursor:
        cursor.execute("INSERT INTO line (who) VALUES (%s)", [who])


def _held(path: Path) -> bool:
    """Whether anybody is at the head of the queue now, by the kernel's word."""
    with Path(f"{path}-queue").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_many_writers_lose_nothing_and_leave_the_queue(path: Path) -> None:
    def write(who: str) -> None:
        mine = _opened(path)
        for _ in range(EACH):
            _write(mine, who)
        mine.close()

    threads = [threading.Thread(target=write, args=(str(n),)) for n in range(WRITERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert _lines(_opened(path)) == WRITERS * EACH
    assert not _held(path)


def test_a_transaction_holds_the_queue_until_it_ends_however_that_is(path: Path, connection: DatabaseWrapper) -> None:
    with transaction.atomic(using="queued"):
        _write(connection, "a")
        assert _held(path)
        with pytest.raises(IntegrityError), transaction.atomic(using="queued"), connection.cursor() as cursor:
            cursor.execute("INSERT INTO line (id) VALUES (1), (1)")
        assert _held(path)
    assert not _held(path)
    with pytest.raises(KeyError), transaction.atomic(using="queued"):
        _write(connection, "b")
        raise KeyError
    assert not _held(path)
    assert _lines(connection) == 1


def test_who_only_reads_does_not_queue(path: Path, connection: DatabaseWrapper) -> None:
    other = _opened(path)
    with transaction.atomic(using="queued"):
        _write(connection, "a")
        assert _lines(other) == 0
    assert _lines(other) == 1
    other.close()


def test_a_connection_that_is_closed_within_a_transaction_leaves_the_queue(path: Path, connection: DatabaseWrapper) -> None:
    with transaction.atomic(using="queued"):
        _write(connection, "a")
        assert _held(path)
        connection.close()
        assert not _held(path)
    assert _lines(connection) == 0


_HOLDS = """
import sys
from django.conf import settings
settings.configure(DATABASES={"default": {"ENGINE": "harimi.service.platform.sqlite", "NAME": sys.argv[1],
    "OPTIONS": {"transaction_mode": "IMMEDIATE"}}})
import django; django.setup()
from django.db import connection, transaction
with transaction.atomic():
    connection.cursor().execute("INSERT INTO line (who) VALUES ('lost')")
    print("here", flush=True)
    sys.stdin.read()
"""


def test_the_queue_goes_on_when_who_is_at_its_head_is_killed(path: Path, connection: DatabaseWrapper) -> None:
    with subprocess.Popen([sys.executable, "-c", _HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"here\n"
        assert _held(path)
        os.kill(other.pid, signal.SIGKILL)
    _write(connection, "after")
    assert _lines(connection) == 1


def test_the_queue_is_whose_the_database_is(path: Path) -> None:
    path.chmod(0o640)
    _lines(_opened(path))
    assert Path(f"{path}-queue").stat().st_mode & 0o777 == 0o640


def test_a_queue_that_cannot_be_opened_is_an_error_of_the_database(path: Path) -> None:
    Path(f"{path}-queue").unlink()
    Path(f"{path}-queue").mkdir()
    with pytest.raises(OperationalError, match="queue: Is a directory"):
        _opened(path).cursor()
