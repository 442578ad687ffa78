"""`harimi camera run`: one process, two threads. Whichever fails ends the program, and systemd starts it again."""

import fcntl
import logging
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from harimi.camera.config import Config
from harimi.camera.files import private_folder
from harimi.camera.light import Lamp
from harimi.camera.parts import Parts, parts_of
from harimi.camera.sender import Sender
from harimi.camera.shooter import Shooter

UNUSABLE = 78
"""The exit status after which starting again does not help: a person has to set something."""
_FAULT = 70
_LOG = logging.getLogger(__name__)


class RunningError(RuntimeError):
    """Another process runs on the same state folder."""


def run(config: Config) -> int:
    """Until SIGTERM, SIGINT or the service's word; the exit status. Raises `RunningError`, `ConfigError`, `OSError`."""
    source = config.source.made()
    with alone(config.state):
        parts = parts_of(config)
        if parts.forget_if_wiped():
            parts = parts_of(config)
        if not parts.tokens.current and config.unit_key_file is None:
            _LOG.error("there is no token and no unit key; write one with: harimi camera setup --config %s", config.path)
            return UNUSABLE
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: parts.stop())
        parts.diary.event("started")
        sender = Thread(target=_guarded(parts, Sender(parts).run), name="sender")
        sender.start()
        _guarded(parts, Shooter(parts, source, Lamp(config.lamp_on, config.lamp_off)).run)()
        sender.join()
        parts.forget_if_wiped()
        return parts.status


def _guarded(parts: Parts, work: Callable[[], None]) -> Callable[[], None]:
    """Ends the program where a thread fails."""

    def guarded() -> None:
        try:
            work()
        except BaseException:
            _LOG.exception("a fault; the program ends, to be started again")
            parts.stop(_FAULT)

    return guarded


@contextmanager
def alone(state: Path) -> Iterator[None]:
    """Holds the state folder for this process; the kernel lets go of it however the process ends. Raises `RunningError`."""
    descriptor = os.open(private_folder(state) / "lock", os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RunningError(f"another harimi camera runs on {state}; stop it first: systemctl stop harimi-camera") from error
    finally:
        os.close(descriptor)


def runs(state: Path) -> bool:
    """Whether a process holds it. Makes nothing: whoever asks may be somebody else."""
    if not (state / "lock").exists():
        return False
    try:
        with alone(state):
            return False
    except RunningError:
        return True
