"""A Redis of a test's own, which keeps what it was told: killed and started again it goes on."""

import shutil
from pathlib import Path

import redis

from tests.instances.program import Program, free_port, own_folder

PACKAGE = "redis-server"


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if shutil.which("redis-server") else f"no redis-server (Debian: apt-get install {PACKAGE})"


class Redis:
    """One server."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        command = ["redis-server", "--port", str(self._port), "--bind", "127.0.0.1", "--appendonly", "yes", "--save", ""]
        self.programs = [Program("redis", [*command, "--dir", own_folder(folder)], folder)]
        self.url = f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Starts it where it does not run, and waits until it answers."""
        (server,) = self.programs
        server.start()
        server.until(lambda: redis.Redis(port=self._port).ping())

    def kill(self) -> None:
        """Ends it at this instant."""
        self.programs[0].kill()

    stop = kill
