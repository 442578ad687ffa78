"""What this camera tells of itself, and only where its customer consented: before that nothing of it leaves."""

import time
from datetime import UTC, datetime, timedelta

from harimi.camera.api import Api
from harimi.camera.diary import Diary, now
from harimi.camera.health import Machine

_AGAIN = timedelta(days=1)
_MINUTE = 60.0


class Reports:
    """Asks with an empty report whether there is a consent, again after a day or with other settings; then tells all."""

    def __init__(self, api: Api, diary: Diary, machine: Machine) -> None:
        self._api, self._diary, self._machine = api, diary, machine
        self._next = 0.0

    @property
    def due(self) -> bool:
        """Whether it is time to report, or to ask whether that is allowed."""
        if self._diary.get("no_consent_version") == self._api.settings.current.version:
            asked = self._diary.moment("no_consent_at")
            since = None if asked is None else datetime.now(UTC) - asked
            if since is not None and timedelta(0) <= since < _AGAIN:
                return False
        return time.monotonic() >= self._next

    def send(self, waiting: int) -> str | None:
        """Reports now; the code of what became of it, None: done. Raises `LostError`."""
        self._next = time.monotonic() + self._api.settings.current.report_minutes * _MINUTE
        if not self._diary.get("consent") and not self._allowed(self._api.report({}).status):
            return "not_possible"
        drift = self._diary.get("drift_s")
        answer = self._api.report(self._machine.report(waiting, drift if isinstance(drift, int | float) else None))
        if not self._allowed(answer.status):
            return "not_possible"
        self._tell_log()
        return None if answer.status == 204 else "fault"

    def _allowed(self, status: int) -> bool:
        if status == 403:
            version = self._api.settings.current.version
            self._diary.change(consent=None, no_consent_at=now(), no_consent_version=version)
            return False
        if status == 204:
            self._diary.change(consent=True, no_consent_at=None, no_consent_version=None)
        return status == 204

    def _tell_log(self) -> None:
        events = self._diary.events()
        if events and self._api.log(events).status in (200, 204, 422):
            self._diary.told(events)
