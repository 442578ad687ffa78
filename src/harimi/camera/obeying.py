"""Does what the service told this camera to do, each command once; see `commands`."""

import logging
from collections.abc import Callable

from harimi.camera.api import Api
from harimi.camera.connection import LostError
from harimi.camera.parts import Parts
from harimi.camera.reports import Reports

RESTART = 75
"""The exit status after which systemd starts the program again, as after any other."""
_LOG = logging.getLogger(__name__)


class Obeying:
    """Of one camera."""

    def __init__(self, parts: Parts, api: Api, reports: Reports) -> None:
        self._parts, self._api, self._reports = parts, api, reports
        self._renewing: str | None = None

    @property
    def renewing(self) -> bool:
        """Whether a new token is yet to be tried."""
        return self._renewing is not None

    def obey(self, waits: Callable[[], bool]) -> None:
        """Does the commands whose receipt was told, until the line `waits`. Raises `LostError`."""
        self._finish_wipe()
        while not waits() and (due := self._parts.commands.due()) is not None:
            command, kind = due
            self._parts.commands.begin(command)
            _LOG.info("told to: %s", kind)
            try:
                self._do(command, kind)
            except LostError:
                self._parts.commands.ended(command, "fault")
                raise
            if kind == "restart":
                return
        if self._parts.commands.untold():
            self._parts.wake_sender.set()

    def _do(self, command: str, kind: str) -> None:
        """A wipe is begun by being noted so: see `Sender` and `Shooter`."""
        if kind == "shoot":
            self._parts.shots.put(command)
            self._parts.wake_shooter.set()
        elif kind == "report":
            self._parts.commands.ended(command, self._reports.send(len(self._parts.spool.waiting())))
        elif kind == "renew_token":
            self._renew(command)
        elif kind == "restart":
            self._parts.stop(RESTART)

    def _renew(self, command: str) -> None:
        answer = self._api.token()
        token = answer.json.get("token")
        if answer.status in (200, 201) and isinstance(token, str) and token.isascii() and token.isprintable():
            self._parts.tokens.try_next(token)
            self._renewing = command
        else:
            self._parts.commands.ended(command, "fault")

    def renewed(self, *, good: bool) -> None:
        """The new token was accepted, or refused."""
        if self._renewing is not None:
            self._parts.commands.ended(self._renewing, None if good else "fault")
            self._renewing = None

    def _finish_wipe(self) -> None:
        wiped = self._parts.commands.wiped()
        if wiped is not None and not self._parts.commands.untold():
            self._parts.stop(RESTART)
