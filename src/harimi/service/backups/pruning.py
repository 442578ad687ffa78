"""What of backups goes: what is old, what no backup names any more, and all of whoever was erased."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from uuid import UUID

from harimi.service.backups.place import FILES, MOMENT, NAMES, SNAPSHOTS, Place, whole
from harimi.service.privacy.held import held
from harimi.service.rights import ledger


def prune(where: Place, now: datetime) -> int:
    """Deletes it; how many objects. The newest backup stays, however old it is."""
    before = (now - held().kept("backup")).strftime(MOMENT)
    newest = where.snapshots()[-1:]
    old = [moment for moment in where.begun() if moment < before and moment not in newest]
    gone = sum(where.delete(list(where.names(f"{SNAPSHOTS}/{moment}"))) for moment in old)
    return gone + forget_erased(where) + where.delete(list(_unnamed(where)))


def forget_erased(where: Place) -> int:
    """Deletes what backups hold about whoever stands in the ledger, which nobody can read any more; how many objects."""
    erased = ledger.tokens()
    theirs = cache(lambda subject: bool(subject) and ledger.token_of(UUID(subject)) in erased)
    return where.delete([name for name in (*where.names(SNAPSHOTS), *where.names(FILES)) if theirs(_subject(name))])


def _unnamed(where: Place) -> Iterator[str]:
    named: dict[str, set[str]] = {}
    for name in where.names(SNAPSHOTS):
        if name.endswith(NAMES):
            named.setdefault(_subject(name), set()).update(b"".join(where.get(name)).decode().split("\n"))
    for name in where.names(FILES):
        if whole(name).rpartition("/")[2] not in named.get(_subject(name), ()):
            yield name


def _subject(name: str) -> str:
    """Whose an object is; empty for nobody's."""
    folder, first, last = whole(name).split("/", 2)
    told = first if folder == FILES else last.removesuffix(NAMES)
    try:
        return str(UUID(told))
    except ValueError:
        return ""
