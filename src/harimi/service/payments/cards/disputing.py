"""Disputes that somebody has to answer at the provider's."""

from django.db.models import QuerySet

from harimi.service.payments.models import CardDispute

UNANSWERED = ("needs_response", "warning_needs_response")


def open_disputes() -> QuerySet[CardDispute]:
    """Those that wait for an answer, the most pressing first."""
    return CardDispute.objects.filter(state__in=UNANSWERED).order_by("due_at")
