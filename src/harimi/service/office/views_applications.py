"""Applications: those that wait, one of them with who it is from, and what is decided. Opening one is a look."""

from collections.abc import Callable, Mapping
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.contracts import deciding, identity
from harimi.service.contracts.applying import ApplicationError
from harimi.service.contracts.evidence import picture
from harimi.service.contracts.models import Application, IdentityCheck
from harimi.service.contracts.tokens import new_token, token_hash
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views import SHOWN
from harimi.service.pages.texts import text
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.privacy.looks import Look, looking

ITEMS = ("name", "corporate_name", "mail", "address", "contract_data", "place", "planned_meter")
State, Outcome = Application.State, IdentityCheck.Outcome


@require_safe
@for_staff(StaffRole.RECEPTION)
def applications(request: StaffRequest) -> HttpResponse:
    """The list, which names nobody."""
    first = Case(When(state=State.RECEIVED, then=Value(0)), default=Value(1), output_field=IntegerField())
    rows = _known().annotate(meters=Sum("places__meters"), first=first)
    rows = rows.select_related("plan").prefetch_related("checks")
    page = Paginator(rows.order_by("first", "-sent_at", "pk"), SHOWN).get_page(request.GET.get("page"))
    return render(request, "office/applications.html", {"page": page})


@require_safe
@for_staff(StaffRole.RECEPTION)
def application(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """One application with all that it says."""
    row = _row(application_id)
    with looking(Look(request.user.subject_id, "registration", ITEMS), [row]) as seen:
        if not seen:
            raise Http404
        context = {
            "row": row,
            "checks": row.checks.all(),
            "waiting": row.checks.filter(outcome__in=(Outcome.ASKED, Outcome.SENT)).exists(),
            "known": identity.confirmed(row),
            "seen_by": identity.SEEN if row.kind != Organization.Kind.HOUSEHOLD else identity.SEEN[:1],
            "grounds": deciding.GROUNDS,
        }
        answer = render(request, "office/application.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_safe
@for_staff(StaffRole.RECEPTION)
def evidence(request: StaffRequest, check_id: int) -> HttpResponse:
    """The picture of a document, while there is one. Each opening is a look for checking who somebody is."""
    waiting = IdentityCheck.objects.filter(outcome=Outcome.SENT, application__state=State.RECEIVED).exclude(evidence="")
    check = get_object_or_404(waiting.select_related("application"), pk=check_id)
    try:
        with looking(Look(request.user.subject_id, "identity_check", ("name", "address")), [check.application]):
            answer = HttpResponse(picture(check), content_type="image/jpeg")
    except BlobMissingError as error:
        raise Http404 from error
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_staff(StaffRole.RECEPTION)
def decide(request: StaffRequest, application_id: UUID) -> HttpResponse:
    """A step of an application."""
    row, step = _row(application_id), request.POST.get("step", "")
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step](request, row)
    except ApplicationError as error:
        messages.error(request, text(f"apply.error.{error.code}"))
    else:
        messages.success(request, text(f"applications.done.{step}"))
    return redirect("office_application", row.pk)


def _ask(request: StaffRequest, row: Application) -> None:
    """The link in the mail is a new one; the earlier one leads nowhere from now on."""
    token = new_token()
    with transaction.atomic():
        Application.objects.filter(pk=row.pk).update(token_hash=token_hash(token))
        identity.ask(row, link=f"{settings.HARIMI.url}{reverse('application', args=[token])}", actor=request.user)


def _judge(request: StaffRequest, row: Application) -> None:
    check = row.checks.filter(outcome=Outcome.SENT).first()
    if check is None:
        raise ApplicationError("not_possible")
    identity.judge(check, confirmed=request.POST.get("step") == "them", actor=request.user)


_STEPS: Mapping[str, Callable[[StaffRequest, Application], object]] = {
    "ask": _ask,
    "them": _judge,
    "not_them": _judge,
    "seen": lambda request, row: identity.seen(row, request.POST.get("method", ""), actor=request.user),
    "accept": lambda request, row: deciding.accept(row, actor=request.user, link=_first_password),
    "refuse": lambda request, row: deciding.refuse(row, request.POST.get("ground", ""), actor=request.user),
}


def _first_password(user: User) -> str:
    """Where somebody new sets a password, as if they had forgotten one."""
    told = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.HARIMI.url}{reverse('account_reset_password_from_key', kwargs=told)}"


def _row(application_id: UUID) -> Application:
    return get_object_or_404(_known().select_related("plan", "contract"), pk=application_id)


def _known() -> QuerySet[Application]:
    """Those whose address is proven: what somebody else sent in their name is nobody's business."""
    return Application.objects.exclude(confirmed_at=None)
