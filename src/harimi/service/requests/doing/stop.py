"""End of use, or erasure (clause 8-1(2)), as far as it is due: an item, a purpose, or everything.

What a law or a dispute holds stays until its day, and the notice says so.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from harimi.service.accounts.models import Organization, User
from harimi.service.billing.keeping import copies_of
from harimi.service.privacy.choices import Asked, stop
from harimi.service.privacy.models import Subject
from harimi.service.requests.detaching import detach
from harimi.service.requests.doing.allowed import executing
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import AboutCopy, Request
from harimi.service.requests.states import RUNNING
from harimi.service.rights.leaving import LeavingError, close_account, end_contract, erase_now
from harimi.service.rights.models import Leaving
from harimi.service.rights.steps import leaves

KIND = Request.Kind.STOP


@transaction.atomic
def use(request: Request, subject: UUID, *, by: User, item: str = "", purpose: str = "") -> None:
    """Stops an item or an optional purpose, as the person could themselves. Raises `RequestError` or `PremiseError`."""
    row = executing(request, KIND, subject)
    stop(subject, Asked(row.number, row.language, "request", by.subject_id), item=item, purpose=purpose)


@transaction.atomic
def erase(request: Request, subject: Subject, *, by: User) -> Leaving:
    """Everything about them goes, as when they leave: cameras are refused, contracts end, workers erase at once.

    The request itself is kept under a subject of its own from then on, so that its notice can be, and so that it can say which
    invoices the law keeps. Whatever else they asked ends first. Raises `RequestError`.
    """
    row = executing(request, KIND, subject.pk)
    others = Request.objects.filter(Q(subject=subject) | Q(about__subject=subject), state__in=RUNNING).exclude(pk=row.pk)
    if others.exists():
        raise RequestError("running")
    for copy in copies_of(subject.pk):
        AboutCopy.objects.get_or_create(request=row, copy=copy)
    if row.subject_id == subject.pk or row.user is not None:
        detach(row)
        request.refresh_from_db()
    try:
        return _leave(subject, by)
    except LeavingError as error:
        raise RequestError(f"leaving_{error.code}") from error


def _leave(subject: Subject, by: User) -> Leaving:
    organization = Organization.objects.filter(subject=subject).first()
    if organization is not None:
        row = end_contract(organization, actor=None, staff=by) if organization.ended_at is None else None
        erase_now(organization, actor=by)
        return row or Leaving.objects.get(subject=subject.pk)
    user = User.objects.filter(subject=subject).first()
    if user is not None:
        return close_account(user, actor=by)
    return leaves(subject, timezone.now(), actor=by.subject_id)
