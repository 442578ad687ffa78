"""What needs somebody now, and what did lately; each alert with what became of it and who was told."""

from datetime import timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.alerts.channels.queries import told_of
from harimi.service.alerts.models import OPEN, Alert
from harimi.service.alerts.queries import alerts_of, events_of, open_alerts
from harimi.service.alerts.telling.pictures import content_of, linked
from harimi.service.pages.access import person
from harimi.service.pages.alerts.filters import FilterForm
from harimi.service.pages.alerts.words import event_words, shown
from harimi.service.pages.alerts.words_channels import told_words
from harimi.service.pages.overlay import overlay
from harimi.service.pages.unstored import unstored

MOST_OPEN, A_PAGE = 60, 20
ENDED_FOR = timedelta(days=30)
JOINED = ("meter__site__organization", "device", "attempt__cut")
"""What showing an alert reads beside `queries.JOINED`."""


@require_safe
@login_required
def alerts(request: HttpRequest) -> HttpResponse:
    """Open ones first, and below what ended in the last month."""
    user = person(request)
    changing = allowed_in(user, Action.CHANGE_ALERTS)
    if not allowed_in(user, Action.SEE):
        raise Http404
    lately = Q(ended_at__gt=timezone.now() - ENDED_FOR)
    ended = alerts_of(user).filter(lately)
    form = FilterForm(request.GET, user=user, rows=alerts_of(user).filter(lately | Q(state__in=OPEN)))
    now = form.chosen(open_alerts(user)).select_related(*JOINED)
    page = Paginator(_ended(form.chosen(ended)), A_PAGE).get_page(request.GET.get("page"))
    found = [shown(one, changing) for one in now[: MOST_OPEN + 1]]
    context = {
        "open": found[:MOST_OPEN],
        "more": len(found) > MOST_OPEN,
        "page": page,
        "lately": [shown(one, ()) for one in page],
        "form": form,
        "query": form.query,
        "changes": bool(changing),
        "tab": "alerts",
    }
    return render(request, "pages/alerts/list.html", context)


@require_safe
@login_required
def alert(request: HttpRequest, alert_id: UUID) -> HttpResponse:
    """One of them, with its picture, its figures, what happened, and who was told."""
    user = person(request)
    row = alerts_of(user).filter(pk=alert_id).select_related(*JOINED, "attempt__face", "attempt__register").first()
    if row is None:
        raise Http404
    sees_people = may(user, row.organization, Action.SEE_PEOPLE)
    context = {
        "one": shown(row, allowed_in(user, Action.CHANGE_ALERTS)),
        "attempt": row.attempt,
        "overlay": overlay(row.attempt) if row.attempt and row.attempt.cut_id else None,
        "events": [(one, event_words(one)) for one in events_of(row)],
        "told": [told_words(one, sees_people) for one in told_of(row)],
        "sees_people": sees_people,
        "open": row.state in OPEN,
        "tab": "alerts",
    }
    return render(request, "pages/alerts/alert.html", context)


@require_safe
def alert_picture(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001  # as all views
    """The picture, to whoever was given its address: services that messages go to fetch it, and no browser keeps it."""
    found = linked(token)
    content = content_of(found) if found is not None else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="image/jpeg", headers={"X-Content-Type-Options": "nosniff"})
    return unstored(answer)


def _ended(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    return rows.select_related(*JOINED).order_by("-ended_at", "-pk")
