"""What of backups goes: what is old, what no backup names any more, and all of whoever was erased."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from harimi.service.backups.place import FILES, MOMENT, NAMES, SNAPSHOTS, Place, whole
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject


def prune(where: Place, now: datetime) -> int:
    """Deletes it; how many objects. The newest backup stays, however old it is."""
    before = (now - held().kept("backup")).strftime(MOMENT)
    old = [moment for moment in where.snapshots()[:-1] if moment < before]
    gone = sum(where.delete(list(where.names(f"{SNAPSHOTS}/{moment}"))) for moment in old)
    return gone + forget_erased(where) + where.delete(list(_unnamed(where)))


def forget_erased(where: Place) -> int:
    """Deletes what backups hold about subjects whose key is gone, which nobody can read any more; how many objects."""
    alive = {str(pk) for pk in Subject.objects.filter(key__isnull=False).values_list("pk", flat=True)}
    parts = [*where.names(SNAPSHOTS), *where.names(FILES)]
    return where.delete([name for name in parts if _subject(name) and _subject(name) not in alive])


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
