"""A Maildir that an MTA fills and workers sweep: `HARIMI_MAIL_IN`.

1. A mail is moved from `new` to `cur` while it is looked at, unread and with the mark `a`.
2. What somebody takes is deleted, for it lies where it belongs then. The rest stays in `cur` as read and is the operator's, who
   may look at it with any mail program. While the database is away a mail goes back to where it was.
3. One whose worker was killed is taken once more after `LEASE`, flagged (`F`).
4. If a worker dies of it again it stays there, flagged and unread: no further worker dies of it.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from harimi.service.notices.incoming import LARGEST, Taken, take_in
from harimi.service.platform.working import AWAY

AT_A_TIME = 500
"""Messages in one sweep; the next one goes on."""
LEASE = timedelta(minutes=15)
"""Much longer than a mail of any size takes; counted from when it was moved, which file systems note."""
FIRST, ONCE_MORE, READ = ":2,a", ":2,F", ":2,S"


def sweep(now: datetime | None = None) -> int:
    """Reads what is new or was left by who was killed; how many. One that meets a database that is away ends the sweep."""
    folder: Path | None = settings.HARIMI.mail_in
    if folder is None:
        return 0
    return sum(_read(*one) for one in _found(folder, now or timezone.now()))


Found = tuple[Path, Path, str]
"""Where it is, where it goes but for its mark, and the mark that it gets."""


def _found(folder: Path, now: datetime) -> list[Found]:
    cur, files = folder / "cur", sorted(one for one in (folder / "new").iterdir() if one.is_file())
    return [*_left(cur, now), *((one, cur / one.name, FIRST) for one in files)][:AT_A_TIME]


def _left(cur: Path, now: datetime) -> Iterator[Found]:
    """Those of which nobody has been heard for long."""
    over = (now - LEASE).timestamp()
    with os.scandir(cur) as entries:
        for one in entries:
            with suppress(FileNotFoundError):
                if one.name.endswith(FIRST) and one.stat().st_ctime < over:
                    yield Path(one.path), cur / one.name.removesuffix(FIRST), ONCE_MORE


def _read(file: Path, place: Path, mark: str) -> bool:
    """Whether there was a message; another sweep may have been first, at any moment."""
    mine = Path(f"{place}{mark}")
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
    with suppress(FileNotFoundError):
        if became == Taken.TAKEN:
            mine.unlink()
        else:
            mine.rename(f"{place}{READ}")
    return True


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST + 1)
