"""Card payments in the office: how they stand, what is disputed, and giving back. The lists name nobody."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.staff import StaffRole
from harimi.service.egress.cards import provider
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.office.views import SHOWN
from harimi.service.pages.ids import number_in
from harimi.service.pages.texts import text
from harimi.service.payments.cards import disputing, events, refunding
from harimi.service.payments.cards.errors import CardError
from harimi.service.payments.models import CardEvent, CardPayment
from harimi.service.privacy.cards import tidy

ON_A_PAGE = 30


@require_safe
@for_staff(StaffRole.BILLING)
def cards(request: StaffRequest) -> HttpResponse:
    """The newest first; above them what somebody has to look at."""
    rows = CardPayment.objects.select_related("invoice").order_by("-made_at", "pk")
    context = {
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "query": "",
        "disputes": disputing.open_disputes().select_related("payment__invoice")[:SHOWN],
        "failed": events.failed().order_by("received_at")[:SHOWN],
        "ignored": CardEvent.objects.filter(state=CardEvent.State.IGNORED).count(),
        "taken": provider.taken(),
    }
    return render(request, "office/cards.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(StaffRole.BILLING)
def card(request: StaffRequest, payment_id: UUID) -> HttpResponse:
    """One with what was given back of it, and a form to give back."""
    payment = get_object_or_404(CardPayment.objects.select_related("invoice", "organization"), pk=payment_id)
    if request.method == "POST":
        return _refund(request, payment)
    context = {
        "payment": payment,
        "refunds": payment.refunds.all(),
        "disputes": payment.disputes.all(),
        "left": refunding.left(payment),
        "proposed": refunding.proposed(payment),
    }
    return render(request, "office/card.html", context)


@require_POST
@for_staff(StaffRole.BILLING)
def card_event(request: StaffRequest) -> HttpResponse:
    """An event is done once more."""
    events.again(get_object_or_404(CardEvent, pk=request.POST.get("which", "")))
    return redirect("office_cards")


def _refund(request: StaffRequest, payment: CardPayment) -> HttpResponse:
    yen, reason = number_in(request.POST.get("yen", "")) or 0, tidy(request.POST.get("reason", ""))[:200]
    try:
        refunding.refund(payment, yen, reason, actor=request.user)
        messages.success(request, text("cards.refund_asked"))
    except CardError as error:
        messages.error(request, text(f"cards.error.{error.code}"))
    return redirect("office_card", payment.pk)
