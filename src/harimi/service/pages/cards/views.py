"""Paying an invoice by card, and the card that is kept for invoices to come."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.models import Organization
from harimi.service.billing.models import Invoice
from harimi.service.egress.cards import provider
from harimi.service.pages.access import person
from harimi.service.pages.cards.leading import back_to, leads_to_provider
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored
from harimi.service.pages.views_people import organization_for
from harimi.service.payments.cards import keeping, paying
from harimi.service.payments.cards.errors import CardError
from harimi.service.payments.models import CardPayment, KeptCard

PAYMENT = "00000000-0000-0000-0000-000000000000"
"""Stands in an address for the payment that is about to be made."""


@require_safe
@login_required
@leads_to_provider
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of the organizations whose contract the person manages."""
    theirs = by_name(Organization.objects.filter(pk__in=allowed_in(person(request), Action.MANAGE_CONTRACT)))
    kept = {one.organization_id: one for one in _kept(theirs)}
    context = {
        "each": [(one, kept.get(one.pk)) for one in theirs],
        "open": provider.is_open(),
        "back": "back" in request.GET and KeptCard.objects.filter(organization__in=theirs).exclude(page="").exists(),
        "choices": KeptCard.When.values,
        "tab": "invoices",
    }
    return unstored(render(request, "pages/cards/cards.html", context))


@require_POST
@login_required
def keep_card(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """On to the provider's page, where the card is typed."""
    organization = organization_for(request, organization_id, Action.MANAGE_CONTRACT)
    here = reverse("cards")
    back = back_to("cards", away=here)
    back["success_url"] += "?back=1"
    try:
        if request.POST.get("agree") != "yes":
            raise CardError("agree")
        return HttpResponseRedirect(keeping.begin(organization, request.POST.get("when", ""), back, actor=person(request)))
    except CardError as error:
        messages.error(request, text(f"cards.error.{error.code}"))
    return redirect("cards")


@require_POST
@login_required
def change_card(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Removes it, or changes when it is charged."""
    kept = keeping.card_of(organization_for(request, organization_id, Action.MANAGE_CONTRACT))
    if kept is None:
        return redirect("cards")
    if request.POST.get("step") == "remove":
        keeping.remove(kept, actor=person(request))
        messages.success(request, text("cards.removed"))
        return redirect("cards")
    try:
        keeping.set_when(kept, request.POST.get("when", ""), actor=person(request))
        messages.success(request, text("cards.changed"))
    except CardError as error:
        messages.error(request, text(f"cards.error.{error.code}"))
    return redirect("cards")


@require_POST
@login_required
def pay_by_card(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """On to the provider's page, where the invoice is paid."""
    mine = Invoice.objects.filter(organization__in=allowed_in(person(request), Action.MANAGE_CONTRACT))
    found = mine.select_related("organization").filter(pk=invoice_id, taken_back_by=None).first()
    if found is None:
        raise Http404
    back = back_to("card_payment", PAYMENT, away=reverse("invoice", args=[found.pk]))
    back["success_url"] = back["success_url"].replace(PAYMENT, "{payment}")
    try:
        return HttpResponseRedirect(paying.pay(found, back, actor=person(request)))
    except CardError as error:
        messages.error(request, text(f"cards.error.{error.code}"))
    return redirect("invoice", found.pk)


@require_safe
@login_required
def card_payment(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """How a payment stands by the provider's word; that somebody came back from its page proves nothing."""
    theirs = CardPayment.objects.filter(organization__in=allowed_in(person(request), Action.MANAGE_CONTRACT))
    found = theirs.select_related("invoice").filter(pk=payment_id).first()
    if found is None:
        raise Http404
    return unstored(render(request, "pages/cards/payment.html", {"payment": found, "tab": "invoices"}))


def _kept(theirs: list[Organization]) -> list[KeptCard]:
    return list(KeptCard.objects.select_related("organization").filter(organization__in=theirs, kept_at__isnull=False))
