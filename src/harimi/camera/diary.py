"""What happened to this camera: for `harimi camera status`, and for the service's log where it may have it."""

import logging
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from harimi.camera.files import Book

MOST = 200
_LOG = logging.getLogger(__name__)


class Diary(Book):
    """Kept in the file `path`. Fields: `last_shot`, `last_sent`, `last_error`, `last_due` and others, times in ISO 8601."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._events_lock = Lock()

    def change(self, **fields: Any) -> None:
        """As in every book; but where the disk has no room for it, what happened is forgotten and nothing else stops."""
        try:
            super().change(**fields)
        except OSError as error:
            _LOG.error("what happened could not be noted: %s", error)

    def event(self, name: str, level: str = "info", code: int = 0) -> None:
        """One thing that happened, in the service's words for it; the oldest are dropped beyond `MOST`."""
        entry = {"at": now(), "event": name, "level": level, "code": code}
        with self._events_lock:
            self.change(events=[*self.events(), entry][-MOST:])

    def events(self) -> list[dict[str, Any]]:
        """Those that the service has yet to hear."""
        return list(self.get("events") or [])

    def told(self, events: list[dict[str, Any]]) -> None:
        """The service has heard these."""
        with self._events_lock:
            self.change(events=[one for one in self.events() if one not in events] or None)

    def moment(self, name: str) -> datetime | None:
        """A field that is a time."""
        found = self.get(name)
        try:
            return datetime.fromisoformat(found) if isinstance(found, str) else None
        except ValueError:
            return None

    def error(self, why: str | None) -> None:
        """What goes wrong now; None: nothing does any more."""
        if why is None:
            self.change(error=None)
        elif why != self.get("error"):
            self.change(error=why, last_error=why, last_error_at=now())


def now() -> str:
    """This moment, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")
