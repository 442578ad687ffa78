"""Takes photographs: when the schedule says, when told to, and again where one failed. A missed one is not made up later.

1. Orders to take one come first. 2. What is due since the last look, and no longer ago than a retry would come, is
taken, once: so neither a clock that jumps nor a long sleep makes a storm. 3. One that failed is tried again,
until the next is due.
"""

import logging
import secrets
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from PIL import Image

from harimi.camera.diary import now
from harimi.camera.light import Lamp
from harimi.camera.parts import Parts
from harimi.camera.picture import Picture, PictureError, difference, prepared
from harimi.camera.schedule import last_due, next_due
from harimi.camera.settings import Settings
from harimi.camera.sources.source import Shot, Source, SourceError

TICK = 5.0
"""Seconds between looks at the clock, which may be set meanwhile."""
_BACK = timedelta(minutes=1)
_LEAST = timedelta(minutes=1)
_LOG = logging.getLogger(__name__)


def utc() -> datetime:
    """This moment."""
    return datetime.now(UTC)


class Shooter:
    """One camera's."""

    def __init__(self, parts: Parts, source: Source, lamp: Lamp, clock: Callable[[], datetime] = utc) -> None:
        self._parts, self._source, self._lamp, self._clock = parts, source, lamp, clock
        self._looked = parts.diary.moment("last_due") or self._clock()
        self._tries_left = 0
        self._retry_at = 0.0

    def run(self) -> None:
        """Until it is told to stop."""
        self._lamp.off()
        while not self._parts.stopping.is_set():
            self._parts.wake_shooter.clear()
            self.once()
            self._parts.wake_shooter.wait(self._span())

    def once(self) -> None:
        """Takes what is due now. Without a token nothing is taken: it is nobody's camera yet."""
        parts, settings = self._parts, self._parts.settings.current
        while not parts.shots.empty():
            self._ordered(parts.shots.get())
        if settings.asleep or not parts.tokens.current or parts.commands.wiping():
            self._looked, self._tries_left = self._clock(), 0
        elif self._source.comes_by_itself:
            while not parts.stopping.is_set() and self._shot(settings, scheduled=True) == "":
                pass
        else:
            self._scheduled(settings)

    def _scheduled(self, settings: Settings) -> None:
        moment = self._clock()
        since = min(self._looked, moment) if self._looked < moment + _BACK else moment
        late = max(_LEAST, timedelta(seconds=settings.retries * settings.retry_seconds))
        due = last_due(settings, max(since, moment - late), moment)
        self._looked = max(self._looked, moment) if self._looked < moment + _BACK else moment
        if due is not None:
            self._parts.diary.change(last_due=due.isoformat())
            self._tries_left = settings.retries
            self._try(settings)
        elif self._tries_left and time.monotonic() >= self._retry_at:
            self._tries_left -= 1
            self._try(settings)

    def _try(self, settings: Settings) -> None:
        if self._shot(settings, scheduled=True) in ("", None):
            self._tries_left = 0
        self._retry_at = time.monotonic() + settings.retry_seconds

    def _ordered(self, command: str) -> None:
        code = self._shot(self._parts.settings.current, scheduled=False)
        self._parts.commands.ended(command, "not_possible" if code is None else code or None)
        self._parts.wake_sender.set()

    def _shot(self, settings: Settings, *, scheduled: bool) -> str | None:
        """Takes and keeps one. "": done; None: none came by itself; else the code of what went wrong."""
        try:
            with self._lamp.burning(settings.light_ms):
                moment = self._clock()
                shot = self._source.take()
            if shot is None:
                return None
            self._keep(shot, moment, prepared(shot.data, settings), settings, scheduled=scheduled)
        except (SourceError, PictureError) as error:
            return self._failed("camera_failed", error)
        except OSError as error:
            return self._failed("no_space", error)
        if self._lamp.failed:
            self._parts.diary.event("lamp_failed", "warning")
        return ""

    def _failed(self, code: str, error: Exception) -> str:
        _LOG.error("no photograph: %s", error)
        self._parts.diary.change(last_failure=str(error), last_failure_at=now())
        self._parts.diary.event("camera_failed" if code == "camera_failed" else "storage_full", "error")
        return code

    def _keep(self, shot: Shot, moment: datetime, picture: Picture, settings: Settings, *, scheduled: bool) -> None:
        taken_at = shot.taken_at or moment
        day = taken_at.astimezone(settings.zone).date().isoformat()
        if not (scheduled and self._same(picture.grey, settings, day)):
            key = shot.key or secrets.token_hex(16)
            self._parts.spool.add(picture.data, taken_at, key, settings.zone, settings.crop)
            if settings.only_on_change:
                picture.grey.save(self._parts.config.state / "reference.png")
            self._parts.wake_sender.set()
        self._source.done(shot)
        self._parts.diary.change(last_shot=taken_at.isoformat(), kept_day=day, last_failure=None, last_failure_at=None)

    def _same(self, grey: Image.Image, settings: Settings, day: str) -> bool:
        """Whether it need not be sent: it looks as the last one, and one of this day is kept already."""
        if not settings.only_on_change or self._parts.diary.get("kept_day") != day:
            return False
        try:
            with Image.open(self._parts.config.state / "reference.png", formats=("PNG",)) as reference:
                return difference(reference, grey) <= settings.only_on_change
        except (OSError, SyntaxError):
            return False

    def _span(self) -> float:
        """Seconds to wait: not beyond the next moment."""
        due = next_due(self._parts.settings.current, self._looked)
        left = TICK if due is None else (due - self._clock()).total_seconds()
        return min(TICK, max(0.05, left))
