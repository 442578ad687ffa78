"""What a site's meters showed and used in a month or a year: the figures of a report, in a few queries for each site."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from harimi.service.meters.models import Site
from harimi.service.meters.queries import natural
from harimi.service.readings.report_events import Event, events_of
from harimi.service.readings.report_lines import Line, lines_of
from harimi.service.readings.report_parts import Parts, parts_of
from harimi.service.readings.report_period import Period, period_of
from harimi.service.readings.report_sums import Slots, UnitSum, sums_of
from harimi.service.readings.report_usage import slots_of


@dataclass(frozen=True, slots=True)
class SiteReport:
    """One site: its counters and gauges by name, its sums by unit, and what happened. `slots` is usage by day or month.

    `until` is the day that is not over yet where the period is not.
    """

    site: Site
    period: Period
    until: date | None
    counters: list[Line]
    gauges: list[Line]
    sums: list[UnitSum]
    slots: Slots
    events: list[Event]


def report(sites: Iterable[Site], kind: str, day: date, now: datetime, nameless: Collection[UUID] = ()) -> list[SiteReport]:
    """The month or year that holds a day, of each site in its own zone; of `nameless` organizations without tenants."""
    found = []
    for site in sites:
        period = period_of(kind, day, site.zone)
        parts = {} if site.organization_id in nameless else parts_of(site, period)
        found.append(_of_site(site, period, now, parts))
    return found


def _of_site(site: Site, period: Period, now: datetime, parts: Parts) -> SiteReport:
    lines = sorted(lines_of(site, period, now, parts), key=_place)
    slots: dict[UUID, dict[datetime, int]] = {}
    for register, start, amount in slots_of(site, period):
        slots.setdefault(register, {})[start] = amount
    counters = [one for one in lines if one.register.counts_up]
    gauges = [one for one in lines if not one.register.counts_up]
    sums, events = sums_of(counters, slots), events_of(site, period)
    return SiteReport(site, period, period.until(now), counters, gauges, sums, slots, events)


def _place(line: Line) -> tuple[list[tuple[int, str]], int, int, datetime]:
    register = line.register
    return natural(register.meter.name), register.meter_id.int, register.pk.int, line.part.since
