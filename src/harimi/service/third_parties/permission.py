"""Whether something may leave, and on what ground: the one decision of clause 4, made anew each time.

1. To nobody in the register, and beyond what it says of them, nothing goes.
2. What was stopped for a person (8-1(3)) does not go.
3. Own machines and whom we entrust get what they are registered for; abroad by the person's consent, where that is the route.
4. A third party gets it by the person's consent, given before it was asked for; a customer's own channel by their instruction.
5. Without consent only by an approval of 4(3) to 4(6): of that person, for that recipient, once, before it expires.
"""

from dataclasses import dataclass
from datetime import datetime

from harimi.service.privacy.days import day_of
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import HOME, Basis, Refusal, Route, refusal
from harimi.service.third_parties.consents import holding
from harimi.service.third_parties.departure import Departure
from harimi.service.third_parties.models import Approval, Instruction, Provision, RecipientConsent, StoppedProvision

Ground = Provision.Ground
Given = RecipientConsent | Instruction
"""What somebody decided themselves."""


@dataclass(frozen=True, slots=True)
class Leave:
    """What permits it. Without a `ground` no record of provision is kept: entrusting and 4(3) to 4(6) need none by law."""

    clause: str
    ground: str = ""
    given: Given | None = None
    approval: Approval | None = None


def permission(departure: Departure, now: datetime) -> Leave | Refusal:
    """What permits it now, or why it may not leave. No approval is for a customer's own channel."""
    if isinstance(departure.to, Instruction):
        if departure.approval is not None:
            return Refusal("approval_missing", departure.approval.ground)
        return _instructed(departure, departure.to, now)
    if departure.approval is not None:
        return _approved(departure, departure.approval, now)
    told = refusal(departure.to, departure.items, day_of(now), purpose=departure.purpose)
    if told is not None or departure.to is None:
        return told or Refusal("recipient_unknown", "4")
    return _registered(departure, departure.to, now)


def stopped(departure: Departure) -> bool:
    """Whether nothing of the person goes to the recipient any more, by whatever name they are registered now."""
    to = departure.to
    if departure.subject is None or not isinstance(to, Recipient):
        return False
    stops = StoppedProvision.objects.filter(subject=departure.subject)
    return stops.filter(recipient__service=to.service, recipient__host=to.host).exists()


def _registered(departure: Departure, to: Recipient, now: datetime) -> Leave | Refusal:
    if to.basis == Basis.OWN:
        return Leave("4")
    if stopped(departure):
        return Refusal("recipient_stopped", "8-1(3)")
    if to.basis == Basis.LEGAL:
        return Refusal("approval_missing", "4")
    entrusted = to.basis == Basis.ENTRUSTED
    if entrusted and not _asks_abroad(to):
        return Leave("4(1)")
    asked = min(departure.asked_at or now, now)
    found = None if departure.subject is None else holding(to, departure.subject, asked)
    if found is None:
        return Refusal("recipient_consent", "4")
    return Leave("4", Ground.FOREIGN if entrusted else Ground.CONSENT, found)


def _asks_abroad(to: Recipient) -> bool:
    return to.country != HOME and to.foreign_route == Route.CONSENT


def _instructed(departure: Departure, told: Instruction, now: datetime) -> Leave | Refusal:
    told.refresh_from_db(fields=["ended_at"])
    holds = told.ended_at is None and told.at < min(departure.asked_at or now, now)
    if not holds or departure.subject != told.subject_id or set(departure.items) - set(told.items):
        return Refusal("instruction_ended", "4")
    return Leave("4", Ground.INSTRUCTION, told)


def _approved(departure: Departure, told: Approval, now: datetime) -> Leave | Refusal:
    """The law's own grounds need no purpose of the policy (article 18(3)) and no ground for a country (article 28(1))."""
    told.refresh_from_db()
    mine = (told.subject_id, told.recipient_id) == (departure.subject, departure.name)
    if told.approved_at is None or told.declined_at is not None or not mine or set(departure.items) - set(told.items):
        return Refusal("approval_missing", told.ground)
    if departure.to is None or not isinstance(departure.to, Recipient) or departure.to.ended_at is not None:
        return Refusal("recipient_unknown", "4")
    if stopped(departure) and told.ground not in (Approval.Ground.AUTHORITY, Approval.Ground.LAW):
        return Refusal("recipient_stopped", "8-1(3)")
    if told.used_at is not None or told.expires_at <= now:
        return Refusal("approval_over", told.ground)
    return Leave(told.ground, approval=told)
