"""Revenue by month and what is owed by age, as bars drawn by the server."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Sum

from harimi.service.billing.ledger.accounts import Account
from harimi.service.billing.ledger.balances import AGES
from harimi.service.billing.models import Posting
from harimi.service.billing.months import last_of, months, next_of
from harimi.service.office.plots import scale
from harimi.service.pages.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Mark
from harimi.service.pages.texts import text
from harimi.service.pages.ticks import Tick

MONTHS = 13


def revenue(month: date) -> Chart | None:
    """Sales without tax of this month and the twelve before it; None where there were none."""
    first = next_of(month, -(MONTHS - 1))
    rows = Posting.objects.filter(account=Account.SALES, entry__day__gte=first, entry__day__lte=last_of(month))
    sums = dict.fromkeys(months(first, month), 0)
    for row in rows.values("entry__day__year", "entry__day__month").annotate(yen=Sum("yen")).order_by():
        sums[date(row["entry__day__year"], row["entry__day__month"], 1)] -= row["yen"]
    return bars([(f"{one.year}/{one.month}" if one.month == 1 else f"{one.month}", yen) for one, yen in sums.items()])


def by_age(sums: Sequence[int]) -> list[tuple[str, int]]:
    """What is owed, each age with its name."""
    late = [text("ledger.up_to", days=days) for days in AGES[1:]]
    return list(zip([text("ledger.not_due"), *late, text("ledger.longer", days=AGES[-1])], sums, strict=True))


def receivable(sums: Sequence[int]) -> Chart | None:
    """The same as bars."""
    return bars(by_age(sums))


def bars(rows: Sequence[tuple[str, int]]) -> Chart | None:
    """A bar for each name and yen, those below nothing downwards; None where there is nothing to draw."""
    most, least = max((0, *(yen for _, yen in rows))), min((0, *(yen for _, yen in rows)))
    if most == least:
        return None
    top, step = scale(max(most, -least))
    low, high = (-top if least else 0), (top if most else 0)
    width = (WIDTH - LEFT - RIGHT) / len(rows)
    marks = [_bar(name, yen, LEFT + n * width, width, (low, high)) for n, (name, yen) in enumerate(rows) if yen]
    across = tuple(Tick(LEFT + (n + 0.5) * width, name) for n, (name, _) in enumerate(rows))
    up = tuple(Tick(_y(value, low, high), f"{value:,}") for value in range(low, high + 1, step))
    return Chart("", "", tuple(marks), (), (), across, up)


def _bar(name: str, yen: int, x: float, width: float, reach: tuple[int, int]) -> Mark:
    upper, lower = _y(max(yen, 0), *reach), _y(min(yen, 0), *reach)
    return Mark(round(x + width * 0.15, 1), upper, round(width * 0.7, 1), round(lower - upper, 1), f"{name}: {yen:,}", "")


def _y(yen: int, low: int, high: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (yen - low) / (high - low), 1)
