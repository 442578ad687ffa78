"""What is kept longer than the policy says: looked for every night by what the rows themselves say of their age."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import model_of

GRACE = timedelta(days=1)
"""What ends is deleted within minutes; a service that was off for a night is no breach."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """Rows of a table that should be gone, and since when the oldest of them."""

    table: str
    rows: int
    oldest: datetime


def overdue(now: datetime | None = None) -> Iterator[Overdue]:
    """Every table in which something is kept too long."""
    at = now or timezone.now()
    for name, table in held().tables.items():
        if table.age and not table.age.startswith("-"):
            ends = timedelta() if name == "django_session" else held().kept(table.retention)
            yield from _in(name, table.age, at - ends - GRACE)


def _in(name: str, age: str, before: datetime) -> Iterator[Overdue]:
    old = model_of(name)._base_manager.filter(**{f"{age}__lt": before}).order_by(age)
    count = old.count()
    if count:
        yield Overdue(name, count, old.values_list(age, flat=True)[0])
