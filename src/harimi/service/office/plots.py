"""Days as stacked bars, drawn by the server: how many photographs were decided, and what became of them."""

from collections.abc import Sequence
from datetime import date, timedelta

from harimi.service.office.fleet import Quality
from harimi.service.pages.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Chart, Mark
from harimi.service.pages.texts import text
from harimi.service.pages.ticks import Tick
from harimi.service.readings.quality import VERDICTS

_STEPS = (1, 2, 5)


def days(rows: Sequence[Quality], last: date, count: int) -> Chart | None:
    """The last so many days; None where nothing was decided in them."""
    found = {one.of: one for one in rows}
    most = max((one.decided for one in rows), default=0)
    if not most:
        return None
    shown = [last - timedelta(days=n) for n in reversed(range(count))]
    top, step = scale(most)
    width = (WIDTH - LEFT - RIGHT) / count
    marks = [mark for n, day in enumerate(shown) for mark in _bar(found.get(day), day, LEFT + n * width, width, top)]
    across = tuple(Tick(LEFT + (n + 0.5) * width, f"{day.month}/{day.day}") for n, day in enumerate(shown) if n % 5 == 0)
    up = tuple(Tick(_y(value, top), f"{value:,}") for value in range(0, top + 1, step))
    return Chart("", "", tuple(marks), (), (), across, up)


def _bar(one: Quality | None, day: date, x: float, width: float, top: int) -> list[Mark]:
    """What was read stands below, what nobody could read above."""
    if one is None:
        return []
    marks, so_far = [], 0
    for verdict in VERDICTS:
        count = one.counts.get(verdict, 0)
        if count:
            y, height = _y(so_far + count, top), _y(so_far, top) - _y(so_far + count, top)
            title = f"{day.month}/{day.day} {text(f'fleet.{verdict}')}: {count:,}"
            marks.append(Mark(round(x + width * 0.15, 1), y, round(width * 0.7, 1), round(height, 1), title, verdict))
            so_far += count
    return marks


def _y(value: int, top: int) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def scale(most: int) -> tuple[int, int]:
    """A round number not below the most, and a step that divides it into a few."""
    power = 1
    while True:
        for one in _STEPS:
            step = one * power
            if step * 5 >= most:
                return -(-most // step) * step, step
        power *= 10
