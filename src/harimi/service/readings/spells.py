"""For how long a register stood at one value: the history of lamps and flags, chosen by the database."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Window
from django.db.models.functions import Lag

from harimi.service.meters.models import Register
from harimi.service.readings.models import TRUSTED, Reading
from harimi.service.readings.thinning import NIGHT

MOST = 5000
"""Changes of a time that are shown; of more the newest."""
SILENCE = timedelta(seconds=3 * NIGHT)
"""Nobody knows what a lamp did in a longer pause."""


class Spell(NamedTuple):
    """From `start` to `end` every trusted reading said the same `value`."""

    start: datetime
    end: datetime
    value: int


def spells(register: Register, start: datetime, end: datetime) -> list[Spell]:
    """What a register stood at, in order of time; one ends where the next begins, or before a silence."""
    trusted = Reading.objects.filter(register=register, state__in=TRUSTED, value__isnull=False, at__gte=start, at__lt=end)
    order = F("at").asc()
    followed = trusted.annotate(before=Window(Lag("value"), order_by=order), seen=Window(Lag("at"), order_by=order))
    silent = Q(at__gt=ExpressionWrapper(F("seen") + SILENCE, DateTimeField()))
    begun = followed.filter(Q(before=None) | ~Q(value=F("before")) | silent).order_by("-at")
    rows = list(begun.values_list("at", "value", "seen")[:MOST])[::-1]
    last = trusted.order_by("-at").values_list("at", flat=True).first()
    if not rows or last is None:
        return []
    ends = [seen if at - seen > SILENCE else at for _, (at, _, seen) in pairwise(rows)]
    return [Spell(at, until, value or 0) for (at, value, _), until in zip(rows, [*ends, last], strict=True)]
