"""Whose the rows of card payments are."""

from uuid import UUID

from django.db.models import Q, QuerySet

from harimi.service.payments.models import CardDispute, CardEvent, CardPayment, CardRefund
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "payments_keptcard": "organization__subject",
            "payments_cardpayment": "organization__subject",
            "payments_cardrefund": "payment__organization__subject",
            "payments_carddispute": "payment__organization__subject",
            "payments_cardevent": _events_of,
        },
    )


def _events_of(subject: UUID) -> QuerySet[CardEvent]:
    """Those about an object that we know as theirs."""
    mine = CardPayment.objects.filter(organization__subject=subject)
    return CardEvent.objects.filter(
        Q(about__in=mine.exclude(intent="").values("intent"))
        | Q(about__in=mine.exclude(session="").values("session"))
        | Q(about__in=CardRefund.objects.filter(payment__in=mine).exclude(refund="").values("refund"))
        | Q(about__in=CardDispute.objects.filter(payment__in=mine).values("pk"))
    )
