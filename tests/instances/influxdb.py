"""An InfluxDB of a test's own: 1.x, as Debian has it."""

import shutil
from pathlib import Path

import httpx

from tests.instances.program import Program, connects, free_port, own_folder

DATABASE = "readings"
_SERVER = shutil.which("influxd")


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if _SERVER else "no influxd (Debian: apt-get install influxdb)"


class InfluxDb:
    """One server with an empty database."""

    def __init__(self, folder: Path) -> None:
        own_folder(folder)
        self.port, rpc = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        lines = ["reporting-disabled = true", f'bind-address = "127.0.0.1:{rpc}"']
        lines += ["[meta]", f'dir = "{folder}/meta"', "[data]", f'dir = "{folder}/data"', f'wal-dir = "{folder}/wal"']
        lines += ["[http]", f'bind-address = "127.0.0.1:{self.port}"', "[monitor]", "store-enabled = false"]
        (folder / "influxdb.conf").write_text("\n".join(lines) + "\n")
        self._server = Program("influxd", [_SERVER or "influxd", "-config", folder / "influxdb.conf"], folder)

    def start(self) -> None:
        """Starts it and waits until it answers."""
        self._server.start()
        self._server.until(lambda: connects(self.port))
        self.ask(f'CREATE DATABASE "{DATABASE}"')

    def ask(self, query: str) -> list[dict[str, object]]:
        """The rows of an answer, each by the names of its columns."""
        answer = httpx.post(f"{self.url}/query", data={"q": query, "db": DATABASE}, timeout=30)
        answer.raise_for_status()
        series = answer.json()["results"][0].get("series", [])
        return [dict(zip(one["columns"], row, strict=True)) for one in series for row in one["values"]]

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()
