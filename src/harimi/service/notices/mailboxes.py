"""Whether mail to somebody arrives. They see it on their pages, staff in a list; nobody is written to less for it."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.notices.models import Mailbox, Message

SETTLED = timedelta(days=1)
"""After which a letter that was taken has arrived: other servers tell of one that comes back within hours."""


def heard(row: Message) -> None:
    """What a mail server said of a letter, at once or later."""
    if row.user is None:
        return
    if row.state == Message.State.SENT:
        Mailbox.objects.filter(user=row.user, told=False).delete()
    elif row.status.isdigit() or "." in row.status:
        _returned(row, permanent=row.state == Message.State.BOUNCED, told="." in row.status)


def returning(user: User) -> Mailbox | None:
    """That mail to the address which somebody has today comes back for ever."""
    return of_today().filter(user=user, permanent=True).first()


def of_today() -> QuerySet[Mailbox]:
    """Mailboxes whose address is still the person's; another one begins anew."""
    return Mailbox.objects.filter(address=F("user__email"))


def clear_settled() -> None:
    """Forgets what another server had told of, where a later letter did not come back."""
    arrived = Message.objects.filter(state=Message.State.SENT, done_at__lt=timezone.now() - SETTLED)
    for box in Mailbox.objects.filter(told=True):
        if arrived.filter(user=box.user_id, address=box.address, done_at__gt=box.last_at).exists():
            box.delete()


def _returned(row: Message, *, permanent: bool, told: bool) -> None:
    """A letter of an hour ago says nothing of an address that was changed since, nor does a pause end what is for ever."""
    now = {"status": row.status, "last_at": timezone.now(), "told": told}
    begun = {"address": row.address, "permanent": permanent, "since": timezone.now()}
    box, new = Mailbox.objects.get_or_create(user=row.user, defaults=begun | now)
    if new:
        return
    if box.address == row.address:
        begun = {"permanent": box.permanent or permanent}
    Mailbox.objects.filter(pk=box.pk).update(**now, **begun)
