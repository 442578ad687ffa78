"""Events of the provider: kept once each, done by a worker in any order, and looked for where one got lost."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.egress.cards import provider
from harimi.service.egress.cards.values import Told
from harimi.service.payments.cards.following import follow, follow_page
from harimi.service.payments.cards.later import AWAY, CLOSED, later
from harimi.service.payments.cards.payouts import follow_payout
from harimi.service.payments.models import CardEvent, CardPayment
from harimi.service.platform.leases import finish
from harimi.service.platform.working import put_off, work_on
from harimi.service.privacy.held import held

log = structlog.stdlib.get_logger(__name__)
BACK = timedelta(days=3)
"""How far back is asked once a day: as long as the provider repeats an event that was not taken."""
REMEMBERED = timedelta(days=30)
"""How far back the provider can be asked at all: where no event is here, as after a restore."""
STUCK = timedelta(hours=2)
State = CardEvent.State


def _of_object(identity: str) -> bool:
    intent = provider.intent_of_object(identity)
    return bool(intent) and follow(intent)


_DO: dict[str, Callable[[str], bool]] = {
    "checkout.session": follow_page,
    "payment_intent": follow,
    "refund": _of_object,
    "charge.dispute": _of_object,
    "payout": follow_payout,
}


def receive(told: Told) -> bool:
    """Keeps it where it is new; whether it was."""
    known = told.kind.rpartition(".")[0] in _DO and bool(told.about)
    state = {"state": State.WAITING, "due_at": timezone.now()} if known else {"state": State.IGNORED}
    fields = {"kind": told.kind[:60], "about": told.about[:255], "told_at": told.at}
    return CardEvent.objects.get_or_create(pk=told.id, defaults={**fields, **state})[1]


def waiting() -> QuerySet[CardEvent]:
    """Those that nobody did yet."""
    return CardEvent.objects.filter(state=State.WAITING)


def handle_one() -> bool:
    """Whether there was one."""
    return work_on(waiting(), _handle, _failed)


def _handle(event: CardEvent) -> None:
    try:
        ours = _DO[event.kind.rpartition(".")[0]](event.about)
    except provider.AwayError:
        later(event, AWAY)
    except provider.ClosedError:
        later(event, CLOSED)
    except provider.NotTakenError as error:
        finish(event, state=State.FAILED, fault=error.code[:60])
    else:
        finish(event, state=State.DONE if ours else State.IGNORED)


def _failed(event: CardEvent, error: Exception) -> None:
    put_off(event, state=State.FAILED, fault=type(error).__name__[:60])


def failed() -> QuerySet[CardEvent]:
    """Those that staff have to look at."""
    return CardEvent.objects.filter(state=State.FAILED)


def again(event: CardEvent) -> None:
    """Done once more, once its cause is mended."""
    CardEvent.objects.filter(pk=event.pk, state=State.FAILED).update(
        state=State.WAITING, fault="", tries=0, due_at=timezone.now()
    )


def reconcile() -> int:
    """Events that never reached us, and payments of which nothing was heard; how many events were new."""
    if not provider.is_open():
        return 0
    try:
        back = BACK if CardEvent.objects.exists() else REMEMBERED
        missed = sum(receive(one) for one in provider.events(timezone.now() - back))
        _ask_after_stuck()
    except provider.AwayError:
        log.warning("the card provider does not answer")
        return 0
    if missed:
        log.warning("events of the card provider had not reached us", count=missed)
    return missed


def _ask_after_stuck() -> None:
    states = (CardPayment.State.OPEN, CardPayment.State.PROCESSING)
    stuck = CardPayment.objects.filter(state__in=states, made_at__lt=timezone.now() - STUCK)
    for one in stuck.filter(~Q(session="") | ~Q(intent="")):
        follow(one.intent) if one.intent else follow_page(one.session)


def forget_old() -> int:
    """Events that were kept long enough; how many."""
    return CardEvent.objects.filter(received_at__lt=timezone.now() - held().kept("card_event")).delete()[0]
