"""Work that waits for the provider comes back after a while, however long that takes."""

from datetime import timedelta

from django.utils import timezone

from harimi.service.platform.leases import held
from harimi.service.platform.models import Leased

AWAY, CLOSED, DEBIT = timedelta(minutes=2), timedelta(hours=1), timedelta(hours=6)
"""Until the provider is asked again where it did not answer, where the operator has it closed, and where a direct debit of the
same invoice waits for the bank's answer.
"""


def later(row: Leased, by: timedelta) -> None:
    """It is no fault of the row's: it has all its tries again."""
    held([row]).update(lease=None, lease_until=None, due_at=timezone.now() + by, tries=0)
