"""An invoice as a document: what stands on it, in one language, for a page and for paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from harimi.service.billing.ledger.balances import open_of
from harimi.service.billing.models import Charge, Invoice
from harimi.service.billing.money import REDUCED
from harimi.service.contracts.models import Plan
from harimi.service.meters.models import Meter
from harimi.service.pages.invoices import words
from harimi.service.pages.reports.pdf import pdf_of
from harimi.service.pages.texts import spoken
from harimi.service.payments.booking.by_hand import is_written_off
from harimi.service.privacy.documents import Language


@dataclass(frozen=True, slots=True)
class Line:
    """A charge in words; `meters` are names and days of those that it counts."""

    charge: Charge
    title: str
    quantity: str
    reduced: bool
    why: Sequence[str]


def context(invoice: Invoice) -> dict[str, Any]:
    """What the templates take; opens to whom it goes, so call it for a purpose that may."""
    charges = list(invoice.charges.all())
    plans, open_yen = _plans(), open_of(invoice.number)
    return {
        "invoice": invoice,
        "credit": invoice.kind == Invoice.Kind.CREDIT,
        "lines": [
            Line(one, words.title(one, plans), words.quantity(one), one.rate == REDUCED, words.why(one)) for one in charges
        ],
        "reduced": words.reduced(charges),
        "taxes": [{**one, "gross": one["net"] + one["tax"]} for one in invoice.taxes],
        "issuer": invoice.issuer,
        "back": getattr(invoice, "taken_back_by", None),
        "open": open_yen,
        "paid": open_yen <= 0 and not is_written_off(invoice.number),
    }


def meters_of(invoice: Invoice) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Of each line that counts meters their names and days, for whoever may see them."""
    charges = [one for one in invoice.charges.all() if one.kind == Charge.Kind.METER]
    plans = _plans()
    named = dict(Meter.objects.filter(pk__in={key for one in charges for key in words.ids(one)}).values_list("pk", "name"))
    known = {str(pk): name for pk, name in named.items()}
    return [(words.title(one, plans), _days(one, known)) for one in charges if words.ids(one)]


def _days(one: Charge, known: dict[str, str]) -> list[tuple[str, str, str]]:
    rows = [(known.get(key, ""), key, span["from"], span["to"]) for span in one.about["spans"] for key in span["ids"]]
    return [(name or key, first, last) for name, key, first, last in sorted(rows)]


def _plans() -> dict[str, str]:
    return {one.code: one.ja if spoken() == "ja" else one.en for one in Plan.objects.all()}


def pdf(invoice: Invoice, language: Language) -> bytes:
    """On paper: PDF/A-3u."""
    with override(language):
        told = {**context(invoice), "language": language}
        return pdf_of(render_to_string("pages/invoices/paper.html", told), "invoice.css")
