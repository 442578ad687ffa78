"""A RabbitMQ of a test's own, with an Erlang port mapper of its own."""

import shutil
from pathlib import Path

from kombu import Connection

from tests.instances.program import Program, connects, free_port, own_folder

_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")


def installed() -> str:
    """Why it cannot be started, or nothing."""
    found = _SERVER.exists() and shutil.which("epmd")
    return "" if found else "no rabbitmq-server (Debian: apt-get install rabbitmq-server)"


class RabbitMQ:
    """One broker, whose queues last as long as its folder."""

    def __init__(self, folder: Path) -> None:
        self._port, names = free_port(), free_port()
        own_folder(folder)
        environment = {
            "ERL_EPMD_PORT": str(names),
            "RABBITMQ_NODENAME": f"harimi-{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none",
        }
        self._names = names
        self.programs = [
            Program("epmd", ["epmd", "-port", str(names), "-address", "127.0.0.1"], folder),
            Program("rabbitmq", [_SERVER], folder, environment),
        ]
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def start(self) -> None:
        """Starts what does not run, and waits until it answers."""
        names, server = self.programs
        names.start()
        names.until(lambda: connects(self._names))
        server.start()
        server.until(self._answers)

    def _answers(self) -> None:
        with Connection(self.url, connect_timeout=2) as asked:
            asked.connect()

    def kill(self) -> None:
        """Ends the broker at this instant; its port mapper stays."""
        self.programs[1].kill()

    def stop(self) -> None:
        """Ends all of it."""
        for program in reversed(self.programs):
            program.kill()
