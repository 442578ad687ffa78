"""How long requests are kept: those that were told are closed after some weeks, and closed ones erased after their time."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.notices.models import Message
from harimi.service.privacy import keys
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back
from harimi.service.privacy.models import Subject
from harimi.service.requests import letters
from harimi.service.requests.clock import LAPSES
from harimi.service.requests.deciding import arrived, close, returned, withdraw
from harimi.service.requests.models import Fee, Request, Step
from harimi.service.requests.notice import FETCHABLE
from harimi.service.requests.paying import let_go

State = Request.State


def heard(row: Message) -> None:
    """The mail server took the notice of a request, or another one gave it back: it goes by post then."""
    if row.state == Message.State.SENT:
        for request in Request.objects.filter(letter=row.pk, state=State.DECIDED):
            arrived(request, timezone.now())
    elif row.state == Message.State.BOUNCED:
        for request in Request.objects.filter(letter=row.pk, state=State.NOTIFIED).exclude(form=Request.Form.PAPER):
            returned(request, timezone.now())


def close_old(now: datetime | None = None) -> int:
    """Closes those that were told some weeks ago; how many."""
    at = now or timezone.now()
    old = list(Request.objects.filter(state=State.NOTIFIED, notified_at__lt=at - timedelta(days=FETCHABLE)))
    for one in old:
        close(one, now=at)
    return len(old)


def lapse(now: datetime | None = None) -> int:
    """A fee to which nobody agrees for long: taken as withdrawn, and told so; how many. Whoever has no mail is not asked by
    mail either: that is the officer's.
    """
    at = now or timezone.now()
    quoted = Step.objects.filter(state=State.QUOTED, at__lt=at - LAPSES, request__state=State.QUOTED)
    waiting = Request.objects.filter(pk__in=quoted.values("request")).select_related("user")
    rows = [one for one in waiting if letters.reaches(one)]
    for row in rows:
        with transaction.atomic():
            withdraw(row, now=at)
            letters.tell(row, letters.LAPSED)
    return len(rows)


def forget_old(now: datetime | None = None) -> int:
    """Erases those that were closed long enough ago; how many."""
    before = (now or timezone.now()) - held().kept("request")
    rows = Request.objects.filter(state__in=(State.CLOSED, State.WITHDRAWN), closed_at__lt=before)
    old = list(rows.exclude(subject__in=held_back()))
    for one in old:
        with transaction.atomic():
            one.delete()
    return len(old)


@receiver(post_delete, sender=Fee)
def _fee_went(instance: Fee, **_: object) -> None:
    """What is held on a card is let go with it; where the provider is away, its hold ends by itself in a week."""
    if instance.intent and instance.state in (Fee.State.AGREED, Fee.State.TAKING):
        transaction.on_commit(lambda: let_go(instance.intent))


@receiver(post_delete, sender=Request)
def _request_went(instance: Request, **_: object) -> None:
    """A stranger goes with their request, whatever took it: nothing else is known of them."""
    subject = instance.subject_id
    others = (User.objects.filter(subject=subject), Organization.objects.filter(subject=subject))
    if any(one.exists() for one in others) or Request.objects.filter(subject=subject).exists():
        return
    Message.objects.filter(subject=subject).delete()
    keys.destroy(subject)
    Subject.objects.filter(pk=subject).delete()


def to_post() -> QuerySet[Request]:
    """Those whose notice is to go by post: as they chose, or since no mail reaches them."""
    gone = Message.objects.filter(state__in=(Message.State.FAILED, Message.State.BOUNCED)).values("pk")
    by_post = Q(form=Request.Form.PAPER) | Q(letter=None) | Q(letter__in=gone)
    return Request.objects.filter(by_post, state=State.DECIDED)
