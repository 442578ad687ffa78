"""A Prometheus of a test's own, which scrapes one address every second."""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from tests.instances.program import Program, free_port, own_folder

_SERVER = shutil.which("prometheus")


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if _SERVER else "no prometheus (Debian: apt-get install prometheus)"


class Prometheus:
    """One server, configured as docs/how/api.md shows it."""

    def __init__(self, folder: Path, address: str, token: str) -> None:
        own_folder(folder)
        self.port, to = free_port(), urlsplit(address)
        (folder / "token").write_text(token)
        (folder / "prometheus.yml").write_text(
            "scrape_configs:\n"
            "  - job_name: harimi\n"
            f"    scheme: {to.scheme}\n"
            f"    metrics_path: {to.path}\n"
            f"    authorization: {{credentials_file: {folder / 'token'}}}\n"
            "    scrape_interval: 1s\n"
            f'    static_configs: [{{targets: ["{to.netloc}"]}}]\n'
        )
        told = [f"--config.file={folder / 'prometheus.yml'}", f"--storage.tsdb.path={folder / 'data'}"]
        told += [f"--web.listen-address=127.0.0.1:{self.port}"]
        self._server = Program("prometheus", [_SERVER or "prometheus", *told], folder)

    def start(self) -> None:
        """Starts it and waits until it has scraped something."""
        self._server.start()
        self._server.until(self._scraped)

    def ask(self, query: str) -> dict[str, float]:
        """The newest value of each series, by its meter."""
        answer = httpx.get(f"http://127.0.0.1:{self.port}/api/v1/query", params={"query": query}, timeout=10)
        answer.raise_for_status()
        return {one["metric"].get("meter", ""): float(one["value"][1]) for one in answer.json()["data"]["result"]}

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()

    def _scraped(self) -> None:
        if self.ask("up") != {"": 1.0}:
            raise AssertionError(f"not scraped yet: {self.ask('up')}")
