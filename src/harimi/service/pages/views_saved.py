"""Filters of the list that a person keeps under a name."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from harimi.service.meters.models import SavedView
from harimi.service.pages.access import person
from harimi.service.pages.forms import clean_name
from harimi.service.pages.listing import filters_of

MOST = 30
"""Views of one person; more would be a list of their own to search in."""


@require_POST
@login_required
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps the filters under a name, instead of those of the same name."""
    user, name, asked = person(request), clean_name(request.POST.get("name", ""))[:60], filters_of(request.POST)
    mine = SavedView.objects.filter(user=user)
    if name and (mine.count() < MOST or mine.filter(name=name).exists()):
        mine.update_or_create(user=user, name=name, defaults={"query": asked.query})
    return redirect(f"{reverse('meters')}?{asked.query}")


@require_POST
@login_required
def forget_view(request: HttpRequest) -> HttpResponse:
    """Forgets one of the person's views."""
    view = request.POST.get("view", "")
    if view.isascii() and view.isdigit() and len(view) < 19:
        SavedView.objects.filter(user=person(request), pk=int(view)).delete()
    return redirect("meters")
