"""A PostgreSQL of a test's own that syncs to the disk, so that it may be killed."""

import shutil
import subprocess
from pathlib import Path

import psycopg

from tests.instances.program import Program, free_port, own_folder, unprivileged


def _binaries() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(p).parent for p in [shutil.which("initdb")] if p]
    return found[-1] if found else None


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if _binaries() else "no initdb (Debian: apt-get install postgresql)"


class PostgreSQL:
    """One cluster with one database."""

    def __init__(self, folder: Path) -> None:
        binaries = _binaries()
        assert binaries is not None, installed()
        self._port, data = free_port(), own_folder(folder) / "data"
        user = ["setpriv", f"--reuid={unprivileged()}", "--clear-groups"] if unprivileged() == "nobody" else []
        initdb = [*user, binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([str(word) for word in initdb], check=True, capture_output=True)
        options = ["-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200"]
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-p", str(self._port), "-k", folder, *options]
        self.programs = [Program("postgresql", command, folder)]
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/harimi"

    def start(self) -> None:
        """Starts it where it does not run, and waits until it answers."""
        (server,) = self.programs
        server.start()
        server.until(self._answers)

    def _answers(self) -> None:
        with psycopg.connect(self.url.replace("/harimi", "/postgres"), autocommit=True, connect_timeout=2) as asked:
            if not asked.execute("SELECT 1 FROM pg_database WHERE datname = 'harimi'").fetchone():
                asked.execute("CREATE DATABASE harimi")

    def kill(self) -> None:
        """Ends it and all that it forked at this instant."""
        self.programs[0].kill()

    def stop(self) -> None:
        """Ends it at this instant too: what it committed is on the disk."""
        self.kill()
