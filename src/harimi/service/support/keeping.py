"""How long cases are kept: those without a word are closed, closed ones are erased after their time, strangers with them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, Q
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.notices.models import Message as Mail
from harimi.service.privacy import keys
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back
from harimi.service.privacy.models import Subject
from harimi.service.support.clock import SETTLES
from harimi.service.support.models import Case

State = Case.State


def settle(now: datetime | None = None) -> int:
    """Closes what was answered, or asked back, and of which nobody said anything for long; how many."""
    at = now or timezone.now()
    silent = Case.objects.filter(state__in=(State.WAITING, State.ANSWERED)).annotate(last=Max("messages__at"))
    old = silent.filter(Q(last=None) | Q(last__lt=at - SETTLES)).values("pk")
    return Case.objects.filter(pk__in=list(old.values_list("pk", flat=True))).update(state=State.CLOSED, closed_at=at)


def forget_old(now: datetime | None = None) -> int:
    """Erases cases that were closed long enough ago; how many."""
    before = (now or timezone.now()) - held().kept("case")
    old = list(Case.objects.filter(state=State.CLOSED, closed_at__lt=before).exclude(subject__in=held_back()))
    for case in old:
        with transaction.atomic():
            case.delete()
    return len(old)


@receiver(post_delete, sender=Case)
def _case_went(instance: Case, **_: object) -> None:
    """A stranger goes with their case, whatever took it: nothing else is known of them."""
    subject = instance.subject_id
    if User.objects.filter(subject=subject).exists() or Case.objects.filter(subject=subject).exists():
        return
    Mail.objects.filter(subject=subject).delete()
    keys.destroy(subject)
    Subject.objects.filter(pk=subject).delete()
