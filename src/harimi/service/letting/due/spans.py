"""The parts of a month in which one version of a tariff and one way of sharing held for a register, and who had it then."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol, TypeVar
from uuid import UUID

from harimi.service.letting.models import Sharing, TariffVersion
from harimi.service.letting.periods import DAY, Billed
from harimi.service.meters.models import Register


class _Since(Protocol):
    since: date


Dated = TypeVar("Dated", bound=_Since)


@dataclass(frozen=True, slots=True)
class Span:
    """From the day `first` until the day `after`."""

    first: date
    after: date
    version: TariffVersion
    sharing: Sharing | None


@dataclass(frozen=True, slots=True)
class Let:
    """From a moment to another a tenant had the register; nobody where None."""

    tenant: UUID | None
    since: datetime
    until: datetime


def spans(register: Register, billed: Billed) -> list[Span]:
    """In order of time; none where no tariff held."""
    days = {one.since for one in register.priced.all()} | {one.since for one in register.sharings.all()}
    days |= {version.since for one in register.priced.all() if one.tariff for version in one.tariff.versions.all()}
    edges = sorted({billed.first, *(day for day in days if billed.first < day <= billed.last), billed.last + DAY})
    found: list[Span] = []
    for first, after in pairwise(edges):
        version, sharing = _version(register, first), on(register.sharings.all(), first)
        shared = sharing if sharing and sharing.rule != Sharing.Rule.NONE else None
        if version is None:
            continue
        if found and (found[-1].after, found[-1].version, found[-1].sharing) == (first, version, shared):
            first = found.pop().first
        found.append(Span(first, after, version, shared))
    return found


def lets(register: Register, start: datetime, end: datetime) -> Iterator[Let]:
    """Who had it, in order of time and without gaps."""
    here = start
    for one in sorted(register.meter.tenancies.all(), key=lambda one: one.since):
        since, until = max(one.since, here), min(one.until or end, end)
        if until > since:
            if since > here:
                yield Let(None, here, since)
            yield Let(one.tenant_id, since, until)
            here = until
    if here < end:
        yield Let(None, here, end)


def on(dated: Iterable[Dated], day: date) -> Dated | None:
    """What held on a day."""
    return max((one for one in dated if one.since <= day), key=lambda one: one.since, default=None)


def _version(register: Register, day: date) -> TariffVersion | None:
    priced = on(register.priced.all(), day)
    versions: Sequence[TariffVersion] = list(priced.tariff.versions.all()) if priced and priced.tariff else []
    return on(versions, day)
