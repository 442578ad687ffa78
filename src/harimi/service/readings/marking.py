"""Registers whose readings must be decided again, and from when on."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils import timezone

from harimi.service.meters.models import Register
from harimi.service.platform.bell import ring
from harimi.service.readings.models import Chain

_MARK = """INSERT INTO readings_chain (register_id, dirty_from, due_at, marks, tries) VALUES {rows}
ON CONFLICT (register_id) DO UPDATE SET due_at = excluded.due_at, marks = readings_chain.marks + 1, dirty_from =
CASE WHEN readings_chain.dirty_from < excluded.dirty_from THEN readings_chain.dirty_from ELSE excluded.dirty_from END"""


def mark(register: Register, at: datetime) -> None:
    """The register's readings must be decided again from `at` on."""
    mark_all([(register, at)])


def hold_still(register: Register) -> None:
    """Nobody decides the register's readings until the transaction at hand ends."""
    list(Chain.objects.select_for_update().filter(register=register).values_list("pk"))


def mark_all(moments: Iterable[tuple[Register, datetime]]) -> None:
    """The same for several registers, each from its earliest moment on; others may do so at this very moment."""
    earliest: dict[UUID, datetime] = {}
    for register, at in moments:
        earliest[register.pk] = min(at, earliest.get(register.pk, at))
    if not earliest:
        return
    key, moment, now = Chain._meta.get_field("register"), connection.ops.adapt_datetimefield_value, timezone.now()
    given = [
        one
        for pk in sorted(earliest)  # rows are locked in one order by all
        for one in (key.get_db_prep_value(pk, connection), moment(earliest[pk]), moment(now))
    ]
    with connection.cursor() as cursor:
        cursor.execute(_MARK.format(rows=", ".join(["(%s, %s, %s, 1, 0)"] * len(earliest))), given)
    for _ in earliest:
        ring("settle")
