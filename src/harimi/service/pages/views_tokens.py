"""Tokens of the API: made, shown once, revoked."""

from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts.access import Action, allowed_in, by_name, in_role_in
from harimi.service.accounts.api_tokens import TokenError, make_token, revoke, stands, tokens_of
from harimi.service.accounts.models import ApiToken, Organization
from harimi.service.pages.access import View, password_again, person
from harimi.service.pages.forms_tokens import TokenForm
from harimi.service.pages.texts import text
from harimi.service.pages.unstored import unstored


def for_makers(view: View) -> View:
    """To whoever makes no tokens there is no such page: they are not asked for their password either."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not in_role_in(person(request), Action.CHANGE_OUTLETS):
            raise Http404
        return view(request, *args, **named)

    return cast(View, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@for_makers
@password_again
def tokens(request: HttpRequest) -> HttpResponse:
    """All that work, and a new one; that one is on the answer and nowhere else."""
    organizations, making = _organizations(request), allowed_in(person(request), Action.CHANGE_OUTLETS)
    form = TokenForm(request.POST or None, organizations=[one for one in organizations if one.pk in making])
    if making and form.is_valid():
        answer = _made(request, form)
        if answer is not None:
            return answer
    listed = [(one, stands(one)) for where in organizations for one in tokens_of(where)]
    context = {
        "tokens": listed,
        "form": form if making else None,
        "several": len(organizations) > 1,
        "tab": "tokens",
        "base": _base(),
    }
    return unstored(render(request, "pages/tokens.html", context, status=422 if form.is_bound else 200))


@require_POST
@login_required
@for_makers
@password_again
def revoke_token(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """It is refused from this moment on."""
    mine = ApiToken.objects.filter(organization__in=_organizations(request)).select_related("organization")
    found = mine.filter(pk=token_id).first()
    if found is None:
        raise Http404
    revoke(found, actor=person(request))
    messages.success(request, text("tokens.revoked", name=found.name))
    return redirect("tokens")


def _made(request: HttpRequest, form: TokenForm) -> HttpResponse | None:
    data = form.cleaned_data
    told = (form.organization(), data["name"], data["scopes"])
    try:
        row, token = make_token(*told, actor=person(request), expires_at=form.expires_at())
    except TokenError as error:
        form.add_error(None, text(f"tokens.error.{error.code}"))
        return None
    return unstored(render(request, "pages/token_made.html", {"row": row, "token": token, "tab": "tokens", "base": _base()}))


def _organizations(request: HttpRequest) -> list[Organization]:
    """Those whose tokens the person sees and ends; they make none where the contract is over, and what was made reads on."""
    return by_name(Organization.objects.filter(pk__in=in_role_in(person(request), Action.CHANGE_OUTLETS)))


def _base() -> str:
    return f"{settings.HARIMI.url}/api/v1"
