"""The input of statistics: read for that purpose alone, by its role of the database where there is one, and only of those who
allow it at that moment.

Whose a row is, is looked up only to ask the gate and to count people instead of rows: nothing of it goes any further.
"""

from collections.abc import Collection, Hashable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from harimi.service.accounts.models import Membership
from harimi.service.devices.models import Device
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.gate import Use, permitted, using
from harimi.service.privacy.roles import reading_for
from harimi.service.statistics.counted import Table

PURPOSE = "statistics"


def groups(table: Table, begin: datetime, end: datetime) -> dict[str, set[Hashable]]:
    """The people of a table by label, of what was noted down from one moment until another."""
    with using(PURPOSE):
        with reading_for(PURPOSE):
            rows = list(table.read(begin, end))
        found: dict[str, set[Hashable]] = {}
        for person, label in table.label(_allowed(table, rows)):
            found.setdefault(label, set()).add(person)
        return found


def _allowed(table: Table, rows: Collection[tuple[Any, ...]]) -> Iterable[tuple[Any, ...]]:
    """The rows of those who allow it now, each beginning with the person that it counts for."""
    if not all(collecting(item) for item in table.items):
        return []
    subjects = {row[0]: row[0] for row in rows} if table.who == "person" else _organizations({row[0] for row in rows})
    may = permitted(Use(PURPOSE, table.items), set(subjects.values()))
    theirs = [(subjects[row[0]], *row[1:]) for row in rows if subjects.get(row[0]) in may]
    if table.who == "person":
        return theirs
    owners = _owners(may)
    return [(owners.get(subject, subject), *rest) for subject, *rest in theirs]


def _organizations(devices: Collection[UUID]) -> dict[UUID, UUID]:
    """Whose cameras these are."""
    return dict(Device.objects.filter(pk__in=devices).values_list("pk", "organization__subject_id"))


def _owners(organizations: Collection[UUID]) -> dict[UUID, UUID]:
    """One owner of each, so that whoever owns ten organizations is still one person."""
    owned = Membership.objects.filter(role=Membership.Role.OWNER, organization__subject__in=organizations)
    return dict(owned.order_by("-user__subject_id").values_list("organization__subject_id", "user__subject_id"))
