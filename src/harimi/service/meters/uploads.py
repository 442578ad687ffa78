"""Tables that wait for somebody's word: kept sealed, opened again, and forgotten after a day."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.meters.models import Register, Upload
from harimi.service.meters.tables import Table, TableRow
from harimi.service.privacy.held import held


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent a table, and for whom."""

    user: User
    organization: Organization


def keep(table: Table, kind: str, sender: Sender, register: Register | None = None) -> Upload:
    """Keeps what was sent until it is confirmed."""
    rows = [[row.number, *row.cells] for row in table.rows]
    text = json.dumps([table.separator, table.header, rows], ensure_ascii=False, separators=(",", ":"))
    return Upload.objects.create(organization=sender.organization, user=sender.user, kind=kind, register=register, table=text)


def table_of(upload: Upload) -> Table:
    """What was sent."""
    separator, header, rows = json.loads(upload.table)
    return Table(tuple(header), tuple(TableRow(row[0], tuple(row[1:])) for row in rows), separator)


def confirm(upload: Upload, *, leave_out: bool, replace: bool) -> bool:
    """Has a worker write it; whether it was not confirmed before."""
    now = timezone.now()
    waiting = Upload.objects.filter(pk=upload.pk, confirmed_at=None)
    return waiting.update(confirmed_at=now, due_at=now, leave_out=leave_out, replace=replace) == 1


def forget_old(now: datetime | None = None) -> int:
    """Deletes what was sent a day ago, confirmed or not, unless a worker is at it; how many."""
    at = now or timezone.now()
    old = Upload.objects.filter(created_at__lt=at - held().kept("upload"))
    idle = old.filter(confirmed_at=None) | old.exclude(done_at=None)
    return idle.delete()[0]
