"""Pages that the law expects of whoever runs the service: made from the profile, the register and the manifest, for anybody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from harimi.service.contracts.models import Plan, PlanPrice
from harimi.service.contracts.plans import on_offer
from harimi.service.pages.texts import TEXTS, spoken
from harimi.service.privacy.days import today
from harimi.service.privacy.documents import Language
from harimi.service.privacy.held import Outside, held
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.profile import Profile
from harimi.service.privacy.profile_commerce import REQUIRED
from harimi.service.privacy.publication import in_force, known_operator, purposes_in_force
from harimi.service.privacy.recipients import HOME
from harimi.service.privacy.wording import words, yen

FEES = ("purpose_notice", "disclosure", "provision_records", "correction", "stop", "provision_stop", "not_found", "partial")
PRICES = ("base_yen", "meter_yen", "device_yen", "thousand_yen", "setup_yen", "parcel_yen")


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is told; without words it is a gap of the profile."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan with what it costs today, by the text that names the price."""

    plan: Plan
    with_tax: bool
    prices: list[tuple[str, int]]
    free: int | None


@require_safe
def retained(request: HttpRequest) -> HttpResponse:
    """Retained personal data: Act on the Protection of Personal Information, article 32(1), and its order, article 10."""
    language, profile, published = spoken(), known_operator(), in_force()
    told = words(current(), profile, language)
    context = {
        "told": told,
        "measures": profile.safety_measures.into(language),
        "purposes": [_name(one, language) for one in purposes_in_force().values()],
        "fees": [(f"legal.fee.{name}", yen(published.numbers["fees"][name], language)) for name in FEES],
        "days": published.numbers["deadlines"]["without_delay_days"],
        "entrusted": _entrusted(),
        "gaps": bool(profile.gaps()),
    }
    return render(request, "pages/legal/retained.html", context)


@require_safe
def transmission(request: HttpRequest) -> HttpResponse:
    """What pages make a browser send to others (Telecommunications Business Act 27-12): each host, or that there is none."""
    told = [(host, _outside(one, spoken())) for host, one in sorted(held().hosts.items())]
    return render(request, "pages/legal/transmission.html", {"hosts": told, "cookies": held().cookies})


@require_safe
def commerce(request: HttpRequest) -> HttpResponse:
    """What the Act on Specified Commercial Transactions wants told before an order (article 11)."""
    profile = known_operator()
    context = {
        "consumers": profile.commerce.consumers,
        "seller": _seller(profile, spoken()),
        "rows": [Row(name, getattr(profile.commerce, name).into(spoken())) for name in (*REQUIRED, "environment")],
        "offers": _offers(),
        "gaps": profile.commerce_gaps() or profile.gaps(),
    }
    return render(request, "pages/legal/commerce.html", context)


def _entrusted() -> list[tuple[str, str]]:
    """What is entrusted to others, and, abroad, in which country: part of the surroundings that security has to answer to."""
    rows = Recipient.objects.filter(ended_at=None).exclude(basis=Recipient.Basis.OWN).order_by("service", "country")
    pairs = dict.fromkeys(rows.values_list("service", "country"))
    return [(_service(service), "" if country == HOME else country) for service, country in pairs]


def _service(name: str) -> str:
    """The text that names what somebody does for the operator."""
    key = f"legal.service.{name}"
    return key if key in TEXTS else "legal.service.other"


def _seller(profile: Profile, language: Language) -> list[Row]:
    told, commerce = words(current(), profile, language), profile.commerce
    return [
        Row("seller", commerce.seller.into(language) or told["name"]),
        Row("in_charge", commerce.in_charge.into(language) or told["representative"]),
        Row("address", f"{told['postal_code']} {told['address']}"),
        Row("telephone", told["telephone"]),
        Row("mail", told["mail"]),
    ]


def _offers() -> list[Offer]:
    offers = []
    for plan in on_offer():
        price = plan.price_on(today())
        if price is not None:
            offers.append(Offer(plan, price.with_tax, _prices(price), price.readings_free if price.thousand_yen else None))
    return offers


def _prices(price: PlanPrice) -> list[tuple[str, int]]:
    """The monthly base always, the others where they cost something."""
    costs = [(name, getattr(price, name)) for name in PRICES]
    return [(f"legal.price.{name}", amount) for name, amount in costs if amount or name == "base_yen"]


def _outside(one: Outside, language: Language) -> dict[str, str]:
    return {part: getattr(one, f"{part}_{language}") for part in ("recipient", "sent", "ours", "theirs")}


def _name(told: Any, language: Language) -> str:
    return str(told.ja if language == "ja" else told.en)
