"""The worker's part of a notice: one delivery for each person it goes to, and a letter with it.

Some hundreds at a time, each part in one transaction with how far it is: a worker killed half-way doubles nothing and leaves
nobody out, and the table itself holds one delivery for each person.
"""

from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.egress.classes import MailClass
from harimi.service.notices.audience import addressed
from harimi.service.notices.letters import Letter, language_of, write
from harimi.service.notices.models import Delivery, Message, Notice
from harimi.service.platform.leases import finish_all, held
from harimi.service.platform.working import work_on
from harimi.service.privacy.documents import Language
from harimi.service.privacy.keys import KeyGoneError

log = structlog.stdlib.get_logger(__name__)
NOTICE = Letter("notice", MailClass.SERVICE, "guidance")
RULES = Letter("rules_change", MailClass.SERVICE, "terms_change")
PART = 200
"""People in one transaction: a second or two, during which others wait to write to an SQLite file."""
AGAIN = timedelta(minutes=1)
"""When a part that failed is tried again, for ever: nobody may be left uninformed."""


def waiting() -> QuerySet[Notice]:
    """Published, and not delivered to everybody yet."""
    return Notice.objects.exclude(published_at=None).exclude(due_at=None)


def deliver_some() -> bool:
    """Delivers a notice to some more people; whether there was one."""
    return work_on(waiting(), _part, _failed)


def letter_of(notice: Notice) -> Letter:
    """The letter by which it goes out: its kind decides, and with it the purpose."""
    return RULES if notice.rules else NOTICE


def words_of(notice: Notice, language: Language) -> dict[str, object]:
    """What the letter's template wants to know."""
    return {"title": notice.title(language), "body": notice.body(language), "page": f"/account/notices/{notice.pk}"}


def heard(row: Message) -> None:
    """What became of a letter stands with the delivery."""
    Delivery.objects.filter(letter=row.pk).update(mail=row.state)


def _part(notice: Notice) -> None:
    with transaction.atomic():
        after = Q() if notice.reached is None else Q(pk__gt=notice.reached)
        people = list(addressed(notice).filter(after).order_by("pk")[:PART])
        there = set(Delivery.objects.filter(notice=notice, user__in=people).values_list("user_id", flat=True))
        for user in people:
            if user.pk not in there:
                _deliver(notice, user)
        more = timezone.now() if len(people) == PART else None
        finish_all([notice], again_at=more, reached=people[-1].pk if people else notice.reached)


def _deliver(notice: Notice, user: User) -> None:
    """Whoever is being erased at this moment is told nothing."""
    try:
        row = write(letter_of(notice).name, to=user, context=words_of(notice, language_of(user)))
    except KeyGoneError:
        return
    told = {"letter": row.pk, "mail": Delivery.Mail.WAITING} if row else {}
    Delivery.objects.create(notice=notice, user=user, **told)


def _failed(notice: Notice, _: Exception) -> None:
    held([notice]).update(lease=None, lease_until=None, due_at=timezone.now() + AGAIN, tries=0)
