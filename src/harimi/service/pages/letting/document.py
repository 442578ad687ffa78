"""A statement as a document: one template for the page and the paper, with the photographs of its readings."""

from base64 import b64encode
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import small
from harimi.service.letting.models import Statement
from harimi.service.pages.letting import words
from harimi.service.pages.reports.pdf import pdf_of
from harimi.service.platform.blobs import BlobMissingError, blobs
from harimi.service.privacy.documents import Language

WIDE = 480
WHICH = ("first", "last")


def page(statement: Statement, language: Language, *, whole: bool) -> str:
    """HTML in a language. `whole` where photographs that show more than the display are shown, too: to the landlord."""
    with override(language):
        return render_to_string("pages/letting/document.html", _context(statement, language, whole=whole, on_paper=False))


def paper(statement: Statement, language: Language, *, whole: bool) -> bytes:
    """PDF/A-3u."""
    with override(language):
        told = render_to_string("pages/letting/paper.html", _context(statement, language, whole=whole, on_paper=True))
    return pdf_of(told, "report.css", "statement.css", "paper.css")


def pictures(statement: Statement, *, whole: bool) -> dict[tuple[int, str], Cut]:
    """The photographs by meter and `first` or `last`, as far as they are kept and may be shown."""
    rows = statement.meters.select_related("first_cut", "last_cut")
    found = {(one.pk, which): getattr(one, f"{which}_cut") for one in rows for which in WHICH}
    return {key: cut for key, cut in found.items() if cut is not None and (whole or cut.frame is not None)}


def picture(cut: Cut) -> bytes:
    """A JPEG for beside the figures. Raises `BlobMissingError`."""
    return small(blobs().get(cut.blob), WIDE)


def _context(statement: Statement, language: Language, *, whole: bool, on_paper: bool) -> dict[str, Any]:
    known = pictures(statement, whole=whole)
    addresses = {key: _embedded(cut) if on_paper else _address(statement, key) for key, cut in known.items()}
    meters = [words.meter(one) for one in statement.meters.all()]
    shown = [(one, [(which, addresses.get((one.row.pk, which), "")) for which in WHICH]) for one in meters]
    lines = [words.line(one) for one in statement.lines.all()]
    return {"statement": statement, "language": language, "meters": shown, "lines": lines, "on_paper": on_paper}


def _address(statement: Statement, key: tuple[int, str]) -> str:
    return reverse("statement_picture", args=[statement.pk, *key])


def _embedded(cut: Cut) -> str:
    """The picture itself: nothing is fetched for paper."""
    try:
        return f"data:image/jpeg;base64,{b64encode(picture(cut)).decode()}"
    except BlobMissingError:
        return ""
