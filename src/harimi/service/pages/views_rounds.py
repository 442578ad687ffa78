"""Rounds: made, put in order, printed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.accounts.access import Action, allowed_in, may
from harimi.service.meters.models import Register, Round
from harimi.service.meters.queries import changeable_organizations, changeable_sites, sites_by_name
from harimi.service.meters.rounds import (
    add_stops,
    by_round_name,
    move,
    new_round,
    others,
    put_in_order,
    round_of_site,
    walkable_rounds,
)
from harimi.service.pages.access import changeable_round, person, walkable_round
from harimi.service.pages.codes import code
from harimi.service.pages.forms_rounds import RoundForm
from harimi.service.pages.texts import text
from harimi.service.readings.rounds import visited, walked


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds, how they stand, and a new one."""
    user = person(request)
    if not allowed_in(user, Action.CHANGE_VALUES):
        raise Http404
    organizations = changeable_organizations(user)
    form = RoundForm(request.POST or None, organizations=organizations)
    if form.is_valid():
        made = new_round(form.organization(), form.cleaned_data["name"], form.cleaned_data["period"])
        return redirect("round", made.pk)
    context = {
        "rounds": [walked(one) for one in by_round_name(walkable_rounds(user))],
        "form": form,
        "several": len(organizations) > 1,
        "sites": sites_by_name(changeable_sites(user)),
    }
    return render(request, "pages/rounds.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@login_required
def rounds_kept(request: HttpRequest) -> HttpResponse:
    """Which rounds are on this telephone. Nothing of them is in it: a script reads their kept pages, without signal too."""
    if not allowed_in(person(request), Action.CHANGE_VALUES):
        raise Http404
    return render(request, "pages/rounds_kept.html")


@require_POST
@login_required
def round_from_site(request: HttpRequest, site_id: UUID) -> HttpResponse:
    """Everything at the site that no camera watches."""
    site = changeable_sites(person(request)).filter(pk=site_id).first()
    if site is None:
        raise Http404
    made = round_of_site(site, site.name)
    messages.success(request, text("rounds.made_from_site", count=made.stops.count()))
    return redirect("round", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One round: what is due, what was passed over, and, for those who may, its stops."""
    found = walkable_round(request, round_id)
    changes = may(request.user, found.organization, Action.CHANGE_METERS)
    if request.method == "POST" and not changes:
        raise Http404
    begun = {"name": found.name, "period": found.period}
    form = RoundForm(request.POST or None, organizations=[found.organization], initial=begun)
    if form.is_valid():
        found.name, found.period = form.cleaned_data["name"], form.cleaned_data["period"]
        found.save(update_fields=["name", "period"])
        messages.success(request, text("life.saved"))
        return redirect("round", found.pk)
    return render(request, "pages/round.html", _context(found, form, changes=changes), status=422 if form.is_bound else 200)


def _context(found: Round, form: RoundForm, *, changes: bool) -> dict[str, Any]:
    how = walked(found)
    came_by = visited(how)
    return {
        "round": found,
        "walked": how,
        "rows": [(stop, came_by.get(stop.pk)) for stop in how.stops],
        "form": form,
        "changes": changes,
        "others": others(found) if changes else [],
    }


@require_POST
@login_required
def change_round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A stop up, down, out or in; all of them in another order; the round itself gone."""
    found, sent = changeable_round(request, round_id), request.POST
    if "delete" in sent:
        found.delete()
        messages.success(request, text("rounds.deleted"))
        return redirect("rounds")
    for name, by in (("up", -1), ("down", 1)):
        if sent.get(name, "").isdecimal():
            move(found, int(sent[name]), by)
    if sent.get("out", "").isdecimal():
        found.stops.filter(pk=int(sent["out"])).delete()
    if sent.get("order"):
        put_in_order(found, [int(one) for one in sent["order"].split(",")[:1000] if one.isdecimal()])
    add_stops(found, _wanted(found, sent.getlist("in")))
    return redirect(f"{reverse('round', args=[found.pk])}#stops")


def _wanted(found: Round, ids: list[str]) -> list[Register]:
    wanted = set(ids)
    return [one for one in others(found) if str(one.pk) in wanted]


@require_safe
@login_required
def round_list(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The round on paper: room for each value, and a code that opens the page on which it is typed."""
    found = walkable_round(request, round_id)
    rows = [(stop, code(request.build_absolute_uri(_read_at(stop.register)))) for stop in walked(found).stops]
    return render(request, "pages/round_list.html", {"round": found, "rows": rows, "now": timezone.now()})


def _read_at(register: Register) -> str:
    return f"{reverse('read_meter', args=[register.meter_id])}?register={register.pk}"
