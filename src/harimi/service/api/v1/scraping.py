"""What Prometheus scrapes: the newest value of each register, with its moment."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed
from harimi.service.api.v1.calls import Subject
from harimi.service.meters.models import Register
from harimi.service.meters.values import plain, unit_shown
from harimi.service.readings.models import Reading
from harimi.service.readings.totals import Totals, together

scraping_calls = Subject("prometheus", "What a Prometheus scrapes.")
KIND = "text/plain; version=0.0.4; charset=utf-8"
LABELS = ("register_id", "site", "meter", "register", "unit")
SETTLED = ("confirmed", "corrected")


@scraping_calls.file("/prometheus", Scope.READINGS_READ, "text/plain")
def get_prometheus(request: HttpRequest) -> HttpResponse:
    """The newest trusted value of each register, in Prometheus' own format; totals of counters are settled values alone."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Registers(allowed(request, Action.SEE)))
    return HttpResponse(generate_latest(registry), content_type=KIND)


class _Registers(Collector):
    """Collected when it is asked for."""

    def __init__(self, who: Caller) -> None:
        self._who = who

    def collect(self) -> Iterator[Metric]:
        value = GaugeMetricFamily("harimi_value", "What the meter showed last.", labels=LABELS)
        total = CounterMetricFamily("harimi_counted", "What a counter counted in all; settled values alone.", labels=LABELS)
        at = GaugeMetricFamily("harimi_photograph_timestamp_seconds", "When that was photographed.", labels=LABELS)
        settled = GaugeMetricFamily("harimi_settled", "Whether that value is settled.", labels=LABELS)
        registers = list(_registers(self._who))
        known = together(one for one, _ in registers)
        for register, labels in registers:
            standing = register.standing
            if standing.value is None or standing.at is None:
                continue
            value.add_metric(labels, float(plain(standing.value, register.decimals)))
            at.add_metric(labels, standing.at.timestamp())
            settled.add_metric(labels, float(standing.state in SETTLED))
            if register.counts_up and register.settled_at is not None:
                total.add_metric(labels, _counted(register, known[register.pk]))
        yield from (value, total, at, settled)


def _registers(who: Caller) -> Iterable[tuple[Any, tuple[str, ...]]]:
    """Each with its last settled reading; a few queries for all of them."""
    settled = Reading.objects.filter(register=OuterRef("pk"), state__in=SETTLED, value__isnull=False).order_by("-at")
    last = {f"settled_{name}": Subquery(settled.values(name)[:1]) for name in ("at", "value", "carried")}
    mine = Register.objects.filter(meter__site__organization=who.organization, meter__retired_at=None).annotate(**last)
    rows = mine.filter(standing__value__isnull=False).select_related("standing", "meter__site__organization")
    for one in rows.prefetch_related("settings").order_by("pk"):
        yield one, (str(one.pk), one.meter.site.name, one.meter.name, one.name, unit_shown(one.unit))


def _counted(register: Any, totals: Totals) -> float:
    counted = totals.counted(register.settled_at, register.settled_value + register.settled_carried)
    return float(plain(counted, register.usage_decimals))
