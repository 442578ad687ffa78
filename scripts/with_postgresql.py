"""Runs a command with HARIMI_DATABASE_URL naming a PostgreSQL: the one on the standard port, else one started for it.

Usage: python scripts/with_postgresql.py COMMAND [ARGUMENT ...]. Where there is neither server nor binary the command is
skipped with a reason, and fails if HARIMI_REQUIRE_SERVICES is 1.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

STANDARD = "postgresql://postgres@127.0.0.1:5432"


def main(command: list[str]) -> int:
    with _server() as server:
        if server is None:
            print("skipped: no PostgreSQL on port 5432 and no initdb to start one (Debian: apt-get install postgresql)")
            return int(os.environ.get("HARIMI_REQUIRE_SERVICES") == "1")
        print(f"PostgreSQL: {server}", flush=True)
        name = f"harimi_{secrets.token_hex(4)}"  # runs side by side never meet
        return subprocess.run(command, env=os.environ | {"HARIMI_DATABASE_URL": f"{server}/{name}"}, check=False).returncode


@contextmanager
def _server() -> Iterator[str | None]:
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(p).parent for p in [shutil.which("initdb")] if p]
    if _answers(STANDARD):
        yield STANDARD
    elif binaries:
        with tempfile.TemporaryDirectory(prefix="harimi-postgresql-") as folder:
            yield from _started(binaries[-1], Path(folder))
    else:
        yield None


def _answers(server: str) -> bool:
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=3).close()
    except psycopg.OperationalError:
        return False
    return True


def _started(binaries: Path, folder: Path) -> Iterator[str]:
    port, data = _free_port(), folder / "data"
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if user:
        shutil.chown(folder, "postgres")
    _quietly(*user, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    _quietly(*user, binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}"
    finally:
        _quietly(*user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _quietly(*command: str | Path) -> None:
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
