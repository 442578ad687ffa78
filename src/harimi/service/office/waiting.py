"""What waits for somebody of the staff: one tile for each kind of work, on the desk of those whose role it is."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.staff import StaffRole
from harimi.service.billing.models import Run, RunPart
from harimi.service.contracts.models import Application
from harimi.service.incidents.models import Incident
from harimi.service.incidents.reminding import late as late_reports
from harimi.service.logistics.models import Fault, Parcel, Unit
from harimi.service.logistics.returns import AFTER, expected
from harimi.service.notices.models import Mailbox
from harimi.service.payments.cards.disputing import open_disputes
from harimi.service.payments.cards.events import failed as failed_card_events
from harimi.service.payments.dunning.reminding import after_the_last
from harimi.service.payments.models import Receipt
from harimi.service.privacy.days import today
from harimi.service.privacy.reviewing import unreviewed
from harimi.service.requests.keeping import to_post
from harimi.service.requests.models import Request
from harimi.service.requests.states import RUNNING as RUNNING_REQUESTS
from harimi.service.rights.models import Leaving
from harimi.service.support.answering import RUNNING
from harimi.service.support.models import Case, Violation
from harimi.service.third_parties.approvals import waiting as approvals_waiting
from harimi.service.third_parties.stops import open_recalls

R = StaffRole
LATE = timedelta(hours=1)
"""So long after it is due an erasure that is not over needs somebody to look at the log."""


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of work: the text that names it, the page where it is done, whose it is, what waits, and whether it is urgent."""

    text: str
    address: str
    roles: tuple[StaffRole, ...]
    waits: Callable[[], QuerySet[Any]]
    late: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """How much of a kind of work waits."""

    work: Work
    count: int


def applications() -> QuerySet[Application]:
    """Those that nobody decided about yet."""
    return Application.objects.filter(state=Application.State.RECEIVED)


def inquiries() -> QuerySet[Case]:
    """Those whose clock runs."""
    return Case.objects.filter(state__in=RUNNING)


def late_inquiries() -> QuerySet[Case]:
    """Those that should have been answered by now."""
    return inquiries().filter(due_at__lt=timezone.now())


def late_erasures() -> QuerySet[Leaving]:
    """Those that should be over by now."""
    return Leaving.objects.filter(done_at=None, due_at__lt=timezone.now() - LATE)


def parcels() -> QuerySet[Parcel]:
    """Those that are not on their way yet."""
    return Parcel.objects.filter(state__in=(Parcel.State.WANTED, Parcel.State.RESERVED, Parcel.State.PICKED))


def faults() -> QuerySet[Fault]:
    """Those that nobody answered yet."""
    return Fault.objects.filter(state=Fault.State.REPORTED)


def late_returns() -> QuerySet[Unit]:
    """Units that should have come back by now."""
    return expected().filter(wanted_back_at__lte=timezone.now() - AFTER[-1])


def violations() -> QuerySet[Violation]:
    """Cases of the terms that go on."""
    return Violation.objects.exclude(state=Violation.State.ENDED)


def requests() -> QuerySet[Request]:
    """Those whose clock runs."""
    return Request.objects.filter(state__in=RUNNING_REQUESTS)


def late_requests() -> QuerySet[Request]:
    """Those that should have been answered by now."""
    return requests().filter(due_on__lt=today())


def incidents() -> QuerySet[Incident]:
    """Those that are not closed."""
    return Incident.objects.filter(state=Incident.State.OPEN)


def late_incidents() -> QuerySet[Incident]:
    """Those of which a report should be made by now."""
    return Incident.objects.filter(pk__in=[one.pk for one in late_reports()])


def runs() -> QuerySet[Run]:
    """Those that staff must look at before anything is issued."""
    return Run.objects.filter(state=Run.State.READY)


def failed_parts() -> QuerySet[RunPart]:
    """Customers whose invoice could not be issued."""
    return RunPart.objects.filter(state=RunPart.State.FAILED, run__state=Run.State.DONE)


def receipts() -> QuerySet[Receipt]:
    """Money of which nobody knows whose it is."""
    return Receipt.objects.filter(state=Receipt.State.OPEN)


WORK = (
    Work("desk.applications", "office_applications", (R.RECEPTION,), applications),
    Work("desk.inquiries", "office_cases", (R.SUPPORT,), inquiries),
    Work("desk.late_inquiries", "office_cases", (R.SUPPORT,), late_inquiries, late=True),
    Work("desk.bounces", "office_bounces", (R.SUPPORT,), Mailbox.objects.all),
    Work("desk.parcels", "office_parcels", (R.LOGISTICS,), parcels),
    Work("desk.faults", "office_faults", (R.LOGISTICS, R.SUPPORT), faults),
    Work("desk.late_returns", "office_faults", (R.LOGISTICS,), late_returns, late=True),
    Work("desk.runs", "office_runs", (R.BILLING,), runs),
    Work("desk.failed_parts", "office_runs", (R.BILLING,), failed_parts, late=True),
    Work("desk.violations", "office_violations", (R.PRIVACY,), violations),
    Work("desk.requests", "office_requests", (R.PRIVACY,), requests),
    Work("desk.to_post_requests", "office_requests", (R.PRIVACY,), to_post),
    Work("desk.late_requests", "office_requests", (R.PRIVACY,), late_requests, late=True),
    Work("desk.approvals", "office_approvals", (R.PRIVACY,), approvals_waiting, late=True),
    Work("desk.recalls", "office_provisions", (R.PRIVACY,), open_recalls),
    Work("desk.incidents", "office_incidents", (R.PRIVACY,), incidents),
    Work("desk.late_incidents", "office_incidents", (R.PRIVACY,), late_incidents, late=True),
    Work("desk.review", "office_reviews", (R.PRIVACY,), unreviewed, late=True),
    Work("desk.receipts", "office_receipts", (R.BILLING,), receipts),
    Work("desk.after_last_notice", "office_unpaid", (R.BILLING,), after_the_last, late=True),
    Work("desk.card_disputes", "office_cards", (R.BILLING,), open_disputes, late=True),
    Work("desk.card_events", "office_cards", (R.BILLING,), failed_card_events),
    Work("desk.late_erasures", "office_leavings", (R.RECEPTION, R.PRIVACY), late_erasures, late=True),
)


def waiting_for(roles: Collection[StaffRole]) -> list[Tile]:
    """What waits for somebody with these roles, the urgent first; what does not wait has no tile."""
    mine = [work for work in WORK if set(work.roles) & set(roles)]
    tiles = [Tile(work, work.waits().count()) for work in mine]
    return sorted((one for one in tiles if one.count), key=lambda one: not one.work.late)
