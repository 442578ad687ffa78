"""A Maildir that an MTA fills and workers sweep: `HARIMI_MAIL_IN`.

What somebody takes is deleted, for it lies where it belongs then. The rest is moved to `cur`, as if read, and stays the
operator's, who may look at it with any mail program. A mail is in `cur`, unread, already while it is looked at: one of which a
worker dies stays there, and the next worker does not die of it.
"""

from pathlib import Path

from django.conf import settings

from harimi.service.notices.incoming import LARGEST, Taken, take_in
from harimi.service.platform.working import AWAY

AT_A_TIME = 500
"""Messages in one sweep; the next one goes on."""


def sweep() -> int:
    """Reads what is new; how many messages. One that meets a database that is away stays, and the sweep ends."""
    folder: Path | None = settings.HARIMI.mail_in
    return 0 if folder is None else sum(_read(one, folder / "cur" / f"{one.name}:2,") for one in _found(folder / "new"))


def _found(new: Path) -> list[Path]:
    return sorted(one for one in new.iterdir() if one.is_file())[:AT_A_TIME]


def _read(file: Path, mine: Path) -> bool:
    """Whether there was a message; another sweep may have been first."""
    try:
        if not file.is_file():
            return False
        file.rename(mine)
    except FileNotFoundError:
        return False
    try:
        became = take_in(_bytes(mine))
    except AWAY:
        mine.rename(file)
        raise
    if became == Taken.TAKEN:
        mine.unlink(missing_ok=True)
    else:
        mine.rename(f"{mine}S")
    return True


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
