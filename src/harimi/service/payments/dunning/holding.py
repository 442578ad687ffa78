"""A person has reminders rest, with a reason, and lets them go on."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.payments.booking.errors import PaymentError
from harimi.service.payments.models import DunningHold
from harimi.service.privacy.audit import record
from harimi.service.privacy.cards import masked

MOST = 500
"""Characters of a reason."""


def hold(organization: Organization, reason: str, *, actor: User) -> DunningHold:
    """Nobody of the customer is reminded until it is lifted. Raises `PaymentError`."""
    words = masked(reason.strip())[:MOST]
    if not words:
        raise PaymentError("reason")
    try:
        with transaction.atomic():
            made = DunningHold.objects.create(organization=organization, reason=words, by=actor)
            _tell("dunning_held", organization, actor)
    except IntegrityError as error:
        raise PaymentError("held") from error
    return made


@transaction.atomic
def lift(organization: Organization, *, actor: User) -> None:
    """Reminders go on. Raises `PaymentError`."""
    if not DunningHold.objects.filter(organization=organization, lifted_at=None).update(lifted_at=timezone.now()):
        raise PaymentError("not_held")
    _tell("dunning_lifted", organization, actor)


def _tell(action: str, organization: Organization, actor: User) -> None:
    record(action, actor=actor.subject_id, subject=organization.subject_id, clause="2-2(1)", purpose="payment_check")
