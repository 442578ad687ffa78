"""How long it is kept whom an incident concerned; what was done about it, which names nobody, stays."""

from datetime import datetime

from django.utils import timezone

from harimi.service.incidents.models import Affected
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back


def forget_old(now: datetime | None = None) -> int:
    """Deletes whom incidents concerned that were closed long enough ago; how many rows."""
    before = (now or timezone.now()) - held().kept("incident")
    old = Affected.objects.filter(incident__closed_at__lt=before).exclude(subject__in=held_back())
    return old.delete()[0]
