"""The one door: bytes of a bank's file in, what it says out."""

from collections.abc import Sequence
from datetime import date, timedelta

from harimi.service.payments.statements import tables, zengin
from harimi.service.payments.statements.lines import StatementError, Told
from harimi.service.payments.statements.tables import Columns

LARGEST = 2_000_000
"""Bytes of a file."""
MOST = 1000
"""Receipts of a file: they are matched while somebody waits."""
AHEAD = timedelta(days=5)
"""Until what is told on holidays is booked: banks date it on their next working day."""


def read(data: bytes, today: date, own: Sequence[Columns] = ()) -> Told:
    """What a file says, in whichever layout. Raises `StatementError`."""
    if not data.strip():
        raise StatementError("empty")
    if len(data) > LARGEST:
        raise StatementError("large")
    told = zengin.read(data, today) if zengin.is_one(data) else tables.read(data, today, own)
    if len(told.credits) > MOST:
        raise StatementError("many", what=str(MOST))
    late = next((one for one in told.credits if one.day > today + AHEAD), None)
    if late:
        raise StatementError("future", what=late.day.isoformat())
    return told
