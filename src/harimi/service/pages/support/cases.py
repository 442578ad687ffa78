"""A person's inquiries in My Account: all of them, one of them, and a new one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.captures.models import Cut
from harimi.service.pages.access import person, visible_cut
from harimi.service.pages.ids import number_in
from harimi.service.pages.support.contact import shown, step, too_many
from harimi.service.pages.support.files import file_of
from harimi.service.pages.support.forms import MemberForm
from harimi.service.pages.support.limits import files_may, writer_may
from harimi.service.pages.texts import spoken, text
from harimi.service.support.asking import Concern, ask_as_member, cases_of
from harimi.service.support.grants import for_customer
from harimi.service.support.models import Case

ON_A_PAGE = 30


@require_safe
@login_required
def cases(request: HttpRequest) -> HttpResponse:
    """All that the person asked, the newest first."""
    rows = cases_of(person(request)).order_by("-arrived_at", "pk").prefetch_related("messages__case")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "helped": for_customer(person(request)).exists(), "tab": "cases"}
    return render(request, "pages/support/cases.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_case(request: HttpRequest) -> HttpResponse:
    """A new one, about a meter, a camera or a picture where the address or the form names one."""
    user, cut = person(request), _picture(request)
    first = {"kind": Case.Kind.QUESTION, "meter": request.GET.get("meter", ""), "device": request.GET.get("device", "")}
    if not files_may(request):
        form = MemberForm(user=user, initial=request.POST.dict())
        return too_many(request, "pages/support/new.html", form=form, picture=cut, tab="cases")
    form = MemberForm(request.POST or None, request.FILES or None, user=user, initial=first)
    if form.is_valid():
        if writer_may(user):
            concern, typed = _concern(form, user, cut), form.cleaned_data
            told: dict[str, Any] = {"language": spoken(), "concern": concern, "files": typed["attached"]}
            case = ask_as_member(user, typed["kind"], typed["body"], **told)
            messages.success(request, text("case.done.asked", number=case.number))
            return redirect("case", case.pk)
        form.add_error(None, text("case.error.too_many"))
    context = {"form": form, "picture": cut, "tab": "cases"}
    return render(request, "pages/support/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One of the person's own."""
    found = cases_of(person(request)).filter(pk=case_id).select_related("meter__site__organization", "device").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        step(request, found)
        return redirect("case", found.pk)
    return render(request, "pages/support/case.html", {**shown(found), "tab": "cases"})


@never_cache
@require_safe
@login_required
def case_file(request: HttpRequest, case_id: UUID, file_id: int) -> HttpResponse:
    """A file of one of them."""
    return file_of(get_object_or_404(cases_of(person(request)), pk=case_id), file_id)


def _picture(request: HttpRequest) -> Cut | None:
    number = number_in(request.POST.get("picture") or request.GET.get("picture", ""))
    return visible_cut(request, number) if number else None


def _concern(form: MemberForm, user: User, cut: Cut | None) -> Concern:
    """Everything of one organization: that of the meter, else of the camera, else the only one to which the person belongs."""
    typed = form.cleaned_data
    device, shown_on = typed.get("device"), cut.installation.meter if cut is not None else None
    meter = typed.get("meter") or shown_on
    whose = meter.site.organization if meter else device.organization if device else _only(user)
    same = device if device is not None and device.organization == whose else None
    shows = cut if cut is not None and meter is not None and cut.installation.meter_id == meter.pk else None
    return Concern(whose, meter, same, shows)


def _only(user: User) -> Organization | None:
    mine = Organization.objects.filter(memberships__user=user).exclude(memberships__user=user, memberships__role="tenant")
    found = list(mine[:2])
    return found[0] if len(found) == 1 else None
