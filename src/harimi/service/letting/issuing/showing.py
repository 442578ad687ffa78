"""The readings that a statement rests on, with their pictures: one for each stretch of a register without a gap."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from harimi.service.letting.due.counted import Border, Point
from harimi.service.letting.due.stretches import Stretch
from harimi.service.letting.models import Statement, StatementMeter
from harimi.service.meters.models import Register
from harimi.service.readings.models import Attempt

Cuts = Mapping[int, int | None]


def shown(statement: Statement, stretches: Sequence[Stretch]) -> list[StatementMeter]:
    """Not yet written."""
    joined = _joined(stretches)
    points = [border.nearest for one in joined if one.borders for border in one.borders]
    attempts = Attempt.objects.filter(pk__in=[one.attempt for one in points if one.attempt is not None])
    cuts = dict(attempts.values_list("pk", "cut_id"))
    return [_meter(statement, one, one.borders, cuts) for one in joined if one.borders is not None]


def label(register: Register) -> str:
    """A meter and its register as people know them."""
    return f"{register.meter.name} {register.name}".strip()


def _joined(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Stretches that follow each other, cut only where a price changed, are one."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda one: (one.register.meter.name, str(one.register.pk), one.since)):
        last = found[-1] if found else None
        if (
            last
            and last.borders
            and one.borders
            and (last.register, last.until, last.shared) == (one.register, one.since, one.shared)
        ):
            borders, used, part = (last.borders[0], one.borders[1]), last.used + one.used, last.part + one.part
            found[-1] = replace(last, until=one.until, last=one.last, borders=borders, used=used, part=part)
        else:
            found.append(one)
    return found


def _meter(statement: Statement, one: Stretch, borders: tuple[Border, Border], cuts: Cuts) -> StatementMeter:
    (begin, end), register = borders, one.register
    first, last = begin.nearest, end.nearest
    return StatementMeter(
        statement=statement, register=register, meter=label(register), serial=_serial(one), unit=register.unit,
        since=one.since, until=one.until, zone=register.meter.site.time_zone, decimals=register.decimals,
        opening=begin.shown, closing=end.shown, opening_rough=begin.rough, closing_rough=end.rough,
        first_at=first.at, first_value=first.value, first_cut_id=_cut(first, cuts),
        last_at=last.at, last_value=last.value, last_cut_id=_cut(last, cuts),
        multiplier=_multiplier(one), used=one.used, used_decimals=register.usage_decimals,
        exchanges=_exchanges(one), shared=one.shared,
    )  # fmt: skip


def _cut(point: Point, cuts: Cuts) -> int | None:
    return cuts.get(point.attempt) if point.attempt is not None else None


def _exchanges(one: Stretch) -> list[dict[str, Any]]:
    """Within it, in order of time."""
    within = [each for each in one.register.exchanges.all() if one.since < each.at < one.until]
    return [{"at": each.at.isoformat(), "old": each.last_value, "new": each.first_value, "serial": each.serial}
            for each in sorted(within, key=lambda each: each.at)]  # fmt: skip


def _serial(one: Stretch) -> str:
    """Of the instrument that hung there when it ended."""
    later = [each for each in one.register.exchanges.all() if each.at >= one.until]
    return min(later, key=lambda each: each.at).serial if later else one.register.meter.serial


def _multiplier(one: Stretch) -> Any:
    """What held when it ended."""
    later = [each for each in one.register.settings.all() if each.until >= one.until]
    return min(later, key=lambda each: each.until).multiplier if later else one.register.multiplier
