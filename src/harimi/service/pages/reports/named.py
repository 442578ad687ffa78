"""What a report is called: on its page, in its head, and as a file."""

from django.utils.translation import override

from harimi.service.pages.reports import words
from harimi.service.pages.reports.asked import Asked
from harimi.service.pages.texts import text
from harimi.service.readings.report_period import period_of


def title(asked: Asked) -> str:
    """A month or year in words, and whose it is; in the document's language."""
    period = period_of(asked.kind, asked.day, asked.chosen[0].zone)
    with override(asked.language):
        return f"{place(asked)} {words.title(period)} {text('reports.report')}"


def place(asked: Asked) -> str:
    """The site, or whose sites they are."""
    if len(asked.chosen) == 1:
        return asked.chosen[0].name
    with override(asked.language):
        return text("reports.all")


def file_name(asked: Asked, ending: str) -> str:
    """2026-11_緑町第1ビル.pdf."""
    known = "".join(sign for sign in place(asked) if sign.isprintable() and sign not in '/\\:*?"<>|').strip(" .")
    return f"{asked.period}_{known or 'report'}.{ending}"
