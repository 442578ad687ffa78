"""How well leaks, bursts and stuck valves are found, and how often nothing was wrong: `python -m scripts.alarms [--meters 40]`.

Meters are simulated (`harimi.simulate.consumption`): ten weeks to learn from, then four months. Each is judged as it is, which
counts false alarms, and once more with each thing that can go wrong, at a moment of its own. Judged is by the rules' own judges
at their settings from the beginning. What was tuned was tuned on other seeds (below 1,000) than those that are told here.
"""

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from statistics import median
from zoneinfo import ZoneInfo

from harimi.service.alerts.habits import WEEKS, Habit, Hour, learn
from harimi.service.alerts.kinds.registry import KINDS as JUDGES
from harimi.service.alerts.series import Point, Series
from harimi.simulate.consumption import ARCHETYPES, Consumption, Event, consumption

TOKYO, HOUR, DAY = ZoneInfo("Asia/Tokyo"), timedelta(hours=1), 24
LEARNED, WATCHED = WEEKS * 7, 120
"""Days."""
KINDS = ("continuous", "spike", "no_flow", "unusual")
WRONG = (
    *(("leak", size, 14 * DAY) for size in (3, 10, 30, 100)),
    *(("burst", size, 8) for size in (500, 1500)),
    ("stuck", 0, 7 * DAY),
    ("night", 60, 6),
)
"""What goes wrong: litres an hour, and hours until somebody mends it. `night`: a tap is left open at one o’clock."""


@dataclass
class Tally:
    """What came of meters of one archetype."""

    months: float = 0.0
    false: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    delays: dict[tuple[str, int, str], list[float | None]] = field(default_factory=lambda: defaultdict(list))


def main() -> None:
    """Prints two tables."""
    asked = _asked()
    seeds = range(asked.seed, asked.seed + asked.meters)
    with ProcessPoolExecutor() as pool:
        tallies = {one: _added(pool.map(partial(tally, one), seeds)) for one in ARCHETYPES}
    print("\n".join([*_false(tallies), "", *_found(tallies)]))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meters", type=int, default=40, help="of each archetype")
    parser.add_argument("--seed", type=int, default=1000)
    return parser.parse_args()


def tally(archetype: str, seed: int) -> Tally:
    """One meter: as it is, and with each thing that goes wrong."""
    found, chance = Tally(months=WATCHED / 30), random.Random(seed)  # noqa: S311 - the same for the same seed
    start = datetime.combine(date(2025, 1, 6) + timedelta(days=chance.randrange(365)), time())
    usual = series(consumption(archetype, start, LEARNED + WATCHED, seed))
    for kind in KINDS:
        found.false[kind] = len(_told(kind, usual))
    for what, size, hours in WRONG:
        begin = (LEARNED + 20) * DAY + chance.randrange(60 * DAY)
        begin = begin // DAY * DAY + 1 if what == "night" else begin
        event = Event(what, begin, hours, float(size))
        wrong = series(consumption(archetype, start, LEARNED + WATCHED, seed, [event]))
        for kind, delay in _delays(wrong, event):
            found.delays[what, size, kind].append(delay)
    return found


def _delays(wrong: Series, event: Event) -> Iterator[tuple[str, float | None]]:
    """After how many hours each kind told it, and the first of them; None where none did."""
    since = wrong.points[event.start].at
    until = since + (event.hours + 2) * HOUR
    firsts = []
    for kind in KINDS:
        told = [one for one in _told(kind, wrong) if since <= one <= until]
        firsts.append((told[0] - since) / HOUR if told else None)
        yield kind, firsts[-1]
    yield "any", min((one for one in firsts if one is not None), default=None)


def _told(kind: str, shown: Series) -> list[datetime]:
    judge = JUDGES[kind]
    return [one.told for one in judge.judge(judge.Settings(), shown)]


def series(counted: Consumption) -> Series:
    """As judges are shown it, learned anew each Monday."""
    start = counted.start.replace(tzinfo=TOKYO).astimezone(UTC)
    total, points = 0, [Point(start, 0, 0)]
    hours = [Hour(start + n * HOUR, litres) for n, litres in enumerate(counted.litres)]
    for hour in hours:
        total += hour.amount
        points.append(Point(hour.start + HOUR, total, total))
    learned: dict[date, Habit | None] = {}

    def habit(week: date) -> Habit | None:
        if week not in learned:
            end = round((datetime.combine(week, time(), tzinfo=TOKYO) - start) / HOUR)
            learned[week] = learn(hours[max(0, end - WEEKS * 7 * DAY) : max(0, end)], TOKYO)
        return learned[week]

    since = start + timedelta(days=LEARNED)
    return Series(TOKYO, since, points[-1].at, points=points, complete=start, habits=habit)


def _added(tallies: Iterator[Tally]) -> Tally:
    whole = Tally()
    for one in tallies:
        whole.months += one.months
        for kind, n in one.false.items():
            whole.false[kind] += n
        for key, delays in one.delays.items():
            whole.delays[key] += delays
    return whole


def _false(tallies: dict[str, Tally]) -> list[str]:
    """False alarms per meter-month."""
    lines = [f"| false alarms per meter-month | {' | '.join(KINDS)} |", f"|---|{'---|' * len(KINDS)}"]
    for archetype, one in tallies.items():
        rates = [f"{one.false[kind] / one.months:.3f}" for kind in KINDS]
        lines.append(f"| {archetype} ({one.months:.0f} meter-months) | {' | '.join(rates)} |")
    return lines


def _found(tallies: dict[str, Tally]) -> list[str]:
    """What share was found, and after how many hours in the middle."""
    kinds = [*KINDS, "any"]
    lines = [f"| found, after hours (median) | {' | '.join(kinds)} |", f"|---|{'---|' * len(kinds)}"]
    for archetype, one in tallies.items():
        for what, size, _ in WRONG:
            cells = [_cell(one.delays[what, size, kind]) for kind in kinds]
            lines.append(f"| {archetype}, {what} {size or ''} | {' | '.join(cells)} |".replace("  |", " |"))
    return lines


def _cell(delays: Sequence[float | None]) -> str:
    found = [one for one in delays if one is not None]
    return f"{len(found) / len(delays):.0%}, {median(found):.0f} h" if found else "–"


if __name__ == "__main__":
    main()
