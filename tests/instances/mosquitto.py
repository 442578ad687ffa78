"""A Mosquitto of a test's own, whose password and ACL files lie in its folder."""

import os
import shutil
import signal
import time
from pathlib import Path

from harimi.service.devices.mqtt_hash import mosquitto_hash
from tests.instances.program import Program, connects, free_port

OWN = "harimi:a long secret"
"""The service's own user and password."""
_SERVER = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")


def installed() -> str:
    """Why it cannot be started, or nothing."""
    return "" if _SERVER else "no mosquitto (Debian: apt-get install mosquitto)"


class Mosquitto:
    """One broker, which keeps what waits in its folder. Without files for others it knows the service alone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        if not (folder / "passwords").exists():
            user, password = OWN.split(":")
            (folder / "passwords").write_text(f"{user}:{mosquitto_hash(password)}\n")
            (folder / "acl").write_text(f"user {user}\ntopic readwrite harimi/#\n")
        self.port, self.folder = free_port(), folder
        lines = (
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous false",
            f"password_file {folder / 'passwords'}",
            f"acl_file {folder / 'acl'}",
            "max_queued_messages 0",
            "persistence true",
            f"persistence_location {folder}/",
            f"user {'root' if os.geteuid() == 0 else ''}".rstrip(),
        )
        (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")
        self._server = Program("mosquitto", [_SERVER or "mosquitto", "-c", folder / "mosquitto.conf"], folder, own=True)
        self.programs = [self._server]

    @property
    def url(self) -> str:
        """As HARIMI_MQTT_URL names it, with the service's own user."""
        return f"mqtt://{OWN.replace(' ', '%20')}@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Starts it and waits until it answers; its files must be there."""
        self._server.start()
        self._server.until(lambda: connects(self.port))

    def read_again(self) -> None:
        """Tells it that the files changed."""
        os.kill(self._server.pid, signal.SIGHUP)
        time.sleep(0.3)

    def stop(self) -> None:
        """Ends it."""
        self._server.stop()
