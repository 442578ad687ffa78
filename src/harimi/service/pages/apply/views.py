"""Applying: the form, the page on which everything is looked at once more before it is sent, and what follows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from limits import RateLimitItemPerHour

from harimi.service.contracts import applying
from harimi.service.contracts.applying import ApplicationError
from harimi.service.pages.apply.forms import ApplyForm, PlacesForms, PlacesFormSet, wanted
from harimi.service.pages.apply.items import told
from harimi.service.pages.texts import spoken, text
from harimi.service.pages.visitors import place_of
from harimi.service.privacy.days import today
from harimi.service.privacy.publication import in_force, terms_in_force
from harimi.service.privacy.sealed import index_of
from harimi.service.support.often import TO_AN_ADDRESS, limiter

AN_HOUR = 20
"""Applications that are sent from one address of the network in an hour at most: an office may send several."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest) -> HttpResponse:
    """The form; then what was typed, with its price, to be looked at; then it is sent."""
    if not applying.is_open():
        return render(request, "pages/apply/closed.html", status=403 if request.method == "POST" else 200)
    policy, terms = in_force(), terms_in_force()
    typed, versions = request.POST or None, f"{policy.number}.{terms.number}"
    form, places = ApplyForm(typed, versions=versions), PlacesFormSet(typed, prefix="p")
    context = {"form": form, "places": places, "told": told(), "policy": policy, "terms": terms, "versions": versions}
    if typed is None or request.POST.get("step") == "change":
        return render(request, "pages/apply/form.html", context)
    if not (form.is_valid() & places.is_valid()):
        return render(request, "pages/apply/form.html", context, status=422)
    return _checked(request, form, places, context)


def _checked(request: HttpRequest, form: ApplyForm, places: PlacesForms, context: dict[str, Any]) -> HttpResponse:
    asked = wanted(form, places)
    if request.POST.get("step") != "send":
        price = asked.plan.price_on(today())
        shown = {"wanted": asked, "price": price, "monthly": price.monthly(asked.meters) if price else 0}
        return render(request, "pages/apply/check.html", context | shown)
    if not limiter().hit(RateLimitItemPerHour(AN_HOUR), "applications", place_of(request)):
        form.add_error(None, text("apply.error.too_many"))
        return render(request, "pages/apply/form.html", context, status=429)
    try:
        if _letter_may(asked.email):
            applying.send(asked, language=spoken(), link=link)
    except ApplicationError as error:
        form.add_error(None, text(f"apply.error.{error.code}"))
        return render(request, "pages/apply/form.html", context, status=422)
    return render(request, "pages/apply/sent.html", {"email": asked.email})


def link(token: str) -> str:
    """The address of the applicant's own page."""
    return f"{settings.HARIMI.url}{reverse('application', args=[token])}"


def _letter_may(email: str) -> bool:
    """Whether one more goes to that address, whose owner may know of nothing; it is counted by its index alone."""
    return limiter().hit(RateLimitItemPerHour(TO_AN_ADDRESS), "applications to", index_of(email, "applications"))
