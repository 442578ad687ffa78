"""What is due for a register in a month: each stretch that somebody had, with its lines, or why it cannot be billed yet."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from harimi.service.letting.due.counted import Border, Missing
from harimi.service.letting.due.facts import Facts
from harimi.service.letting.due.sharing import shares_of
from harimi.service.letting.due.spans import Span, lets, spans
from harimi.service.letting.models import Sharing, TariffVersion
from harimi.service.letting.periods import DAY, Billed
from harimi.service.letting.pricing import COUNTED, Cost, Used, costs
from harimi.service.letting.splitting import apportion
from harimi.service.meters.days import midnight
from harimi.service.meters.models import Register

ANY = timedelta(days=400)
"""Where only a price changes a reading may lie anywhere."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which a register counted for a tenant, or for the landlord where None; without lines where it is `missing`.

    `used` in units of usage is all that the register counted where it is `shared`, of which `part` is theirs.
    """

    register: Register
    month: date
    tenant: UUID | None
    since: datetime
    until: datetime
    first: date
    last: date
    version: TariffVersion
    used: int = 0
    part: int = 0
    shared: bool = False
    lines: list[Cost] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    borders: tuple[Border, Border] | None = None


def stretches(facts: Facts, register: Register, month: date) -> list[Stretch]:
    """In order of time."""
    billed = facts.billed(register, month)
    found = [one for span in spans(register, billed) for one in _of_span(facts, register, billed, span)]
    over = billed.end <= facts.now
    return found if over else [replace(one, lines=[], missing=[Missing("not_over", billed.end)]) for one in found]


def _of_span(facts: Facts, register: Register, billed: Billed, span: Span) -> Iterator[Stretch]:
    start, end = midnight(span.first, billed.zone), midnight(span.after, billed.zone)
    if span.sharing is not None:
        yield from _shared(facts, span.sharing, _stretch(facts, register, billed, span, None, start, end))
        return
    for one in lets(register, start, end):
        yield _stretch(facts, register, billed, span, one.tenant, one.since, one.until)


def _stretch(
    facts: Facts, register: Register, billed: Billed, span: Span, tenant: UUID | None, since: datetime, until: datetime
) -> Stretch:
    """Its days are those on which it began the day: the day of a change is whoever comes'."""
    counted, zone = facts.counted(register), billed.zone
    first, after = since.astimezone(zone).date(), until.astimezone(zone).date()
    made = Stretch(register, billed.month, tenant, since, until, first, max(first, after - DAY), span.version)
    between = _between(register, billed, span)
    borders = [counted.border(at, ANY if at in between else facts.near) for at in (since, until)]
    missing = [one for one in borders if isinstance(one, Missing)]
    used = counted.between(since, until)
    windows = counted.by_window(since, until, span.version.windows, zone) if span.version.windows and not missing else []
    if isinstance(windows, Missing):
        missing.append(windows)
    if missing or used is None or isinstance(windows, Missing):
        return replace(made, missing=missing or [Missing("no_reading", since)])
    begin, end = (one for one in borders if isinstance(one, Border))
    told = Used(used, register.usage_decimals, (after - first).days, billed.whole, windows)
    return replace(made, used=used, part=used, lines=costs(span.version, told), borders=(begin, end))


def _between(register: Register, billed: Billed, span: Span) -> set[datetime]:
    """Moments at which only a price changes: use is taken to rise evenly across them."""
    ends = {midnight(span.first, billed.zone), midnight(span.after, billed.zone)} - {billed.start, billed.end}
    return ends - {at for one in register.meter.tenancies.all() for at in (one.since, one.until) if at}


def _shared(facts: Facts, sharing: Sharing, whole: Stretch) -> Iterator[Stretch]:
    """One for each who has a part; lines and use are split so that they add up to the whole."""
    shares = shares_of(facts, sharing, whole.register, whole.since, whole.until, whole.used)
    missing = [*whole.missing, *shares.missing]
    lines: list[list[Cost]] = [[] for _ in shares.weights]
    weights, told = list(shares.weights.values()), sum(shares.weights.values())
    for cost in whole.lines if not missing else []:
        yens, parts = apportion(cost.yen, weights), apportion(cost.quantity, weights)
        for mine, weight, yen, part in zip(lines, weights, yens, parts, strict=True):
            about = {**cost.about, "share": weight, "shares": told}
            mine.append(replace(cost, yen=yen, quantity=part if cost.kind in COUNTED else cost.quantity, about=about))
    used = apportion(whole.used, weights)
    for tenant, mine, part in zip(shares.weights, lines, used, strict=True):
        yield replace(whole, tenant=tenant, lines=mine, part=part, shared=True, missing=missing)
