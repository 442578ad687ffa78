"""Inviting somebody, and the page behind the link in the mail."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.accounts import invitations
from harimi.service.accounts.access import Action
from harimi.service.accounts.members import PeopleError, Role
from harimi.service.accounts.models import Invitation, Organization, User
from harimi.service.accounts.tenants import tenants_of
from harimi.service.pages.access import person
from harimi.service.pages.forms_account import JoinForm
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.views_people import organization_for
from harimi.service.privacy.publication import in_force, terms_in_force

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_POST
@login_required
def invite(request: HttpRequest, organization_id: UUID) -> HttpResponse:
    """Sends an invitation. What is said is the same whether the address has an account or not."""
    found, email = organization_for(request, organization_id, Action.MANAGE_PEOPLE), request.POST.get("email", "")
    role = request.POST.get("role", "")
    try:
        invitations.invite(found, email, role, actor=person(request), link=_link, tenant=_tenant(request, found, role))
    except PeopleError as error:
        messages.error(request, text(f"people.error.{error.code}"))
    else:
        messages.success(request, text("people.done.invited", email=email.strip().lower()))
    return redirect("organization", organization_id)


@require_POST
@login_required
def change_invitation(request: HttpRequest, organization_id: UUID, invitation_id: UUID) -> HttpResponse:
    """Sends it once more, or takes it back."""
    found, action = organization_for(request, organization_id, Action.MANAGE_PEOPLE), request.POST.get("action", "")
    invitation = Invitation.objects.filter(organization=found, pk=invitation_id).first()
    if invitation is None or action not in ("resend", "revoke"):
        raise Http404
    try:
        if action == "resend":
            invitations.resend(invitation, actor=person(request), link=_link)
        else:
            invitations.revoke(invitation, actor=person(request))
    except PeopleError as error:
        messages.error(request, text(f"people.error.{error.code}"))
    else:
        messages.success(request, text(f"people.done.{action}", email=invitation.email))
    return redirect("organization", organization_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who is signed in joins by a click, who has an account signs in first, somebody new sets a password."""
    found = invitations.by_token(token)
    if found is None:
        return render(request, "pages/invitation.html", {"state": "gone"}, status=404)
    if isinstance(request.user, User):
        return _as_known(request, found, request.user)
    if User.objects.filter(email=found.email).exists():
        messages.info(request, text("invitation.sign_in"))
        return redirect_to_login(request.get_full_path())
    return _as_new(request, found)


def _as_known(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    if user.email != found.email:
        return render(request, "pages/invitation.html", {"state": "other"}, status=403)
    if request.method != "POST":
        return render(request, "pages/invitation.html", {"state": "known", "invitation": found})
    return _joined(request, found, user)


def _as_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    policy, terms = in_force(), terms_in_force()
    form = JoinForm(request.POST or None, email=found.email, versions=f"{policy.number}.{terms.number}")
    if form.is_valid():
        try:
            user = invitations.join_as_new(found, form.cleaned_data["password"], spoken())
        except PeopleError:
            return render(request, "pages/invitation.html", {"state": "gone"}, status=404)
        login(request, user, BACKEND)
        return _welcome(request, found)
    context = {"state": "new", "invitation": found, "form": form, "policy": policy, "terms": terms}
    return render(request, "pages/invitation.html", context, status=422 if form.is_bound else 200)


def _joined(request: HttpRequest, found: Invitation, user: User) -> HttpResponse:
    try:
        invitations.join(found, user)
    except PeopleError:
        return render(request, "pages/invitation.html", {"state": "gone"}, status=404)
    return _welcome(request, found)


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    if found.organization is None:
        messages.success(request, text("invitation.staff_joined"))
        return redirect("security")
    messages.success(request, text("invitation.joined", name=found.organization.name))
    return redirect("home")


def _tenant(request: HttpRequest, organization: Organization, role: str) -> UUID | None:
    """The tenant whom the form names, if it is one of the organization's."""
    if role != Role.TENANT:
        return None
    known = {str(one): one for one, _ in tenants_of(organization)}
    return known.get(request.POST.get("tenant", ""))


def _link(token: str) -> str:
    return f"{settings.HARIMI.url}{reverse('invitation', args=[token])}"
