"""The supervision of whom we entrust (article 25): each look at them is a row, and the next one has a day."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from harimi.service.privacy.abroad import DESIGNATED
from harimi.service.privacy.audit import record
from harimi.service.privacy.days import today
from harimi.service.privacy.models import Recipient, SubEntrustee, Supervision
from harimi.service.privacy.recipients import HOME, Basis, RecipientError, Route

Finding = Supervision.Finding
LONGEST = timedelta(days=366)
"""Until the next look at them at most."""


@transaction.atomic
def supervise(
    recipient: Recipient, finding: str, next_by: date, *, actor: UUID | None, document: str = "", on: date | None = None
) -> Supervision:
    """Writes down what a look at them found, and by when they are looked at again. Raises `RecipientError`."""
    day = on or today()
    if recipient.basis != Basis.ENTRUSTED or recipient.ended_at is not None:
        raise RecipientError("entrusted", "only who is entrusted is supervised")
    if finding not in Finding.values:
        raise RecipientError("finding", f"the finding is one of {', '.join(Finding.values)}")
    if day > today() or next_by <= day:
        raise RecipientError("review", "the next review comes after this one, and this one is not to come")
    _check_soon(day, next_by)
    row = Supervision.objects.create(recipient=recipient, on=day, finding=finding, document=document.strip()[:120], by_id=actor)
    recipient.review_by = next_by
    recipient.save(update_fields=["review_by"])
    record("supervised", actor=actor, clause="4(1)", recipient=recipient.pk, outcome=finding)
    return row


@transaction.atomic
def check_measures(recipient: Recipient, document: str, next_by: date, *, actor: UUID | None) -> None:
    """A recipient abroad was found to keep equivalent measures; by when they are checked again. Raises `RecipientError`.

    What they show of somebody whom they entrust abroad stands with theirs.
    """
    if not keeps_measures(recipient):
        raise RecipientError("route", "only measures abroad are checked")
    if not document.strip() or next_by <= today():
        raise RecipientError("measures", "measures need a document that shows them, and a date by which they are checked again")
    _check_soon(today(), next_by)
    recipient.measures_document, recipient.measures_check_by = document.strip()[:120], next_by
    recipient.save(update_fields=["measures_document", "measures_check_by"])
    record("measures_checked", actor=actor, clause="4", recipient=recipient.pk)


def keeps_measures(recipient: Recipient) -> bool:
    """Whether measures abroad are to be checked: the recipient's own, or those of somebody whom they entrust."""
    if recipient.ended_at is not None:
        return False
    subs = SubEntrustee.objects.filter(recipient=recipient.pk, foreign_route=Route.MEASURES, ended_at=None)
    return recipient.foreign_route == Route.MEASURES or subs.exists()


@transaction.atomic
def entrust_further(recipient: Recipient, name: str, country: str, *, actor: UUID | None, route: str = "") -> SubEntrustee:
    """Whom they entrust in turn, with our leave. Raises `RecipientError`.

    Nobody is asked whether they consent to somebody's sub-entrustee: who needs that is registered as a recipient of their own.
    """
    if recipient.basis != Basis.ENTRUSTED or recipient.ended_at is not None:
        raise RecipientError("entrusted", "only who is entrusted can entrust in turn")
    if not name.strip():
        raise RecipientError("name", "whoever is entrusted has a name")
    if len(country) != 2 or not country.isalpha() or not country.isupper():
        raise RecipientError("country", "the country is its two-letter code, such as JP")
    if country != HOME:
        _check_route(country, route)
    row = SubEntrustee.objects.create(recipient=recipient, name=name.strip()[:120], country=country, foreign_route=route)
    record("sub_entrusted", actor=actor, clause="4(1)", recipient=recipient.pk)
    return row


@transaction.atomic
def end_further(recipient: Recipient, sub: int | None, *, actor: UUID | None) -> None:
    """They do not entrust that one any more; the row stays as proof. Raises `RecipientError`."""
    open_ones = SubEntrustee.objects.filter(pk=sub or 0, recipient=recipient.pk, ended_at=None)
    if not open_ones.update(ended_at=timezone.now()):
        raise RecipientError("sub_gone", "nobody whom they entrust stands there")
    record("sub_ended", actor=actor, clause="4(1)", recipient=recipient.pk)


def _check_soon(day: date, next_by: date) -> None:
    """Raises a `RecipientError` where the next look comes too late."""
    if next_by > day + LONGEST:
        raise RecipientError("late", f"the next look comes within {LONGEST.days} days")


def _check_route(country: str, route: str) -> None:
    """Raises a `RecipientError` where a sub-entrustee in that country cannot be reached by that route."""
    if route == Route.CONSENT:
        raise RecipientError(
            "sub_consent", "nobody is asked to consent to a sub-entrustee: register them as a recipient of their own"
        )
    if route not in Route.values:
        raise RecipientError("route", "a sub-entrustee outside Japan needs a route: designated or measures")
    if route == Route.DESIGNATED and country not in DESIGNATED:
        raise RecipientError("designated", f"{country} is not designated; the route is measures")
