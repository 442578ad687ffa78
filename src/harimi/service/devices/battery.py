"""When a battery will be empty, from what its camera reported."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from harimi.service.devices.models import Device, DeviceHealth, DeviceReport

WEEKS = timedelta(days=28)
LEAST, RISES = timedelta(days=1), 10
"""A pace is told from so long on. A battery that rises by so many percent was charged or exchanged: its pace begins anew."""
FARTHEST = timedelta(days=3650)


def note_battery(device: Device, at: datetime) -> None:
    """Notes how a camera's battery stands by its reports until `at`."""
    told = DeviceReport.objects.filter(device=device, at__gt=at - WEEKS, battery_percent__isnull=False).order_by("at", "pk")
    levels = [(when, level) for when, level in told.values_list("at", "battery_percent") if level is not None]
    if not levels:
        return
    empty = empty_at(levels)
    DeviceHealth.objects.update_or_create(
        device=device,
        defaults={"at": at, "battery_percent": levels[-1][1], "battery_empty_on": empty.date() if empty else None},
    )


def empty_at(levels: Sequence[tuple[datetime, int]]) -> datetime | None:
    """When the battery will stand at 0 percent, by a straight line through its levels; None where it does not fall.

    `levels` are moments and percents in order of time.
    """
    since = _last_charge(levels)
    if len(since) < 2 or since[-1][0] - since[0][0] < LEAST:
        return None
    begin = since[0][0]
    hours = [(at - begin).total_seconds() / 3600 for at, _ in since]
    mean_hour, mean_level = sum(hours) / len(hours), sum(level for _, level in since) / len(since)
    spread = sum((hour - mean_hour) ** 2 for hour in hours)
    pace = sum((hour - mean_hour) * (level - mean_level) for hour, (_, level) in zip(hours, since, strict=True)) / spread
    if pace >= 0:
        return None
    left = timedelta(hours=mean_hour - mean_level / pace)
    return begin + left if left < FARTHEST else None


def _last_charge(levels: Sequence[tuple[datetime, int]]) -> Sequence[tuple[datetime, int]]:
    """The levels since the battery was charged or exchanged."""
    for n in range(len(levels) - 1, 0, -1):
        if levels[n][1] - levels[n - 1][1] >= RISES:
            return levels[n:]
    return levels
