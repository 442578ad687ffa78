"""An nginx of a test's own, by deploy/nginx.conf."""

import re
import shutil
from pathlib import Path

from tests.instances.program import Program, connects, free_port

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
_SERVER = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if _SERVER else "no nginx (Debian: apt-get install nginx-light)"


class Nginx:
    """In front of the machines that listen at `ports`."""

    def __init__(self, folder: Path, ports: list[int]) -> None:
        folder.mkdir(exist_ok=True)
        self.port = free_port()
        (folder / "nginx.conf").write_text(_main(folder, self._of(ports)))
        self._server = Program("nginx", [_SERVER or "nginx", "-c", folder / "nginx.conf", "-p", folder], folder, own=True)

    def _of(self, ports: list[int]) -> str:
        """As it is shipped, but for whom it asks and where it listens."""
        text = CONFIGURATION.read_text().replace("listen 8000;", f"listen 127.0.0.1:{self.port};")
        return re.sub(r"  server web:8000(.*\n)", "".join(rf"  server 127.0.0.1:{port}\1" for port in ports), text)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it listens."""
        self._server.start()
        self._server.until(lambda: connects(self.port))

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()


def _main(folder: Path, site: str) -> str:
    places = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    return (
        f"daemon off;\nuser root;\npid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{places}{site}}}\n"
    )
