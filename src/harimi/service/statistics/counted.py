"""The tables: what each counts, from which items, and by which labels. Nothing here is finer than a day."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import TruncDate

from harimi.service.billing.months import zone
from harimi.service.devices.models import DeviceLog, DeviceReport
from harimi.service.privacy.models import AccessDevice, AccessLog
from harimi.service.statistics.labels import at_worst, battery, browser, by_days, each_last, kind_of_answer

Pairs = Iterable[tuple[Any, Any]]
OFFICE = "office"
"""Pages of staff at work are no use of the service; their names begin so."""


@dataclass(frozen=True, slots=True)
class Table:
    """One statistic. `read` gives rows of a month that begin with whose they are, from columns that the purpose may read;
    `label` makes of them people and labels.

    `who` says what stands there: a `person` or a `camera`. Browsers in which nobody is signed in are in no table: ids that
    anybody can have more of are no people, and whoever adds k - 1 of their own would learn of one other.
    """

    name: str
    who: str
    items: tuple[str, ...]
    read: Callable[[datetime, datetime], QuerySet[Any, tuple[Any, ...]]]
    label: Callable[[Iterable[tuple[Any, ...]]], Pairs]


def _pages(begin: datetime, end: datetime) -> QuerySet[AccessLog]:
    return AccessLog.objects.filter(at__gte=begin, at__lt=end).exclude(page__startswith=OFFICE)


def _theirs(begin: datetime, end: datetime, *columns: str) -> QuerySet[AccessLog, tuple[Any, ...]]:
    return _pages(begin, end).exclude(subject=None).values_list("subject_id", *columns).distinct()


def _days(begin: datetime, end: datetime) -> QuerySet[AccessLog, tuple[Any, ...]]:
    known = _pages(begin, end).exclude(subject=None).annotate(day=TruncDate("at", tzinfo=zone()))
    return known.values_list("subject_id", "day").distinct()


def _browsers(begin: datetime, end: datetime) -> QuerySet[AccessDevice, tuple[Any, ...]]:
    there = AccessDevice.objects.filter(first_at__lt=end, last_at__gte=begin)
    return there.order_by("last_at").values_list("subject_id", "named")


def _reports(column: str) -> Callable[[datetime, datetime], QuerySet[DeviceReport, tuple[Any, ...]]]:
    def read(begin: datetime, end: datetime) -> QuerySet[DeviceReport, tuple[Any, ...]]:
        return DeviceReport.objects.filter(at__gte=begin, at__lt=end).order_by("at").values_list("device_id", column)

    return read


def _lines(begin: datetime, end: datetime) -> QuerySet[DeviceLog, tuple[Any, ...]]:
    return DeviceLog.objects.filter(at__gte=begin, at__lt=end).order_by().values_list("device_id", "event").distinct()


def _plain(rows: Iterable[tuple[Any, ...]]) -> Pairs:
    return ((who, str(value or "")) for who, value in rows)


_ALL = (
    Table("pages", "person", ("access_log",), lambda begin, end: _theirs(begin, end, "page"), _plain),
    Table("days", "person", ("access_log",), _days, _plain),
    Table("visits", "person", ("access_log",), _days, by_days),
    Table(
        *("answers", "person", ("access_log",)),
        lambda begin, end: _theirs(begin, end, "status"),
        lambda rows: ((who, kind_of_answer(status)) for who, status in rows),
    ),
    Table("browsers", "person", ("access_device",), _browsers, lambda rows: each_last(rows, browser)),
    Table("models", "camera", ("camera_device",), _reports("model"), lambda rows: each_last(rows, str)),
    Table("firmware", "camera", ("camera_device",), _reports("firmware"), lambda rows: each_last(rows, str)),
    Table("batteries", "camera", ("camera_device",), _reports("battery_percent"), lambda rows: at_worst(rows, battery)),
    Table("events", "camera", ("camera_log",), _lines, _plain),
)
TABLES: Mapping[str, Table] = {one.name: one for one in _ALL}
