"""What the operator read once more on trial, for those whose meters it is: the pictures with the old and the new value."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.accounts.models import User
from harimi.service.pages.access import person
from harimi.service.pages.closeup import closeup
from harimi.service.pages.ids import number_in
from harimi.service.pages.overlay import Overlay, overlay
from harimi.service.readings.models import Reread
from harimi.service.readings.trials.comparing import Pair, differing
from harimi.service.readings.trials.progress import progress

LISTED, SHOWN = 30, 12


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture whose value differs, with what was read drawn over it and the part that shows it large."""

    pair: Pair
    overlay: Overlay
    closeup: str


@require_safe
@login_required
def trials(request: HttpRequest) -> HttpResponse:
    """Those of the person's own organizations, newest first."""
    page = Paginator(_own(person(request)).order_by("-asked_at", "pk"), LISTED).get_page(request.GET.get("page"))
    return render(request, "pages/trials.html", {"page": page})


@require_safe
@login_required
def trial(request: HttpRequest, reread_id: UUID) -> HttpResponse:
    """How far it is, and some pictures at a time of which it says something else."""
    row = get_object_or_404(_own(person(request)), pk=reread_id)
    found = differing(row, number_in(request.GET.get("after", "")), SHOWN)
    context = {
        "row": row,
        "far": progress(row),
        "drawn": [_drawn(pair) for pair in found],
        "more": found[-1].number if len(found) == SHOWN else None,
    }
    return render(request, "pages/trial.html", context)


def _own(user: User) -> QuerySet[Reread]:
    return Reread.objects.filter(organization__in=allowed_in(user, Action.CHANGE_METERS))


def _drawn(pair: Pair) -> Drawn:
    over = overlay(pair.trial)
    return Drawn(pair, over, closeup(over))
