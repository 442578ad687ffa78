"""What an address asks a report of: a site or all of them, a month or a year, and the document's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, Max
from django.http import Http404, HttpRequest
from django.utils import timezone

from harimi.service.accounts.access import Action, allowed_in
from harimi.service.meters.days import midnight
from harimi.service.meters.models import ReportFile, Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.meters.report_files import Wanted
from harimi.service.pages.access import person
from harimi.service.pages.texts import spoken
from harimi.service.privacy.documents import Language
from harimi.service.readings.queries import read_before
from harimi.service.readings.report_period import period_named

ALL = "all"
MONTHS, YEARS = 36, 6
"""So many are offered; an address may ask for any."""


@dataclass(frozen=True, slots=True)
class Asked:
    """`sites` are all that the person may see, `chosen` those that the report is of; `kind` is `month` or `year`.

    Of the organizations in `nameless` the person sees no people, so that a report does not say who their tenants are.
    """

    sites: list[Site]
    chosen: list[Site]
    kind: str
    day: date
    now: datetime
    language: Language
    photographs: bool
    nameless: frozenset[UUID] = frozenset()

    @property
    def key(self) -> str:
        """How an address names the chosen site."""
        return str(self.chosen[0].pk) if len(self.chosen) == 1 else ALL

    @property
    def period(self) -> str:
        """How an address names the period: 2026-11, or 2026."""
        return f"{self.day:%Y-%m}" if self.kind == "month" else f"{self.day:%Y}"

    @property
    def query(self) -> str:
        """What leads to the same report."""
        found = {"site": self.key, "period": self.period, "language": self.language}
        return urlencode(found | ({"photographs": "1"} if self.photographs else {}))

    @property
    def wanted(self) -> Wanted | None:
        """The same as a file that a worker makes, with all names in it; None where it is of several organizations."""
        whose = {one.organization_id for one in self.chosen}
        if len(whose) > 1 or whose & self.nameless:
            return None
        site = self.chosen[0] if len(self.chosen) == 1 else None
        return Wanted(self.chosen[0].organization, site, self.kind, self.day, self.language, self.photographs)

    @property
    def months(self) -> list[date]:
        """The months that are offered, newest first."""
        return list(_before(self.now.date().replace(day=1), MONTHS))

    @property
    def years(self) -> list[date]:
        """The years that are offered, newest first."""
        return [date(self.now.year - n, 1, 1) for n in range(YEARS)]


def asked(request: HttpRequest) -> Asked:
    """See `Asked`. Who sees no site finds nothing, and neither does who asks for one that is not theirs.

    Unasked, it is of a site with readings, and of the last month that is over and has any.
    """
    user = person(request)
    seen, named = allowed_in(user, Action.SEE), allowed_in(user, Action.SEE_PEOPLE)
    mine = Site.objects.filter(organization__in=seen).select_related("organization")
    mine = mine.annotate(registers=Count("meters__registers"), newest=Max("meters__registers__standing__at"))
    sites: list[Any] = sites_by_name(mine)
    now = timezone.now()
    wanted = request.GET.get("site", "")
    chosen = sites if wanted == ALL else [one for one in sites if str(one.pk) == wanted] if wanted else _telling(sites)
    if not chosen:
        raise Http404
    now = now.astimezone(chosen[0].zone)
    kind, day = period_named(request.GET.get("period", ""), now.date()) or ("month", _month(chosen, now))
    language = {"ja": "ja", "en": "en"}.get(request.GET.get("language", ""), spoken())
    photographs = request.GET.get("photographs") == "1"
    nameless = frozenset(seen) - frozenset(named)
    return Asked(sites, chosen, kind, day, now, "ja" if language == "ja" else "en", photographs, nameless)


def asked_of(wanted: Wanted | ReportFile, *, named: bool = True) -> Asked | None:
    """The same without a person who asks: of what was wanted, as it is now; None where there are no places any more."""
    of_all = Site.objects.filter(organization=wanted.organization).select_related("organization")
    sites = sites_by_name(of_all) if wanted.site is None else [wanted.site]
    if not sites:
        return None
    now, nameless = timezone.now().astimezone(sites[0].zone), frozenset() if named else {wanted.organization.pk}
    language: Language = "ja" if wanted.language == "ja" else "en"
    return Asked(sites, sites, wanted.kind, wanted.day, now, language, wanted.photographs, frozenset(nameless))


def _telling(sites: list[Any]) -> list[Any]:
    """The first site with readings, else with meters, else the first."""
    return [max(sites, key=lambda one: (one.newest is not None, one.registers > 0))] if sites else []


def _month(sites: list[Any], now: datetime) -> date:
    """Last month; an earlier one where nothing was read since, this one where nothing was read before."""
    this = now.date().replace(day=1)
    last = next(_before(this, 2, skip=1))
    newest = max((one.newest.astimezone(now.tzinfo) for one in sites if one.newest is not None), default=None)
    if newest is None:
        return last
    if newest.date() < this:
        return max(newest.date().replace(day=1), *_before(this, MONTHS, skip=MONTHS - 1))
    return last if read_before(sites, midnight(this, sites[0].zone)) else this


def _before(first: date, count: int, *, skip: int = 0) -> Iterator[date]:
    for n in range(skip, count):
        months = first.year * 12 + first.month - 1 - n
        yield date(months // 12, months % 12 + 1, 1)
