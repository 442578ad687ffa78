"""The fee of a request (clauses 6 and 7): told before anything is done, taken once and only when something was, else nothing.

What it costs, the policy says under which the request arrived, tax included. It goes through the books like any other charge.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.invoicing.charging import ByHand, charge
from harimi.service.billing.models import Charge
from harimi.service.contracts.models import Contract
from harimi.service.privacy.models import PolicyPublication
from harimi.service.privacy.publication import in_force
from harimi.service.requests import letters
from harimi.service.requests.errors import RequestError
from harimi.service.requests.finding import subjects_of
from harimi.service.requests.models import Fee, Request
from harimi.service.requests.states import locked, move
from harimi.service.requests.words import KINDS, said

State, Way, Outcome = Fee.State, Fee.Way, Request.Outcome
_LABELS: tuple[tuple[str, Any], ...] = (("label_ja", "ja"), ("label_en", "en"))


def told(request: Request, name: str) -> int:
    """Yen, tax included, that the policy of its day asks for: by kind, or for `not_found` and `partial`."""
    return int(PolicyPublication.objects.get(number=request.policy).numbers["fees"][name])


def now(kind: str) -> int:
    """What a request of that kind costs that arrives today."""
    return int(in_force().numbers["fees"][kind])


@transaction.atomic
def quote(request: Request, *, now: datetime | None = None) -> None:
    """Once it is known who asks: says what it costs and waits for them to agree, or goes on where it costs nothing.

    Whoever has no contract cannot be sent an invoice; their fee is waived.
    """
    at, yen = now or timezone.now(), told(request, request.kind)
    if yen == 0:
        move(request, Request.State.INVESTIGATING, now=at)
        return
    payer = payer_of(request)
    Fee.objects.create(request=request, yen=yen, organization=payer)
    move(request, Request.State.QUOTED, now=at)
    if payer is None:
        _end(request, State.WAIVED, at)
        _agreed(request, None, at)
    else:
        letters.tell(request, letters.QUOTED, yen=yen)


def payer_of(request: Request) -> Organization | None:
    """Whose invoice takes it: of those it is about, else of those that the person owns."""
    subjects = [one.pk for one in subjects_of(request)]
    contracts = Contract.objects.filter(organization__subject__in=subjects) | Contract.objects.filter(
        organization__memberships__user__subject__in=subjects, organization__memberships__role="owner"
    )
    found = contracts.select_related("organization").order_by("pk").first()
    return found.organization if found else None


@transaction.atomic
def agree(request: Request, *, by: User | None = None, words: str = "", now: datetime | None = None) -> None:
    """They agree that it comes on the next invoice of whom it is about; on paper, as staff write down."""
    row, at = locked(request, Request.State.QUOTED), now or timezone.now()
    payer = payer_of(row)
    state = State.AGREED if payer else State.WAIVED
    told = {"state": state, "way": Way.INVOICE, "organization": payer, "decided_at": at}
    Fee.objects.filter(request=row, state=State.QUOTED).update(**told)
    _agreed(row, by, at, words)


@transaction.atomic
def held_on_card(fee: Fee, intent: str, *, now: datetime | None = None) -> bool:
    """The provider holds it on their card; whether that is news."""
    row, at = locked(fee.request), now or timezone.now()
    if row.state != Request.State.QUOTED:
        return False
    Fee.objects.filter(pk=fee.pk).update(state=State.AGREED, way=Way.CARD, intent=intent, decided_at=at)
    _agreed(row, None, at)
    return True


@transaction.atomic
def waive(request: Request, words: str, *, by: User, now: datetime | None = None) -> None:
    """The operator does without. Raises `RequestError`."""
    row, at = locked(request, Request.State.QUOTED), now or timezone.now()
    if not words.strip():
        raise RequestError("words")
    _end(row, State.WAIVED, at)
    _agreed(row, by, at, words)


def settle(request: Request, outcome: str, *, by: User | None, now: datetime) -> int:
    """What is taken in the end, in yen: all where it was fulfilled, what the policy says where there was nothing or only a part
    was disclosed, nothing where it was refused. A card is asked by a worker. Call it in the transaction of the decision.
    """
    fee = Fee.objects.select_for_update(of=("self",)).select_related("organization", "request").filter(request=request).first()
    if fee is None or fee.state in (State.WAIVED, State.RELEASED, State.TAKEN, State.TAKING):
        return fee.taken if fee else 0
    yen = _due(fee, request, outcome)
    if fee.way == Way.CARD:
        Fee.objects.filter(pk=fee.pk).update(state=State.TAKING, taken=yen, due_at=now)
        return yen
    fee.organization = payer_of(request)
    if fee.organization is None:
        yen = 0
    if yen:
        bill(fee, yen, by=by)
    told = {"state": State.TAKEN if yen else State.RELEASED, "organization": fee.organization}
    Fee.objects.filter(pk=fee.pk).update(taken=yen, decided_at=now, **told)
    return yen


def bill(fee: Fee, yen: int, *, by: User | None) -> Charge:
    """A line of the next invoice, once however often it is called."""
    contract = Contract.objects.get(organization=fee.organization)
    label = KINDS[fee.request.kind]
    words = {name: f"{said(label, language)} {fee.request.number}" for name, language in _LABELS}
    line: dict[str, Any] = {"kind": Charge.Kind.REQUEST, "yen": yen, "source": source_of(fee), **words}
    return charge(contract, ByHand(**line), actor=by)


def source_of(fee: Fee) -> str:
    """What the charge is for, in the books."""
    return f"request:{fee.request.number}"


def withdrawn(request: Request, *, now: datetime) -> None:
    """Nothing is taken; what a card holds is let go."""
    fee = Fee.objects.filter(request=request, state__in=(State.QUOTED, State.AGREED)).first()
    if fee is not None and fee.way == Way.CARD:
        Fee.objects.filter(pk=fee.pk).update(state=State.TAKING, taken=0, due_at=now)
    elif fee is not None:
        _end(request, State.RELEASED, now)


def _due(fee: Fee, request: Request, outcome: str) -> int:
    if outcome == Outcome.FULFILLED:
        return fee.yen
    name = {Outcome.PARTIAL.value: "partial", Outcome.NOT_FOUND.value: "not_found"}.get(outcome)
    return min(told(request, name), fee.yen) if name else 0


def _end(request: Request, state: str, at: datetime) -> None:
    Fee.objects.filter(request=request).update(state=state, decided_at=at)


def _agreed(request: Request, by: User | None, at: datetime, words: str = "") -> None:
    move(request, Request.State.AGREED, by=by, words=words, now=at)
    move(request, Request.State.INVESTIGATING, by=by, now=at)
