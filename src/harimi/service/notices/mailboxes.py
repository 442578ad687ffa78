"""Whether mail to somebody arrives. They see it on their pages, staff in a list; nobody is written to less for it."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from harimi.service.notices.models import Mailbox, Message

SETTLED = timedelta(days=1)
"""After which a letter that was taken has arrived: other servers tell of one that comes back within hours."""


def arrived(row: Message) -> None:
    """A server took the letter: the same server no longer refuses this person's mail."""
    Mailbox.objects.filter(user=row.user_id, told=False).delete()


def returned(row: Message, status: str, *, permanent: bool, told: bool = False) -> None:
    """A letter came back, or waits. What is for ever stays so until mail arrives, or the address changes."""
    if row.user is None:
        return
    now = {"status": status, "last_at": timezone.now(), "told": told}
    begun = {"address": row.address, "permanent": permanent, "since": timezone.now()}
    box, new = Mailbox.objects.get_or_create(user=row.user, defaults=begun | now)
    if new:
        return
    if box.address == row.address:
        begun = {"permanent": box.permanent or permanent, "told": box.told or told}
    Mailbox.objects.filter(pk=box.pk).update(**now | begun)


def of_today() -> QuerySet[Mailbox]:
    """Mailboxes whose address is still the person's; another one begins anew."""
    return Mailbox.objects.filter(address=F("user__email"))


def clear_settled() -> None:
    """Forgets what another server had told of, where a later letter did not come back."""
    arrived = Message.objects.filter(state=Message.State.SENT, done_at__lt=timezone.now() - SETTLED)
    for box in Mailbox.objects.filter(told=True):
        if arrived.filter(user=box.user_id, address=box.address, done_at__gt=box.last_at).exists():
            box.delete()
