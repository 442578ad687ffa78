"""Who leaves, and what must not be erased yet: for staff, who also do what somebody asks for at the desk (terms 1 §10)."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.services import organization_named
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.desk import LEAVINGS
from harimi.service.office.views import SHOWN
from harimi.service.office.waiting import late_erasures
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text
from harimi.service.pages.views_leaving import state_of
from harimi.service.privacy.days import today
from harimi.service.privacy.held import held
from harimi.service.privacy.models import Subject
from harimi.service.rights import holds
from harimi.service.rights.holds import HoldError
from harimi.service.rights.leaving import LeavingError, close_account, end_contract
from harimi.service.rights.models import Hold, Leaving


@require_safe
@for_staff(*LEAVINGS)
def leavings(request: StaffRequest) -> HttpResponse:
    """The list, newest first, which names nobody; the holds in force; and both forms."""
    return _page(request)


def _page(request: StaffRequest, refused: str = "") -> HttpResponse:
    """The page of `leavings`; what somebody typed into the form that is `refused` stays there."""
    page = Paginator(Leaving.objects.order_by("-asked_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    held_back = holds.held_subjects()
    context = {
        "page": page,
        "rows": [(one, state_of(one, held_back=one.subject in held_back)) for one in page],
        "late": late_erasures().count(),
        "holds": holds.in_force().select_related("subject").order_by("until", "pk"),
        "grounds": Hold.Ground.values,
        "tomorrow": today() + timedelta(days=1),
        "days": held().kept("leaving").days,
        "typed": {refused: request.POST},
        "refused": refused,
        "here": reverse("office_leavings"),
    }
    return render(request, "office/leavings.html", context)


@require_POST
@for_staff(*LEAVINGS)
def end(request: StaffRequest) -> HttpResponse:
    """Ends a contract or closes an account for somebody who asked for it, and shows the receipt to be given to them."""
    staff, found = request.user, _found(request)
    if found is None or request.POST.get("sure") != "yes":
        return _refused(request, "end", "leaving.office.nobody" if found is None else "leaving.office.unsure")
    try:
        row = close_account(found, actor=staff) if isinstance(found, User) else end_contract(found, actor=None, staff=staff)
    except LeavingError as error:
        return _refused(request, "end", f"leaving.error.{error.code}")
    return redirect("receipt", row.pk)


@require_POST
@for_staff(*LEAVINGS)
def hold(request: StaffRequest) -> HttpResponse:
    """Nothing of somebody is erased before a day."""
    staff, found = request.user, _found(request)
    until = parse_date(request.POST.get("until", "")) or today()
    if found is None:
        return _refused(request, "hold", "leaving.office.nobody")
    try:
        holds.place(
            found.subject, request.POST.get("ground", ""), until, actor=staff, article=request.POST.get("article", "")[:80]
        )
    except HoldError as error:
        return _refused(request, "hold", f"leaving.hold_error.{error.code}")
    messages.success(request, text("leaving.office.held"))
    return redirect("office_leavings")


def _refused(request: StaffRequest, form: str, why: str) -> HttpResponse:
    messages.error(request, text(why))
    return _page(request, form)


@require_POST
@for_staff(*LEAVINGS)
def lift(request: StaffRequest) -> HttpResponse:
    """A hold is over."""
    staff = request.user
    holds.lift(get_object_or_404(Hold, pk=known_id(request.POST.get("hold", "")), lifted_at=None), actor=staff)
    messages.success(request, text("leaving.office.lifted"))
    return redirect("office_leavings")


def _found(request: StaffRequest) -> User | Organization | None:
    """Whom the form names: a mail address, or the whole name of an organization that nobody else has."""
    typed, kind = request.POST.get("who", "").strip(), request.POST.get("kind", "")
    if kind not in Subject.Kind.values:
        raise Http404
    if kind == Subject.Kind.PERSON:
        return User.objects.filter(email=typed.lower()).first()
    return organization_named(typed)
