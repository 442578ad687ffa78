"""What the service told this camera to do: each command is done once, whatever happens in between.

1. It is noted as `received`, and told to be. 2. When that was told, it is noted as begun, and done. 3. What became of it
is noted, and told until the service has heard it. After a restart a begun `restart` is done, a begun `wipe` goes on, and
all else failed.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from harimi.camera.files import Book

KINDS = ("shoot", "report", "restart", "renew_token", "wipe")
MOST = 300
"""Commands that are remembered."""


class Commands:
    """Remembered in the file `path`."""

    def __init__(self, path: Path) -> None:
        self._book = Book(path)
        self._lock = Lock()
        for one in self._all().values():
            if one["state"] == "begun" and one["kind"] != "wipe":
                state = {"state": "done"} if one["kind"] == "restart" else {"state": "failed", "code": "fault"}
                self._note(one["id"], **state, told=False)

    def take(self, told: Sequence[Any]) -> None:
        """Notes those that are not known yet."""
        for one in told:
            if isinstance(one, dict) and isinstance(one.get("id"), str) and one["id"] not in self._all():
                expires = str(one.get("expires_at", ""))
                self._note(
                    one["id"], id=one["id"], kind=str(one.get("kind", "")), expires_at=expires, state="received", told=False
                )

    def untold(self) -> list[dict[str, str]]:
        """Outcomes that the service has yet to hear, 100 at most."""
        waiting = [one for one in self._all().values() if not one["told"] and one["state"] != "begun"]
        return [{key: one[key] for key in ("id", "state", "code") if one.get(key)} for one in waiting[:100]]

    def heard(self, outcomes: Sequence[dict[str, str]]) -> None:
        """The service has heard these."""
        for told in outcomes:
            one = self._all().get(told["id"])
            if one is not None and one["state"] == told["state"]:
                self._note(one["id"], told=True)

    def due(self) -> tuple[str, str] | None:
        """Id and kind of the next one to do; those that ran out, or that this camera cannot do, are noted as such."""
        for one in list(self._all().values()):
            if one["state"] != "received" or not one["told"]:
                continue
            if one["kind"] not in KINDS:
                self.ended(one["id"], "not_possible")
            elif _over(one["expires_at"]):
                self.ended(one["id"], "expired")
            else:
                return one["id"], one["kind"]
        return None

    def begin(self, command: str) -> None:
        """Noted before anything of it is done."""
        self._note(command, state="begun", told=False)

    def ended(self, command: str, code: str | None = None) -> None:
        """Done, or failed with a code."""
        self._note(command, state="failed" if code else "done", code=code or "", told=False)

    def wiping(self) -> str | None:
        """The id of a wipe that was begun."""
        return next((one["id"] for one in self._all().values() if one["kind"] == "wipe" and one["state"] == "begun"), None)

    def wiped(self) -> str | None:
        """The id of a wipe that is done."""
        return next((one["id"] for one in self._all().values() if one["kind"] == "wipe" and one["state"] == "done"), None)

    def _all(self) -> dict[str, dict[str, Any]]:
        return self._book.get("commands") or {}

    def _note(self, command: str, **fields: Any) -> None:
        with self._lock:
            known = dict(self._all())
            known[command] = {**known.get(command, {}), **fields}
            settled = [name for name, one in known.items() if one["told"] and one["state"] in ("done", "failed")]
            for name in settled[: max(0, len(known) - MOST)]:
                del known[name]
            self._book.change(commands=known)


def _over(expires_at: str) -> bool:
    try:
        return datetime.fromisoformat(expires_at) < datetime.now(UTC)
    except (ValueError, TypeError):
        return False
