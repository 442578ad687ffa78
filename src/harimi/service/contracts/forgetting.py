"""How applications end by themselves: refused where nobody decides, and erased with their applicant when their time is over."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.contracts import evidence, letters
from harimi.service.contracts.applying import State, letter, too_old
from harimi.service.contracts.models import Application
from harimi.service.contracts.rehoming import forget_subject
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held
from harimi.service.privacy.holdings import held_back


def forget_old(now: datetime | None = None) -> int:
    """Erases applications that nobody confirmed, and those that were decided long enough ago; how many.

    One about which nobody decided for long is refused first, so that it ends, too.
    """
    at = now or timezone.now()
    for one in Application.objects.filter(state=State.RECEIVED, confirmed_at__lt=at - held().kept("undecided")):
        lapse(one, at)
    decided = Application.objects.filter(decided_at__lt=at - held().kept("application"))
    unconfirmed = Application.objects.filter(state=State.UNCONFIRMED, sent_at__lt=too_old(at))
    kept = held_back()
    old = [one for one in (*decided, *unconfirmed) if one.subject_id not in kept]
    for one in old:
        forget(one)
    return len(old)


@transaction.atomic
def lapse(application: Application, at: datetime) -> None:
    """Nobody decided in time: the applicant is told that nothing comes of it, and may apply again."""
    told = {"state": State.REFUSED, "ground": Application.Ground.LAPSED, "decided_at": at}
    if Application.objects.filter(pk=application.pk, state=State.RECEIVED).update(**told):
        evidence.delete_all(application)
        letter(application, letters.REFUSED, ground=Application.Ground.LAPSED.value)
        record("application_lapsed", actor=None, subject=application.subject_id, clause="2-2(1)", purpose="registration")


@transaction.atomic
def forget(application: Application) -> None:
    """Erases an application; its subject, too, unless somebody with an account is meant."""
    subject = application.subject
    evidence.delete_all(application)
    application.delete()
    forget_subject(subject)
