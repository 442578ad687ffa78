"""Everything that a camera is made of, as its two threads share it: one takes photographs, one speaks with the service."""

import logging
from dataclasses import dataclass, field
from queue import SimpleQueue
from threading import Event

from harimi.camera.commands import Commands
from harimi.camera.config import Config
from harimi.camera.diary import Diary
from harimi.camera.files import private_folder
from harimi.camera.settings import SettingsStore
from harimi.camera.spool import Room, Spool
from harimi.camera.tokens import Tokens

_LOG = logging.getLogger(__name__)


@dataclass
class Parts:
    """`shots` holds the ids of commands to take a photograph; `status` is what the program ends with."""

    config: Config
    settings: SettingsStore
    spool: Spool
    tokens: Tokens
    commands: Commands
    diary: Diary
    shots: SimpleQueue[str] = field(default_factory=SimpleQueue)
    wake_sender: Event = field(default_factory=Event)
    wake_shooter: Event = field(default_factory=Event)
    stopping: Event = field(default_factory=Event)
    status: int = 0

    def stop(self, status: int = 0) -> None:
        """Ends both threads."""
        self.status = max(self.status, status)
        self.stopping.set()
        self.wake_sender.set()
        self.wake_shooter.set()

    def forget_if_wiped(self) -> bool:
        """Where the service was told that it is wiped, forgets all, and last of all what says so."""
        if self.commands.wiped() is None or self.commands.untold():
            return False
        _LOG.warning("wiped, as the service asked: photographs, settings and token are forgotten")
        self.spool.empty()
        self.settings.forget()
        self.tokens.forget()
        for name in ("diary.json", "reference.png", "commands.json"):
            (self.config.state / name).unlink(missing_ok=True)
        return True


def parts_of(config: Config) -> Parts:
    """From what lies on disk."""
    state = private_folder(config.state)
    diary = Diary(state / "diary.json")

    def thinned(count: int) -> None:
        _LOG.warning("no room: %d photographs that had not been sent were given up, the oldest ones thinned", count)
        diary.change(thinned=(diary.get("thinned") or 0) + count)
        diary.event("storage_full", "warning", count)

    return Parts(
        config=config,
        settings=SettingsStore(state / "settings.json"),
        spool=Spool(state, Room(config.limit_mb * 10**6, config.keep_free_mb * 10**6), thinned),
        tokens=Tokens(config.token_file),
        commands=Commands(state / "commands.json"),
        diary=diary,
    )
