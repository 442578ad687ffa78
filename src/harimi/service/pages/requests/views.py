"""A person's requests in My Account: all of them, a new one, one of them, and what it disclosed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.models import Organization, User
from harimi.service.pages.access import password_again, person
from harimi.service.pages.cards.leading import back_to, leads_to_provider
from harimi.service.pages.consents import ME
from harimi.service.pages.requests.files import handed_out
from harimi.service.pages.requests.forms import MemberForm
from harimi.service.pages.requests.shown import shown, step
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.unstored import unstored
from harimi.service.privacy.gate import using
from harimi.service.requests import fees, identity, opening, paying
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Answer, Request

ON_A_PAGE = 30


def requests_of(user: User) -> "QuerySet[Request]":
    """The person's own, and those about organizations whose contract they manage."""
    organizations = allowed_in(user, Action.MANAGE_CONTRACT)
    theirs = Organization.objects.filter(pk__in=organizations).values("subject")
    mine = Q(subject=user.subject_id) | Q(subject__in=theirs)
    return Request.objects.filter(mine, channel=Request.Channel.MY_ACCOUNT).order_by("-arrived_at", "pk")


@require_safe
@login_required
def requests(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first, and the kinds that there are."""
    page = Paginator(requests_of(person(request)), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "kinds": Request.Kind.values, "open": opening.is_open(), "tab": "privacy"}
    return unstored(render(request, "pages/requests/requests.html", context))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@password_again
def new_request(request: HttpRequest, kind: str) -> HttpResponse:
    """A new one of a kind; whoever sends it shows their password, and has so shown who they are."""
    user = person(request)
    if kind not in Request.Kind.values or not opening.is_open():
        raise Http404
    form = MemberForm(request.POST or None, kind=kind, whose=_whose(user))
    if form.is_valid():
        try:
            row = opening.by_member(
                user, _subject(user, form.cleaned_data["who"]), form.demand(), language=spoken(), to=form.to()
            )
            identity.signed_in(row)
        except RequestError as error:
            form.add_error(None, text(f"request.error.{error.code}"))
        else:
            messages.success(request, text("request.done.asked", number=row.number))
            return redirect("request", row.pk)
    context = {"form": form, "kind": kind, "fee": fees.now(kind), "tab": "privacy"}
    return unstored(render(request, "pages/requests/new.html", context, status=422 if form.is_bound else 200))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@leads_to_provider
def one_request(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """One of them."""
    row = _mine(request, request_id)
    with using(PURPOSE, subject=row.subject_id):
        if request.method == "POST":
            back = back_to("request", row.pk, away=request.path)
            return step(request, row, back) or redirect("request", row.pk)
        if paying.came_back(row):
            messages.success(request, text("request.done.card"))
            return redirect("request", row.pk)
        return unstored(render(request, "pages/requests/request.html", {**shown(row), "tab": "privacy"}))


@require_safe
@login_required
def request_file(request: HttpRequest, request_id: UUID, answer_id: UUID) -> HttpResponseBase:
    """What it disclosed."""
    row = _mine(request, request_id)
    answer = Answer.objects.select_related("request", "about").filter(request=row, pk=answer_id).first()
    if answer is None:
        raise Http404
    return handed_out(request, answer) or redirect("request", row.pk)


def _mine(request: HttpRequest, request_id: UUID) -> Request:
    row = requests_of(person(request)).filter(pk=request_id).select_related("user").first()
    if row is None:
        raise Http404
    return row


def _whose(user: User) -> list[tuple[str, str]]:
    owned = by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.MANAGE_CONTRACT)))
    return [(ME, text("privacy.me")), *((str(one.pk), text("privacy.of", name=one.name)) for one in owned)]


def _subject(user: User, who: str) -> UUID:
    """One of those that the form offered."""
    return user.subject_id if who == ME else Organization.objects.get(pk=who).subject_id
