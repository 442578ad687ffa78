"""What pictures tell, as judges want it: asked of the database for many registers at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from harimi.service.alerts.series import Look
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt

_SIDE = """SELECT * FROM (
    SELECT id, register_id, taken_at, verdict, reasons, doubts FROM readings_attempt
    WHERE register_id = %s AND settled AND cut_id IS NOT NULL ORDER BY taken_at DESC, id DESC LIMIT {most}
) AS side{n}"""


def looks_of(registers: Sequence[Register], most: int) -> Mapping[UUID, list[Look]]:
    """The last pictures of each register that were decided, in order of time."""
    found: dict[UUID, list[Look]] = defaultdict(list)
    if not registers or not most:
        return found
    keys = [Attempt._meta.get_field("register").get_db_prep_value(one.pk, connection) for one in registers]
    sides = " UNION ALL ".join(_SIDE.format(n=n, most=int(most)) for n in range(len(keys)))
    for attempt in Attempt.objects.raw(sides, keys):
        found[attempt.register_id].append(look(attempt))
    return {pk: sorted(looks, key=lambda one: one.at) for pk, looks in found.items()}


def look(attempt: Attempt) -> Look:
    """What became of a picture."""
    codes = dict.fromkeys(one["code"] for one in (*attempt.reasons, *attempt.doubts))
    return Look(attempt.taken_at, attempt.verdict, tuple(codes), attempt.pk)
