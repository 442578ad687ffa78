"""An owner looks at what was agreed, and changes who answers for it and where they are."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from harimi.service.accounts.access import Action
from harimi.service.contracts.changing import HOLDER, change_holder
from harimi.service.contracts.models import Contract
from harimi.service.pages.access import person
from harimi.service.pages.apply.forms import HolderForm
from harimi.service.pages.texts import text
from harimi.service.pages.views_people import organization_for


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def holder(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """The form, filled in with what the contract says."""
    organization = organization_for(request, organization_id, Action.MANAGE_CONTRACT)
    contract = Contract.objects.filter(organization=organization).first()
    if contract is None or organization.ended_at is not None:
        raise Http404
    form = HolderForm(request.POST or None, initial={name: getattr(contract, name) for name in HOLDER})
    if form.is_valid():
        told = form.check_kind(form.cleaned_data, organization.kind)
        if not form.errors:
            change_holder(contract, told, actor=person(request))
            messages.success(request, text("holder.saved"))
            return redirect("contract", organization.pk)
    context = {"form": form, "organization": organization, "tab": "people"}
    answer = render(request, "pages/apply/holder.html", context, status=422 if form.is_bound else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
