"""How long cases are kept; a dispute that lasts longer is a hold's to say."""

from datetime import datetime

from django.utils import timezone

from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back
from harimi.service.support.models import Violation


def forget_old(now: datetime | None = None) -> int:
    """Erases cases that ended long enough ago; how many."""
    before = (now or timezone.now()) - held().kept("violation")
    old = Violation.objects.filter(state=Violation.State.ENDED, ended_at__lt=before).exclude(subject__in=held_back())
    rows = list(old)
    for one in rows:
        one.delete()
    return len(rows)
