"""Whose data a request is about: found by a proven mail address, or by staff under a number that names one customer."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.billing.models import InvoiceCopy
from harimi.service.contracts.models import Application, Contract
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import Subject
from harimi.service.requests.audited import PURPOSE, note
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import About, AboutCopy, Check, Request
from harimi.service.requests.states import locked
from harimi.service.support.models import Case

State = Request.State
OPEN = (State.RECEIVED, State.IDENTIFYING, State.IDENTIFIED, State.QUOTED, State.AGREED, State.INVESTIGATING)
"""As long as it can still be said whom it is about."""


def note_found(request: Request) -> None:
    """Keeps whoever the address is proven to be of: a person, what they own, what they asked or applied for; and nobody else,
    since a mailbox proves no more.
    """
    with using(PURPOSE, subject=request.subject_id):
        address = request.email
    found = subjects_at(address)
    About.objects.filter(request=request).exclude(subject__in=found).delete()
    AboutCopy.objects.filter(request=request).delete()
    for subject in found:
        About.objects.get_or_create(request=request, subject_id=subject)


def subjects_at(address: str) -> set[UUID]:
    """Everybody of whom that is the proven address; inquiries and applications without an account have it themselves.

    Whoever has an account is found by the address that is proven there today, and by none that they had before.
    """
    verified = EmailAddress.objects.filter(email=address, verified=True).values("user")
    people = set(User.objects.filter(pk__in=verified).values_list("subject", flat=True))
    owned = Organization.objects.filter(memberships__user__in=verified, memberships__role=Membership.Role.OWNER)
    accounts = User.objects.values("subject")
    applied = Application.objects.filter(email=address).exclude(subject__in=accounts).values_list("subject", flat=True)
    asked = Case.objects.filter(email=address).exclude(subject__in=accounts).values_list("subject", flat=True)
    return people | set(owned.values_list("subject", flat=True)) | set(applied) | set(asked)


@transaction.atomic
def add(request: Request, typed: str, *, by: User) -> UUID:
    """Staff found somebody by a contract's number, an inquiry's number or a whole mail address. Raises `RequestError`."""
    row, found = locked(request, *OPEN), _known(typed.strip())
    _more_than_a_mailbox(row)
    if len(found) != 1:
        raise RequestError("nobody")
    subject = found.pop()
    About.objects.get_or_create(request=row, subject_id=subject)
    note("request_about", row, actor=by.subject_id, subject=subject)
    return subject


@transaction.atomic
def add_copy(request: Request, number: str, *, by: User) -> None:
    """Staff found an invoice that only the law keeps, of whoever asks. Raises `RequestError`."""
    row = locked(request, *OPEN)
    _more_than_a_mailbox(row)
    copy = InvoiceCopy.objects.filter(number=number.strip().upper(), alone=True).first()
    if copy is None:
        raise RequestError("no_copy")
    AboutCopy.objects.get_or_create(request=row, copy=copy)
    note("request_about", row, actor=by.subject_id)


@transaction.atomic
def remove(request: Request, subject: UUID, *, by: User) -> None:
    """It was somebody else after all."""
    row = locked(request, *OPEN)
    if About.objects.filter(request=row, subject=subject).delete()[0]:
        note("request_about", row, actor=by.subject_id, subject=subject, outcome="removed")


def subjects_of(request: Request) -> list[Subject]:
    """Everybody it is about and who is still there, in the order in which they were found."""
    return [one.subject for one in request.about.select_related("subject").order_by("pk")]


def _more_than_a_mailbox(request: Request) -> None:
    """Raises `RequestError` where a code by mail is all that is known of who asks: it opens what is at that address alone."""
    confirmed = request.checks.filter(outcome=Check.Outcome.CONFIRMED)
    if confirmed.exists() and not confirmed.exclude(method=Check.Method.MAIL_CODE).exists():
        raise RequestError("needs_document")


def _known(typed: str) -> set[UUID]:
    if "@" in typed:
        return set(User.objects.filter(email=typed.lower()).values_list("subject", flat=True))
    by_contract = Contract.objects.filter(number=typed).values_list("organization__subject", flat=True)
    by_case = Case.objects.filter(number=typed.upper()).values_list("subject", flat=True)
    return set(by_contract) | set(by_case)
