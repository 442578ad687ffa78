"""What is due for a month."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from harimi.service.billing.due.facts import Facts, Life, life_days
from harimi.service.billing.due.lines import Due
from harimi.service.billing.due.spans import Span, spans
from harimi.service.billing.models import Charge
from harimi.service.billing.money import divided, share
from harimi.service.billing.months import days, last_of

Kind = Charge.Kind
THOUSAND = 1000


def due(facts: Facts, month: date) -> list[Due]:
    """All lines of a month, as far as what is known now says; lines of no yen and no discount are left out, but trials."""
    found = spans(facts, month)
    monthly = [line for span in found for line in _base(span, month)]
    monthly += [_used(Kind.METER, facts.meters, span.price.meter_yen, span, month) for span in _as_long_as(found, "meter_yen")]
    monthly += [
        _used(Kind.DEVICE, facts.devices, span.price.device_yen, span, month) for span in _as_long_as(found, "device_yen")
    ]
    monthly += _readings(facts, found, month)
    off = _discounts(facts, monthly, found, month)
    return [line for line in (*monthly, *off, *_once(facts, month)) if line.yen or line.about.get("trial")]


def _base(span: Span, month: date) -> Iterator[Due]:
    """The price of a month, for so many of its days."""
    whole = days(month, last_of(month))
    about = {"plan": span.plan.code, "days": span.days, "of": whole}
    if span.trial:
        yield _line(Kind.BASE, month, span, 1, span.price.base_yen, 0, {**about, "trial": True})
        return
    yield _line(Kind.BASE, month, span, 1, span.price.base_yen, share(span.price.base_yen, span.days, whole), about)


def _as_long_as(found: Sequence[Span], name: str) -> list[Span]:
    """Spans in which one of the prices was the same, though others changed: it is rounded once for all of their days."""
    whole: list[Span] = []
    for one in (each for each in found if not each.trial):
        before = whole[-1] if whole else None
        if before and before.last + timedelta(days=1) == one.first and _price(before, name) == _price(one, name):
            whole[-1] = replace(one, first=before.first)
        else:
            whole.append(one)
    return whole


def _price(span: Span, name: str) -> tuple[int, bool]:
    return getattr(span.price, name), span.price.with_tax


def _used(kind: Charge.Kind, lives: Sequence[Life], unit_yen: int, span: Span, month: date) -> Due:
    """Each thing for the days on which it was in use; the sum of their days is rounded once."""
    whole = days(month, last_of(month))
    used, groups = life_days(lives, span.first, span.last) if unit_yen else (0, [])
    about = {"plan": span.plan.code, "used": used, "of": whole, "spans": groups}
    count = sum(len(one["ids"]) for one in groups)
    return _line(kind, month, span, count, unit_yen, share(unit_yen, used, whole), about)


def _readings(facts: Facts, found: Sequence[Span], month: date) -> list[Due]:
    """Those beyond what is free of charge, by the price with which the month ends; free are so many for each meter's month."""
    price = found[-1].price if found and not found[-1].trial else None
    if price is None or price.readings_free is None or not price.thousand_yen or month not in facts.readings:
        return []
    used = sum(life_days(facts.meters, one.first, one.last)[0] for one in found)
    free = share(price.readings_free, used, days(month, last_of(month)))
    count = facts.readings[month]
    beyond = max(0, count - free)
    whole = Span(found[0].first, found[-1].last, found[-1].plan, price, trial=False)
    about = {"plan": whole.plan.code, "count": count, "free": free, "per": THOUSAND}
    return [
        _line(Kind.READINGS, month, whole, beyond, price.thousand_yen, divided(price.thousand_yen * beyond, THOUSAND), about)
    ]


def _discounts(facts: Facts, monthly: Sequence[Due], found: Sequence[Span], month: date) -> Iterator[Due]:
    """Each off what is left of the month's charges by those before it; never more than that."""
    charged, whole = sum(one.days for one in found if not one.trial), days(month, last_of(month))
    left: dict[tuple[bool, int], int] = defaultdict(int)
    for line in monthly:
        left[line.with_tax, line.rate] += line.yen
    for one in facts.discounts:
        first = max(one.since, found[0].first if found else month)
        last = min(one.until or last_of(month), found[-1].last if found else last_of(month))
        held = sum(days(max(first, span.first), min(last, span.last)) for span in found if not span.trial)
        fixed = share(one.yen, held, whole)
        for (with_tax, rate), yen in left.items():
            off = min(yen, divided(yen * one.percent * held, 100 * charged) if one.percent and charged else fixed)
            if off > 0:
                left[with_tax, rate] -= off
                fixed -= off
                about = {"days": held, "of": charged if one.percent else whole, "percent": one.percent}
                line = Due(Kind.DISCOUNT, month, first, last, 1, -off, -off, with_tax, rate, about)
                yield replace(line, label_ja=one.name_ja, label_en=one.name_en)


def _once(facts: Facts, month: date) -> Iterator[Due]:
    """Setting up, in the month in which the contract began; and parcels, by the price of the day on which each was sent."""
    for span in spans(facts, month):
        if span.first == facts.since:
            day = Span(span.first, span.first, span.plan, span.price, trial=False)
            yield _line(Kind.SETUP, month, day, 1, span.price.setup_yen, span.price.setup_yen, {"plan": span.plan.code})
        sent = [number for at, number in facts.parcels if span.first <= at <= span.last]
        yen = span.price.parcel_yen * len(sent)
        yield _line(Kind.PARCEL, month, span, len(sent), span.price.parcel_yen, yen, {"parcels": sent})


def _line(kind: Charge.Kind, month: date, span: Span, quantity: int, unit_yen: int, yen: int, about: dict[str, Any]) -> Due:
    return Due(kind, month, span.first, span.last, quantity, unit_yen, yen, span.price.with_tax, about=about)
