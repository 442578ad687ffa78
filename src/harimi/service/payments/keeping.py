"""How long a receipt is kept that was never matched: who paid may want it back as long as the law lets them."""

from datetime import datetime

from django.utils import timezone

from harimi.service.payments.models import Receipt
from harimi.service.privacy import keys
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back


def forget_old(now: datetime | None = None) -> int:
    """Those that nobody was found for long enough go with their key; the books keep the amount. How many."""
    before = (now or timezone.now()) - held().kept("receipt")
    rows = Receipt.objects.filter(alone_since__lt=before).exclude(subject__in=held_back()).select_related("subject")
    found = list(rows)
    for one in found:
        whose = one.subject
        one.delete()
        if one.organization_id is None:
            keys.destroy(whose.pk)
            whose.delete()
    return len(found)
