"""Who works here and what each may do: for administrators, who show that they are themselves before they change it."""

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts import invitations, staff
from harimi.service.accounts.members import PeopleError
from harimi.service.accounts.models import Invitation, User
from harimi.service.accounts.staff import StaffError, StaffRole, staff_roles
from harimi.service.office.access import StaffRequest, for_staff
from harimi.service.pages.access import password_again
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text


@require_safe
@for_staff(StaffRole.ADMINISTRATOR)
def people(request: StaffRequest) -> HttpResponse:
    """The list, with who has no second step to their sign-in yet; and who was invited."""
    listed = [(one, staff_roles(one), is_mfa_enabled(one)) for one in staff.all_staff().prefetch_related("groups")]
    context = {
        "people": listed,
        "invited": [(one, one.staff_roles.split(",")) for one in invitations.open_invitations().filter(organization=None)],
        "roles": StaffRole.values,
    }
    answer = render(request, "office/staff.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@for_staff(StaffRole.ADMINISTRATOR)
@password_again
def set_roles(request: StaffRequest) -> HttpResponse:
    """Gives somebody the roles that are ticked; with none they are no staff any more."""
    found = get_object_or_404(User, pk=known_id(request.POST.get("who", "")), is_staff=True)
    try:
        staff.set_roles(found, request.POST.getlist("roles"), actor=request.user)
    except StaffError as error:
        messages.error(request, text(f"staff.error.{error.code}"))
    else:
        messages.success(request, text("staff.done.roles", email=found.email))
    return redirect("office_staff")


@require_POST
@for_staff(StaffRole.ADMINISTRATOR)
@password_again
def invite(request: StaffRequest) -> HttpResponse:
    """Sends somebody an invitation to the staff."""
    email = request.POST.get("email", "")
    try:
        invitations.invite_staff(email, request.POST.getlist("roles"), actor=request.user, link=_link)
    except PeopleError as error:
        messages.error(request, text(f"people.error.{error.code}"))
    else:
        messages.success(request, text("people.done.invited", email=email.strip().lower()))
    return redirect("office_staff")


@require_POST
@for_staff(StaffRole.ADMINISTRATOR)
def revoke(request: StaffRequest) -> HttpResponse:
    """Takes an invitation back."""
    row = Invitation.objects.filter(pk=known_id(request.POST.get("which", "")), organization=None).first()
    if row is None:
        raise Http404
    invitations.revoke(row, actor=request.user)
    messages.success(request, text("people.done.revoke", email=row.email))
    return redirect("office_staff")


def _link(token: str) -> str:
    return f"{settings.HARIMI.url}{reverse('invitation', args=[token])}"
