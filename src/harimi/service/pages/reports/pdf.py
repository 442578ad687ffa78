"""A report as a PDF for archives, by WeasyPrint where it is installed."""

import ctypes
import ctypes.util
import importlib.util
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from harimi.service.pages.reports.document import Document
from harimi.service.pages.reports.photographs import picture
from harimi.service.pages.reports.steps import Told, steps

if TYPE_CHECKING:
    from weasyprint.urls import URLFetcher

LARGEST = 200
"""Lines of a PDF that is made while somebody waits: a hundred take some seconds. Larger ones are a worker's."""
SHEETS = Path(__file__).parents[1] / "static"
_ONE_AT_A_TIME = Lock()
"""Laying out takes a processor for seconds: others of this server wait, and pages are still answered."""


@cache
def has_pdf() -> bool:
    """Whether WeasyPrint is installed and finds Pango; asked without importing it, which takes seconds."""
    if importlib.util.find_spec("weasyprint") is None:
        return False
    return all(_there(name) for name in ("pango-1.0", "pangoft2-1.0"))


def _there(library: str) -> bool:
    try:
        ctypes.CDLL(ctypes.util.find_library(library) or f"lib{library}.so.0")
    except OSError:
        return False
    return True


def fits(document: Document) -> bool:
    """Whether a PDF of it is made within a request's time."""
    return sum(len(one.counters) + len(one.gauges) for one in document.found) <= LARGEST


def pdf(document: Document, told: Told | None = None) -> bytes:
    """PDF/A-3u: text that can be searched, fonts inside. `told` hears how far it is."""
    _prepare()
    from weasyprint import CSS, HTML

    fetcher = _own_pictures(document, told)
    page = document.html("pages/reports/paper.html")
    sheets = [CSS(string=(SHEETS / name).read_text(), url_fetcher=fetcher) for name in ("report.css", "paper.css")]
    with _ONE_AT_A_TIME, steps(told):
        made = HTML(string=page, url_fetcher=fetcher).write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3u")
    return bytes(made or b"")


def pdf_of(page: str, *sheets: str) -> bytes:
    """Any other page as a PDF: it brings its pictures in itself, and nothing is fetched for it."""
    _prepare()
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    nothing = URLFetcher(allowed_protocols=("data",))
    styles = [CSS(string=(SHEETS / name).read_text(), url_fetcher=nothing) for name in sheets]
    with _ONE_AT_A_TIME:
        made = HTML(string=page, url_fetcher=nothing).write_pdf(stylesheets=styles, pdf_variant="pdf/a-3u")
    return bytes(made or b"")


@cache
def _prepare() -> None:
    """Imports WeasyPrint, which tells Pillow to take half a picture for a whole one: photographs of meters must not be so."""
    from PIL import ImageFile

    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    importlib.import_module("weasyprint.images")
    ImageFile.LOAD_TRUNCATED_IMAGES = strict


def _own_pictures(document: Document, told: Told | None) -> "URLFetcher":
    """Gives WeasyPrint the pictures of the document, and neither files nor anything of the network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    known = {one.address: one for pictures in document.pictures for one in pictures}

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002
            if told is not None:
                told()
            return URLFetcherResponse(url, picture(url, known), {"Content-Type": "image/jpeg"})

    return Fetcher()
