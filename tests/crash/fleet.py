"""Several machines of one service on this one: web servers and workers with a database, a broker and a store of their own."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.instances import mosquitto, postgresql, rabbitmq, redis, swift
from tests.instances.program import PATIENCE, Program, free_port, open_folder

BROKERS = {"rabbitmq": rabbitmq, "redis": redis}
Broker = rabbitmq.RabbitMQ | redis.Redis


def missing(broker: str) -> str:
    """Why a fleet cannot be started here, or nothing."""
    needed = (postgresql, swift, mosquitto, *([BROKERS[broker]] if broker else []))
    return "; ".join(why for each in needed if (why := each.installed()))


class Machine:
    """What `harimi serve` or `harimi work` keeps running, with a data folder of its own."""

    def __init__(self, name: str, command: str, folder: Path, environment: dict[str, str]) -> None:
        folder.mkdir()
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}" if command == "serve" else ""
        own = environment | {"HARIMI_DATA_DIR": str(folder), "HARIMI_PORT": str(self.port), "HARIMI_MQTT_NAME": name}
        self.environment = own
        self.program = Program(name, [sys.executable, "-m", "harimi", command], folder, own, own=True)

    def ready(self) -> None:
        """Raises while it does not answer that it is."""
        if self.url:
            httpx.get(f"{self.url}/readyz", timeout=5).raise_for_status()


class Fleet:
    """`webs` machines that serve and work, one that only works, and what they share."""

    def __init__(self, folder: Path, broker: str, webs: int = 2) -> None:
        self.database = postgresql.PostgreSQL(folder / "database")
        self.store = swift.Swift(folder / "store")
        self.broker = _broker(broker, folder / "broker")
        self.mqtt = mosquitto.Mosquitto(folder / "mqtt")
        (folder / "field-keys").parent.mkdir(exist_ok=True)
        environment = {
            "HARIMI_DATABASE_URL": self.database.url,
            "HARIMI_STORE_URL": self.store.url,
            "HARIMI_STORE_KEY_ID": swift.KEY,
            "HARIMI_STORE_SECRET": swift.SECRET,
            "HARIMI_BROKER_URL": self.broker.url if self.broker else "",
            "HARIMI_MQTT_URL": self.mqtt.url,
            "HARIMI_SECRET_KEY": secrets.token_urlsafe(48),
            "HARIMI_FIELD_KEYS_FILE": str(folder / "keys" / "field-keys"),
            "HARIMI_LEASE_SECONDS": "6",
            "HARIMI_CAPTURES_PER_MINUTE": "1000000",
            "OMP_NUM_THREADS": "1",
            "PYTHONPATH": os.pathsep.join(str(Path(each).resolve()) for each in ("src", ".")),
        }
        names = [(f"web-{n + 1}", "serve") for n in range(webs)] + [("worker", "work")]
        self.machines = [Machine(name, command, folder / name, environment) for name, command in names]

    @property
    def _parts(self) -> list[Any]:
        return [part for part in (self.database, self.store, self.mqtt, self.broker) if part is not None]

    @property
    def urls(self) -> list[str]:
        """Where cameras send."""
        return [each.url for each in self.machines if each.url]

    def start(self) -> None:
        """One after the other; waits until all web servers are ready."""
        for part in self._parts:
            part.start()
        self.store.make_bucket()
        for machine in self.machines:
            machine.program.start()
            machine.program.until(machine.ready)

    def tend(self) -> None:
        """Starts whatever does not run, as systemd would, and does not wait."""
        for program in [*(each for part in self._parts for each in part.programs), *(each.program for each in self.machines)]:
            program.start()

    def admit_cameras(self) -> None:
        """Has the MQTT broker know those that the service knows."""
        self._run("harimi", "mqtt", "accounts", str(self.mqtt.folder))
        self.mqtt.read_again()

    def mend(self) -> None:
        """Starts whatever does not run, until all answers."""
        deadline = time.monotonic() + PATIENCE
        while True:
            self.tend()
            try:
                for machine in self.machines:
                    machine.ready()
            except httpx.HTTPError:
                assert time.monotonic() < deadline, self.logs()
                time.sleep(0.5)
            else:
                return

    def logs(self) -> str:
        """The ends of what the machines said."""
        return "\n".join(f"--- {each.program.name}\n{each.program.log.read_text()[-3000:]}" for each in self.machines)

    def stop(self) -> None:
        """Ends all of it."""
        for machine in self.machines:
            machine.program.stop()
        for part in reversed(self._parts):
            part.stop()

    def ask(self, *module: str) -> Any:
        """What a module run on the service's data prints as JSON."""
        return json.loads(self._run(*module))

    def _run(self, *module: str) -> str:
        command = [sys.executable, "-m", *module]
        run = subprocess.run(
            command, env=os.environ | self.machines[0].environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stderr[-3000:]
        return run.stdout


def _broker(kind: str, folder: Path) -> Broker | None:
    if not kind:
        return None
    return rabbitmq.RabbitMQ(folder) if kind == "rabbitmq" else redis.Redis(folder)


@contextmanager
def fleet(broker: str, webs: int = 2) -> Iterator[Fleet]:
    """A fleet that runs, in a temporary folder."""
    with open_folder("fleet") as folder:
        made = Fleet(folder, broker, webs)
        try:
            made.start()
            yield made
        finally:
            made.stop()
