"""What was promised to people: backups that come back, erasures that are done, requests that are answered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from harimi.service.backups.place import MOMENT, place
from harimi.service.privacy.models import PolicyPublication
from harimi.service.privacy.overdue import overdue
from harimi.service.privacy.reviewing import due_on, is_due
from harimi.service.project.doctor.findings import Finding, bad, fine, look
from harimi.service.requests.keeping import to_post
from harimi.service.requests.reminding import late
from harimi.service.rights import ledger
from harimi.service.rights.models import Leaving

OLD = timedelta(days=2)
"""A backup is made every night."""
LATE = timedelta(hours=1)


def backups() -> Iterator[Finding]:
    """There is a backup of last night, and its keys lie apart."""
    chosen = settings.HARIMI
    if not chosen.backup_place:
        yield look("backups", "none are made", "begin with `harimi backup init`; docs/how/backup.md")
        return
    kept = place().snapshots()
    newest = datetime.strptime(kept[-1], MOMENT).replace(tzinfo=UTC) if kept else None
    if newest is None or timezone.now() - newest > OLD:
        told = "there is none" if newest is None else f"the newest is of {newest:%Y-%m-%d %H:%M} UTC"
        yield bad("backups", told, "run `harimi backup` every night; deploy/systemd has a timer")
    else:
        yield fine("backups", f"{len(kept)}, the newest of {newest:%Y-%m-%d %H:%M} UTC")
    file = chosen.backup_keys_file
    if file is None or not chosen.backup_recipient:
        yield bad("backups", "no more can be made: they have no keys", "run `harimi backup init`, set HARIMI_BACKUP_KEYS_FILE")
    folder = None if "://" in chosen.backup_place else Path(chosen.backup_place).resolve()
    if file is not None and folder is not None and file.resolve().is_relative_to(folder):
        yield bad("backups", "their keys lie with them", "set HARIMI_BACKUP_KEYS_FILE to another place")


def kept() -> Iterator[Finding]:
    """Nothing is kept longer than the policy says."""
    old = list(overdue())
    for one in old:
        yield bad(
            "retention",
            f"{one.rows} rows of {one.table} should be gone",
            "the workers' log says what fails",
        )
    if not old:
        yield fine("retention", "nothing is kept longer than the policy says")


def review() -> Iterator[Finding]:
    """How the policy is kept was reviewed within a year."""
    if not PolicyPublication.objects.exists():
        return
    if is_due():
        yield look("review", f"how the policy is kept was to be reviewed by {due_on():%Y-%m-%d}", "/office/reviews")
    else:
        yield fine("review", f"the next one of how the policy is kept is due on {due_on():%Y-%m-%d}")


def requests() -> Iterator[Finding]:
    """Whoever demanded something is answered by the day that was promised, and the notice arrives."""
    behind, unposted = late(), to_post().count()
    if behind:
        yield bad(
            "requests", f"{behind} are not answered although their day is over", "/office/requests; they may be sued upon"
        )
    if unposted:
        yield look("requests", f"{unposted} notices are to go by post", "/office/requests: print and post them")
    if not behind and not unposted:
        yield fine("requests", "none is late")


def erasures() -> Iterator[Finding]:
    """Whoever left is erased in time, and a second place knows of it."""
    behind = Leaving.objects.filter(done_at=None, due_at__lt=timezone.now() - LATE).count()
    if behind:
        yield bad(
            "erasures",
            f"{behind} are not over although due",
            "the log says why, such as a store that is away",
        )
    else:
        yield fine("erasures", f"none is late; {len(ledger.tokens())} are in the ledger")
    if settings.HARIMI.erasure_ledger_file is None and not settings.HARIMI.backup_place:
        yield look(
            "erasures",
            "the ledger lies in the data folder alone",
            "set HARIMI_ERASURE_LEDGER_FILE to another machine's disk, or make backups: a restored database needs it",
        )
