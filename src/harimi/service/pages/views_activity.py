"""The list of who did what in an organization, for its owners and managers."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, allowed_in, by_name
from harimi.service.accounts.activity import kinds, named
from harimi.service.accounts.models import Activity, Organization, User
from harimi.service.pages.access import person
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import TEXTS, text

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was done, in words."""

    activity: Activity
    words: str


@require_safe
@login_required
def activity(request: HttpRequest) -> HttpResponse:
    """What was done, the newest first; by person and kind where asked."""
    user, asked = person(request), request.GET
    organizations = by_name(Organization.objects.filter(pk__in=allowed_in(user, Action.SEE_ACTIVITY)))
    chosen = _chosen(organizations, asked.get("organization", ""))
    who, kind = asked.get("who", ""), asked.get("kind", "")
    everybody = User.objects.filter(pk__in=Activity.objects.filter(organization=chosen).values("actor")).order_by("email")
    page = Paginator(_found(chosen, who, kind), ON_A_PAGE).get_page(asked.get("page"))
    context = {
        "organizations": organizations,
        "organization": chosen,
        "people": everybody,
        "kinds": sorted(kinds()),
        "who": who,
        "kind": kind,
        "page": page,
        "lines": _lines(page),
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


def _lines(page: Page[Activity]) -> list[Line]:
    listed = list(page)
    names = named(listed)
    return [
        Line(one, _words(one, names.get((one.action.partition(".")[0], one.about), text("activity.gone")))) for one in listed
    ]


def _words(one: Activity, about: str) -> str:
    """A detail's code is said by the text `activity.<detail>.<code>` where there is one."""
    said = {key: _said(f"activity.{key}.{value}", str(value)) for key, value in one.details.items()}
    return text(f"activity.{one.action}", about=about, **said)


def _said(key: str, code: str) -> str:
    return text(key) if key in TEXTS else code
