"""A report as a PDF for archives, by WeasyPrint where it is installed."""

import ctypes
import ctypes.util
import importlib.util
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

from harimi.service.pages.reports.document import Document
from harimi.service.pages.reports.photographs import picture

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


def pdf(document: Document) -> bytes:
    """PDF/A-3u: text that can be searched, fonts inside."""
    from weasyprint import CSS, HTML

    known = {one.address: one for pictures in document.pictures for one in pictures}

    def fetched(url: str, *_: Any, **__: Any) -> dict[str, Any]:
        return {"string": picture(url, known), "mime_type": "image/jpeg"}

    page = document.html("pages/reports/paper.html")
    sheets = [CSS(string=(SHEETS / name).read_text(), url_fetcher=fetched) for name in ("report.css", "paper.css")]
    with _ONE_AT_A_TIME:
        made = HTML(string=page, url_fetcher=fetched, base_url=None).write_pdf(stylesheets=sheets, pdf_variant="pdf/a-3u")
    return bytes(made or b"")
