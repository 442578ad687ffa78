"""A fee that is held on a card: authorised on the provider's page, taken when the request is fulfilled, else let go.

The yen are held first. When the request ends, a worker takes what is due of them (`Fee.State.TAKING`): it is billed on an
invoice of its own, and the payment becomes that invoice's, so that all that follows is as with any card payment. A hold that
ran out meanwhile is billed on the next invoice instead.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.billing.invoicing.issuing import issue_alone
from harimi.service.contracts.models import Contract
from harimi.service.egress.cards import provider
from harimi.service.payments.cards.following import follow
from harimi.service.payments.cards.later import AWAY, CLOSED, later
from harimi.service.payments.models import CardPayment
from harimi.service.platform.jobs import offer
from harimi.service.platform.leases import finish
from harimi.service.platform.working import work_on
from harimi.service.requests import fees
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Fee, Request

State = Fee.State
OPEN_FOR, HOUR = timedelta(hours=2), 3600
"""A page is open for so long at most; and seconds."""


def offer_fees() -> None:
    """Called once Django has started."""
    offer("fee", take_one, waiting)


def waiting() -> QuerySet[Fee]:
    """Those that are to be taken, or let go."""
    return Fee.objects.filter(state=State.TAKING)


def page_for(request: Request, back: Mapping[str, str]) -> str:
    """Where the card is typed on which the fee is held. Raises `RequestError`."""
    fee = Fee.objects.filter(request=request, state=State.QUOTED).select_related("request").first()
    if fee is None or request.state != Request.State.QUOTED:
        raise RequestError("state")
    try:
        return _page(fee, back)
    except (provider.AwayError, provider.NotTakenError, provider.ClosedError) as error:
        raise RequestError("no_cards") from error


def came_back(request: Request) -> bool:
    """They return from the page: whether the yen are held now."""
    fee = Fee.objects.filter(request=request, state=State.QUOTED).exclude(session="").select_related("request").first()
    if fee is None:
        return False
    try:
        told = provider.page(fee.session)
        held = bool(told.intent) and provider.intent(told.intent).state == "requires_capture"
    except (provider.AwayError, provider.NotTakenError, provider.ClosedError):
        return False
    return held and fees.held_on_card(fee, told.intent)


def hear_back() -> int:
    """Asked now and then: whoever paid and closed the page, and holds left behind by another choice, which are let go.

    Of how many fees something changed.
    """
    if not provider.is_open():
        return 0
    started = Request.objects.filter(state=Request.State.QUOTED, fee__state=State.QUOTED).exclude(fee__session="")
    return sum(came_back(one) for one in started) + sum(_let_go(one) for one in _left_open())


def _left_open() -> QuerySet[Fee]:
    """Pages that may have been paid on after something else was chosen, as long as they can be."""
    lately = Fee.objects.filter(intent="", decided_at__gt=timezone.now() - 3 * OPEN_FOR)
    return lately.exclude(session="").exclude(state=State.QUOTED)


def _let_go(fee: Fee) -> bool:
    """What was held there is let go; whether there was anything."""
    try:
        told = provider.page(fee.session)
        if not told.intent or provider.intent(told.intent).state != "requires_capture":
            return False
    except (provider.AwayError, provider.NotTakenError, provider.ClosedError):
        return False
    return let_go(told.intent) and bool(Fee.objects.filter(pk=fee.pk, intent="").update(intent=told.intent))


def let_go(intent: str) -> bool:
    """Nothing is held any more; whether the provider answered."""
    try:
        provider.release(intent)
    except (provider.AwayError, provider.NotTakenError, provider.ClosedError):
        return False
    return True


def take_one() -> bool:
    """Whether there was one."""
    return work_on(waiting(), _take, _failed, joined=("request", "organization"))


def _page(fee: Fee, back: Mapping[str, str]) -> str:
    if fee.session:
        told = provider.page(fee.session)
        if told.state == "open":
            return told.url
    until = (int(timezone.now().timestamp()) // HOUR + 2) * HOUR  # the same for whoever presses twice
    how: dict[str, Any] = {"subject": fee.subject_id, "held": True, "after": fee.session}
    made = provider.pay_page(fee.reference, fee.yen, fee.request.number, back, until, **how)
    Fee.objects.filter(pk=fee.pk).update(session=made.id)
    return made.url


def _take(fee: Fee) -> None:
    try:
        if fee.taken:
            _capture(fee)
        else:
            provider.release(fee.intent)
            finish(fee, state=State.RELEASED, decided_at=timezone.now())
    except provider.AwayError:
        later(fee, AWAY)
    except provider.ClosedError:
        later(fee, CLOSED)
    except (provider.NotTakenError, provider.DeclinedError):
        _instead(fee)


def _capture(fee: Fee) -> None:
    """Taken once, whoever asks again: the provider knows the step by its key, the books by what it is for."""
    if not Contract.objects.filter(organization=fee.organization).exists():
        provider.release(fee.intent)
        finish(fee, state=State.RELEASED, taken=0, decided_at=timezone.now())
        return
    provider.capture(fee.reference, fee.intent, fee.taken, subject=fee.subject_id)
    with transaction.atomic():
        charged = fees.bill(fee, fee.taken, by=None)
        contract = Contract.objects.select_related("organization").get(organization=fee.organization)
        invoice = issue_alone(contract, charged)
        told: dict[str, Any] = {
            "organization": fee.organization,
            "invoice": invoice,
            "kind": CardPayment.Kind.PAGE,
            "state": CardPayment.State.PROCESSING,
            "yen": fee.taken,
            "session": fee.session,
            "intent": fee.intent,
        }
        CardPayment.objects.get_or_create(pk=fee.reference, defaults=told)
        finish(fee, state=State.TAKEN, decided_at=timezone.now())
    follow(fee.intent)


def _instead(fee: Fee) -> None:
    """The hold is no more: what is due comes on the next invoice, and nothing is lost where nothing is due."""
    with transaction.atomic():
        billed = bool(fee.taken) and Contract.objects.filter(organization=fee.organization).exists()
        if billed:
            fees.bill(fee, fee.taken, by=None)
        state = State.TAKEN if billed else State.RELEASED
        finish(fee, state=state, way=Fee.Way.INVOICE, taken=fee.taken if billed else 0, decided_at=timezone.now())


def _failed(fee: Fee, _: Exception) -> None:
    """Tried for ever: nobody's money may be left between two books."""
    later(fee, AWAY)
