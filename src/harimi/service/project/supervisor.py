"""`harimi serve`: everything on one machine. Prepares the data, then keeps web server and workers alive as children."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_urlsafe

import structlog
from django.core.management import call_command

from harimi.service.platform.crypto import Keyring
from harimi.service.project.children import die_with_parent
from harimi.service.project.config import Config
from harimi.service.project.secrets import SIGNING_KEY, make_secret, secret_path

log = structlog.stdlib.get_logger("harimi.serve")
GRACE = 20.0
"""Seconds that a child may take to finish what it is doing; then it is killed, and its lease runs out."""
CALM = 10.0
"""A child that lived so long starts again at once; one that dies sooner waits a little longer each time."""
THREADS = ("OPENCV_FOR_THREADS_NUM", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")
"""By these libraries start a thread for each core; where there are several workers these only get in each other's way."""
STATIC = Path(__file__).parents[1] / "pages" / "static"


def prepare(chosen: Config) -> None:
    """Makes the data folder and its secrets; before Django is loaded."""
    (chosen.data_dir / "uploads").mkdir(parents=True, exist_ok=True)
    if not chosen.secret_key and chosen.secret_key_file is None:
        make_secret(secret_path(chosen.data_dir, SIGNING_KEY), token_urlsafe(48))
    make_secret(chosen.field_keys_path, Keyring.new().text())


def check_port(chosen: Config) -> None:
    """Raises an `OSError` that says so where somebody else listens already."""
    family = socket.AF_INET6 if ":" in chosen.bind else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((chosen.bind, chosen.port))
        except OSError as error:
            raise OSError(f"{chosen.bind}:{chosen.port}: {error.strerror}; set HARIMI_PORT to a free port") from error


def migrate() -> None:
    """Brings the database to this version, unless a restore is not over there: then it raises a `HalfwayError`."""
    from harimi.service.backups.halfway import check

    check()
    bring_up_to_date()


def bring_up_to_date(first: Callable[[], object] = lambda: None) -> None:
    """Brings the database to this version, publishes the first policy, and does once more what the ledger says of people.

    `first` is done before anything is written to the tables. One machine after the other.
    """
    from harimi.service.platform import fresh
    from harimi.service.privacy.publication import at_start
    from harimi.service.privacy.roles import apply
    from harimi.service.project import fitting
    from harimi.service.rights.replaying import replay

    with fitting.alone():
        if not fresh.make():
            call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        fitting.check()
        first()
        at_start()
        apply()
        replay()


def web(chosen: Config) -> list[str]:
    """The command of the web server."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={chosen.bind}",
        f"--port={chosen.port}",
        "--workers=1",
        "--blocking-threads=8",
        "--respawn-failed-workers",
        f"--workers-kill-timeout={GRACE / 2:.0f}",
        "--no-ws",
        "--log-level=error",
        "--static-path-route=/static",
        f"--static-path-mount={STATIC}",
        "--static-path-expires=3600",
        "harimi.service.project.wsgi:application",
    ]


def worker(part: str) -> list[str]:
    """The command of one process that works."""
    return [sys.executable, "-m", "harimi", "work", "--part", part]


@dataclass
class Child:
    """A command that is kept running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = 0.0
    environment: dict[str, str] = field(default_factory=dict)
    last: bool = False
    """Goes on until the others have ended."""

    def start(self) -> None:
        """Starts it in a session of its own, so that Ctrl-C in a terminal reaches the supervisor alone."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command, start_new_session=True, preexec_fn=die_with_parent, env=os.environ | self.environment
        )

    def tend(self, now: float) -> None:
        """Starts it again where it died."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            lived = now - self.started
            self.failures = 0 if lived > CALM else self.failures + 1
            self.next_start = now + min(30.0, 0.5 * 2**self.failures if self.failures else 0.0)
            log.warning(
                "a child ended and is started again", name=self.name, status=self.process.returncode, seconds=round(lived)
            )
            self.process = None
        if now >= self.next_start:
            self.start()

    def tell(self, sign: signal.Signals) -> None:
        """Signals it, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)


def supervise(children: list[Child]) -> None:
    """Keeps the children running until this process is told to end, then ends them and waits."""
    stop = threading.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: stop.set())
    while not stop.is_set():
        for child in children:
            child.tend(time.monotonic())
        stop.wait(0.2)
    end([child for child in children if not child.last])
    end([child for child in children if child.last])


def end(children: list[Child]) -> None:
    """Asks all children to end; kills those that do not within `GRACE`."""
    for child in children:
        child.tell(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("a child did not end and is killed; what it was doing is done again", name=child.name, seconds=GRACE)
            child.process.kill()
            child.process.wait()


def children_of(chosen: Config) -> list[Child]:
    """The web server, the workers, the intake of an MQTT broker and a Modbus server where they are named.

    Photographs are taken while workers finish what they read, so that a restart is short for cameras.
    """
    intakes = [Child("MQTT intake", [sys.executable, "-m", "harimi", "mqtt"])] if chosen.mqtt_url else []
    if chosen.modbus:
        intakes.append(Child("Modbus server", [sys.executable, "-m", "harimi", "modbus"]))
    return [Child("web server", web(chosen), last=True), *workers_of(chosen), *intakes]


def workers_of(chosen: Config) -> list[Child]:
    """Loops beside the database; with a broker Celery's pool, and one loop that rings for what nobody heard."""
    threads = {name: os.environ.get(name, "1") for name in THREADS} if chosen.workers > 1 else {}
    if chosen.broker:
        return [Child("workers", worker("pool"), environment=threads), Child("keeper", worker("loop"))]
    return [Child(f"worker {n + 1}", worker("loop"), environment=threads) for n in range(chosen.workers)]
