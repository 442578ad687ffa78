"""What the card provider says, as the service needs it and no more. Amounts are whole yen, moments in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

CURRENCY = "jpy"
"""Has no smaller unit: the provider's amounts are yen."""
REFERENCE = "harimi"
"""The key under which our own id of a payment or refund stands at the provider."""


class StrangeError(ValueError):
    """The provider said something that this service does not know."""


@dataclass(frozen=True, slots=True)
class Method:
    """A kept card: the provider's token for it, and what people know it by. `expires` is a month such as 2028-04."""

    id: str
    brand: str
    last4: str
    expires: str


@dataclass(frozen=True, slots=True)
class Page:
    """A hosted page: `open`, `complete` or `expired`. One that `keeps` a card has its `method` once it is complete."""

    id: str
    url: str
    state: str
    keeps: bool
    reference: str
    customer: str
    intent: str
    made_at: datetime
    method: Method | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment at the provider: `state` in its own words, `fault` why it was declined last, `paid_at` when it was taken."""

    id: str
    state: str
    yen: int
    reference: str
    fault: str
    paid_at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """Yen that were given back, or are being: `state` in the provider's own words."""

    id: str
    yen: int
    state: str
    reference: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Yen that came onto our balance at the provider's, or left it where negative."""

    id: str
    yen: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payment that its cardholder's bank calls into question, and what that moved so far."""

    id: str
    yen: int
    state: str
    reason: str
    due_at: datetime | None
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Payout:
    """Yen that the provider sent to the operator's bank account, there on a day."""

    id: str
    yen: int
    state: str
    day: date


@dataclass(frozen=True, slots=True)
class Part:
    """A line of a payout: `yen` before the provider's `fee`; `about` is what moved them, `intent` its payment, if any."""

    id: str
    kind: str
    about: str
    yen: int
    fee: int
    intent: str

    @property
    def payment(self) -> str:
        """What names the payment: a charge may have been made without one."""
        return self.intent or self.about


@dataclass(frozen=True, slots=True)
class Told:
    """An event: what happened (`kind`) to which object, and when. Everything else is asked for."""

    id: str
    kind: str
    about: str
    at: datetime


def moment(seconds: int) -> datetime:
    """A moment as the provider writes it."""
    return datetime.fromtimestamp(seconds, UTC)


def yen_of(said: Any, amount: int) -> int:
    """An amount. Raises a `StrangeError` for another currency."""
    if said["currency"] != CURRENCY:
        raise StrangeError(f"{said['id']} is in {said['currency']}")
    return int(amount)


def reference_of(said: Any) -> str:
    """Our own id."""
    return str((said.get("metadata") or {}).get(REFERENCE, ""))


def id_of(said: Any) -> str:
    """The id of an object that may be expanded, or not be there."""
    return str((said if isinstance(said, str) else said["id"]) if said else "")


def method(said: Any) -> Method:
    """A card; nothing else is asked for."""
    card = said["card"]
    return Method(said["id"], card["brand"], card["last4"], f"{card['exp_year']}-{card['exp_month']:02d}")


def page(said: Any) -> Page:
    """A page, with its card where that was asked for."""
    set_up = said.get("setup_intent")
    kept = None if not set_up or isinstance(set_up, str) else set_up.get("payment_method")
    return Page(
        id=said["id"],
        url=said.get("url") or "",
        state=said["status"],
        keeps=said["mode"] == "setup",
        reference=said.get("client_reference_id") or "",
        customer=id_of(said.get("customer")),
        intent=id_of(said.get("payment_intent")),
        made_at=moment(said["created"]),
        method=method(kept) if kept and not isinstance(kept, str) else None,
    )


def intent(said: Any) -> Intent:
    """A payment; the moment it was taken is its charge's, where that was asked for."""
    taken, error = said.get("latest_charge"), said.get("last_payment_error") or {}
    paid = said["status"] == "succeeded"
    at = taken["created"] if taken and not isinstance(taken, str) else said["created"]
    yen = yen_of(said, said["amount_received"] if paid else said["amount"])
    return Intent(said["id"], said["status"], yen, reference_of(said), fault(error), moment(at) if paid else None)


def fault(error: Any) -> str:
    """Why a card was declined, as a code: the bank's own where there is one."""
    code = error.get("code") or ""
    return str(code if code == "authentication_required" else error.get("decline_code") or code)


def given(said: Any) -> Given:
    """A refund."""
    return Given(said["id"], yen_of(said, said["amount"]), said["status"], reference_of(said), moment(said["created"]))


def dispute(said: Any) -> Dispute:
    """A dispute with what it moved."""
    due = (said.get("evidence_details") or {}).get("due_by")
    lines = sorted(said["balance_transactions"], key=lambda one: (one["created"], one["id"]))
    moved = tuple(Moved(one["id"], yen_of(one, one["amount"]), moment(one["created"])) for one in lines)
    yen = yen_of(said, said["amount"])
    return Dispute(said["id"], yen, said["status"], said["reason"], moment(due) if due else None, moved)


def payout(said: Any) -> Payout:
    """A payout."""
    return Payout(said["id"], yen_of(said, said["amount"]), said["status"], moment(said["arrival_date"]).date())


def part(said: Any) -> Part:
    """A line of a payout."""
    source = said.get("source")
    intent = "" if not source or isinstance(source, str) else id_of(source.get("payment_intent"))
    return Part(said["id"], said["type"], id_of(source), yen_of(said, said["amount"]), int(said["fee"]), intent)


def told(said: Any) -> Told:
    """An event."""
    return Told(said["id"], said["type"], str(said["data"]["object"].get("id") or ""), moment(said["created"]))
