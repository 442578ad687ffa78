"""What the provider pays out to the operator's bank: posted once, and only where all its lines add up to it, to the yen."""

from collections.abc import Sequence
from datetime import UTC, datetime, time

from django.db import transaction
from django.utils import timezone

from harimi.service.billing.months import day_of
from harimi.service.egress.cards import provider
from harimi.service.egress.cards.values import Part, StrangeError
from harimi.service.payments.cards import posting
from harimi.service.payments.cards.following import follow

CAME_BACK = ("failed", "canceled")
FEES = ("stripe_fee", "application_fee", "tax_fee")
"""Lines that are nothing but the provider's own charges."""
_SOURCES = {
    **dict.fromkeys(("charge", "payment"), "card:{one.payment}"),
    **dict.fromkeys(("refund", "payment_refund"), "card-refund:{one.about}"),
    **dict.fromkeys(("refund_failure", "payment_failure_refund"), "card-refund:{one.about}:back"),
    "adjustment": "card-dispute:{one.id}",
}
"""Lines about a payment, by what they are posted under: of somebody who was erased since they are in the books already. One
that we never asked for, such as one made at the provider's by hand, is in suspense.
"""
KNOWN = {*_SOURCES, *FEES, "payout_failure", "payout_cancel"}


def follow_payout(identity: str) -> bool:
    """Whether there is something to post: a payout that arrived, or one that came back. Raises a `StrangeError`."""
    told = provider.payout(identity)
    source = f"card-payout:{identity}"
    if told.state not in ("paid", *CAME_BACK):
        return False
    parts = provider.parts_of(identity)
    _agree(told.yen, parts)
    ours = {intent for intent in {one.intent for one in parts if one.intent} if follow(intent)}
    with transaction.atomic():
        at = datetime.combine(told.day, time(), UTC)
        for one in parts:
            if one.intent not in ours and one.kind in _SOURCES:
                posting.of_nobody(_SOURCES[one.kind].format(one=one), one.yen, at)
        posting.paid_out(source, told.day, told.yen, fees_of(parts))
        if told.state in CAME_BACK:
            posting.came_back(source, day_of(timezone.now()), told.yen)
    return True


def fees_of(parts: Sequence[Part]) -> int:
    """Yen that the provider kept, those of its fees included that stand on a line of their own."""
    return sum(one.fee for one in parts) - sum(one.yen for one in parts if one.kind in FEES)


def _agree(yen: int, parts: Sequence[Part]) -> None:
    strange = {one.kind for one in parts} - KNOWN
    if strange:
        raise StrangeError(f"lines of {', '.join(sorted(strange))}")
    if sum(one.yen - one.fee for one in parts) != yen:
        raise StrangeError("the lines of a payout are not its sum")
