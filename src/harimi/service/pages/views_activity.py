"""The list of who did what in an organization, for its owners and managers."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.activity import kinds, let_in, named
from harimi.service.accounts.models import Activity, Organization, User
from harimi.service.pages.access import person
from harimi.service.pages.activity_words import activity_words
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done, in words."""

    activity: Activity
    words: str
    by_staff: bool = False
    """Whether it was somebody of the operator's, let in by the customer."""


@require_safe
@login_required
def activity(request: HttpRequest) -> HttpResponse:
    """What was done, the newest first; by person and kind where asked."""
    user, asked = person(request), request.GET
    organizations = by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.SEE_ACTIVITY)))
    chosen = _chosen(organizations, asked.get("organization", ""))
    who, kind = asked.get("who", ""), asked.get("kind", "")
    everybody = _everybody(chosen)
    staff = let_in(chosen) if chosen is not None and any(one.is_staff for one in everybody) else frozenset[UUID]()
    page = Paginator(_found(chosen, who, kind), ON_A_PAGE).get_page(asked.get("page"))
    context = {
        "organizations": organizations,
        "organization": chosen,
        "people": everybody,
        "kinds": sorted(kinds()),
        "who": who,
        "kind": kind,
        "page": page,
        "lines": _lines(page, staff),
        "staff": staff,
        "tab": "activity",
    }
    return render(request, "pages/activity.html", context)


def _chosen(organizations: list[Organization], told: str) -> Organization | None:
    """The organization that is asked for, the first by default, None for who has no such; another's is not found."""
    if not told:
        return next(iter(organizations), None)
    found = next((one for one in organizations if str(one.pk) == told), None)
    if found is None:
        raise Http404
    return found


def _found(organization: Organization | None, who: str, kind: str) -> QuerySet[Activity]:
    found = Activity.objects.filter(organization=organization).select_related("actor").order_by("-at", "-id")
    if kind in kinds():
        found = found.filter(action__startswith=f"{kind}.")
    return found.filter(actor=known_id(who)) if who else found


def _everybody(organization: Organization | None) -> list[User]:
    """Who did something there."""
    did = Activity.objects.filter(organization=organization).values("actor")
    return list(User.objects.filter(pk__in=did).order_by("email"))


def _lines(page: Page[Activity], staff: Collection[UUID]) -> list[Line]:
    listed = list(page)
    names, gone = named(listed), text("activity.gone")
    about = [names.get((one.action.partition(".")[0], one.about), gone) for one in listed]
    return [Line(one, activity_words(one, name), one.actor_id in staff) for one, name in zip(listed, about, strict=True)]
