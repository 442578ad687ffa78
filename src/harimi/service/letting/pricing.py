"""What a use costs by one version of a tariff."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from harimi.service.billing.money import divided, share
from harimi.service.letting.models import StatementLine, TariffVersion
from harimi.service.letting.models.tariffs import UNIT_OF_RATE

Kind = StatementLine.Kind
COUNTED = (Kind.TIER, Kind.WINDOW)
"""Lines of which the quantity is what was used."""


@dataclass(frozen=True, slots=True)
class Used:
    """What was used in `days` of a month's `whole` days, in units of `decimals` decimals; `windows` of it, one for each."""

    amount: int
    decimals: int
    days: int
    whole: int
    windows: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Cost:
    """A line before it is somebody's; fields as those of `StatementLine`."""

    kind: StatementLine.Kind
    quantity: int
    decimals: int
    rate: int
    yen: int
    about: dict[str, Any] = field(default_factory=dict)


def costs(version: TariffVersion, used: Used) -> list[Cost]:
    """Base fee, use by tier or by window, and what is missing to the minimum. Each line is cut to the yen below."""
    of = {"days": used.days, "of": used.whole}
    found = [Cost(Kind.BASE, used.days, 0, 0, share(version.base_yen, used.days, used.whole), of)]
    found += _windows(version, used) if version.windows else _tiers(version, used)
    missing = share(version.minimum_yen, used.days, used.whole) - sum(one.yen for one in found)
    if missing > 0:
        found.append(Cost(Kind.MINIMUM, used.days, 0, 0, missing, of))
    return [one for one in found if one.yen or (one.quantity and one.kind in COUNTED)]


def _tiers(version: TariffVersion, used: Used) -> Iterator[Cost]:
    """The month's limits by its days, cut to the last decimal that is counted."""
    below = floor = 0
    for tier in version.tiers:
        upto = tier["upto"]
        limit = used.amount if upto is None else upto * 10**used.decimals * used.days // used.whole
        quantity = max(0, min(used.amount, limit) - below)
        below = max(below, limit)
        yield _line(Kind.TIER, quantity, used.decimals, tier["rate"], {"above": floor, "upto": upto})
        floor = upto


def _windows(version: TariffVersion, used: Used) -> Iterator[Cost]:
    for window, quantity in zip(version.windows, used.windows, strict=True):
        yield _line(Kind.WINDOW, quantity, used.decimals, window["rate"], {"name": window["name"]})
    rest = used.amount - sum(used.windows)
    yield _line(Kind.WINDOW, rest, used.decimals, version.tiers[0]["rate"], {"name": ""})


def _line(kind: StatementLine.Kind, quantity: int, decimals: int, rate: int, about: dict[str, Any]) -> Cost:
    return Cost(kind, quantity, decimals, rate, divided(quantity * rate, UNIT_OF_RATE * 10**decimals), about)
