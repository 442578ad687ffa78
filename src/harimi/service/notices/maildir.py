"""A Maildir that an MTA fills and workers sweep: `HARIMI_MAIL_IN`.

What somebody takes is deleted, for it lies where it belongs then. The rest is moved to `cur`, as if read, and stays the
operator's, who may look at it with any mail program.
"""

from pathlib import Path

from django.conf import settings

from harimi.service.notices.incoming import LARGEST, Taken, take_in

AT_A_TIME = 500
"""Messages in one sweep; the next one goes on."""


def sweep() -> int:
    """Reads what is new; how many messages. One that meets a database that is away stays, and the sweep ends."""
    folder: Path | None = settings.HARIMI.mail_in
    if folder is None:
        return 0
    found = sorted((folder / "new").iterdir())[:AT_A_TIME]
    for one in found:
        _read(one, folder / "cur")
    return len(found)


def _read(file: Path, seen: Path) -> None:
    with file.open("rb") as opened:
        raw = opened.read(LARGEST + 1)
    if take_in(raw) == Taken.TAKEN:
        file.unlink()
    else:
        file.rename(seen / f"{file.name}:2,S")
