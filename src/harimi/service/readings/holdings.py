"""What readings hold about organizations."""

from uuid import UUID

from django.db.models import QuerySet

from harimi.service.meters.models import Register
from harimi.service.platform.models import OutboxEvent
from harimi.service.privacy.holdings import hold
from harimi.service.privacy.models import Subject


def declare() -> None:
    """Called once Django has started."""
    hold(
        Subject.Kind.ORGANIZATION,
        {
            "platform_outboxevent": _untold,
            "readings_annotation": "meter__site__organization__subject",
            "readings_attempt": "register__meter__site__organization__subject",
            "readings_exchange": "register__meter__site__organization__subject",
            "readings_learnedview": "face__register__meter__site__organization__subject",
            "readings_qualityday": "organization__subject",
            "readings_reading": "register__meter__site__organization__subject",
            "readings_readingversion": "register__meter__site__organization__subject",
            "readings_reread": "organization__subject",
            "readings_standing": "register__meter__site__organization__subject",
            "readings_trial": "reread__organization__subject",
            "readings_usage": "register__meter__site__organization__subject",
        },
    )


def _untold(subject: UUID) -> QuerySet[OutboxEvent]:
    """What others are not told of yet; it names its register, and no key leads there."""
    registers = Register.objects.filter(meter__site__organization__subject=subject).values_list("pk", flat=True)
    theirs = {str(pk) for pk in registers}
    untold = OutboxEvent.objects.values_list("pk", "payload").iterator() if theirs else ()
    return OutboxEvent.objects.filter(pk__in=[pk for pk, told in untold if told.get("register") in theirs])
