"""Cards and customers of which nothing is to stay at the provider's."""

from django.db.models import QuerySet

from harimi.service.egress.cards import provider
from harimi.service.payments.cards.later import AWAY, CLOSED, later
from harimi.service.payments.models import CardLeft
from harimi.service.platform.working import put_off, work_on


def waiting() -> QuerySet[CardLeft]:
    """All that the provider does not know of yet."""
    return CardLeft.objects.all()


def leave_one() -> bool:
    """Whether there was one."""
    return work_on(waiting(), _leave, put_off_only)


def _leave(row: CardLeft) -> None:
    try:
        provider.let_go(row.pk)
    except provider.AwayError:
        later(row, AWAY)
    except provider.ClosedError:
        later(row, CLOSED)
    else:
        row.delete()


def put_off_only(row: CardLeft, _: Exception) -> None:
    """After the last try it stays, for whoever looks into the log."""
    put_off(row)
