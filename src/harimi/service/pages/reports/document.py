"""A report as a document: the part of the page that is printed, in the language that was asked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from harimi import __version__
from harimi.service.pages.reports import named, words
from harimi.service.pages.reports.asked import Asked
from harimi.service.pages.reports.photographs import Evidence, evidence
from harimi.service.pages.reports.rows import event, row, sum_row
from harimi.service.readings.report import SiteReport, report


@dataclass(frozen=True, slots=True)
class Document:
    """The figures, and the pictures that the document shows."""

    asked: Asked
    found: list[SiteReport]
    pictures: list[list[Evidence]]

    @property
    def title(self) -> str:
        """A month or year in words, and whose it is."""
        return named.title(self.asked)

    def name(self, ending: str) -> str:
        """The file's name."""
        return named.file_name(self.asked, ending)

    def html(self, template: str, **more: Any) -> str:
        """Rendered in its language."""
        with override(self.asked.language):
            return render_to_string(template, {**self.context(), **more})

    def context(self) -> dict[str, Any]:
        """For a template; call it in the document's language."""
        parts = zip(self.found, self.pictures, strict=True)
        return {
            "sites": [_site(one, pictures, self.asked.now) for one, pictures in parts],
            "language": self.asked.language,
            "title": self.title,
            "made": self.asked.now,
            "version": __version__,
        }


def document(asked: Asked) -> Document:
    """See `Document`."""
    found = report(asked.chosen, asked.kind, asked.day, asked.now, asked.nameless)
    return Document(asked, found, [evidence(one) if asked.photographs else [] for one in found])


def _site(found: SiteReport, pictures: list[Evidence], now: datetime) -> dict[str, Any]:
    zone, period = found.period.zone, found.period
    lines = [*found.counters, *found.gauges]
    return {
        "site": found.site,
        "zone": zone,
        "period": period,
        "title": words.title(period),
        "days": words.days(period),
        "made": f"{words.day(now.astimezone(zone).date())} {now.astimezone(zone):%H:%M}",
        "until": words.day(found.until) if found.until is not None else "",
        "sums": [sum_row(one, found) for one in found.sums],
        "counters": [row(one, found) for one in found.counters],
        "gauges": [row(one, found) for one in found.gauges],
        "let": any(one.part.tenant is not None for one in found.counters),
        "multiplied": any(one.multiplier != 1 for one in found.counters),
        "marks": words.marks(lines),
        "split": any(one.split for one in found.counters),
        "events": [event(one, zone) for one in found.events],
        "pictures": [(one, words.moment(one.value.at, zone), words.value(one.value, one.line.register)) for one in pictures],
    }
