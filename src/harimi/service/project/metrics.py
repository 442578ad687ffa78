"""Numbers for Prometheus: how much waits, who is at work, what is late. Counts alone; nothing in them is anybody's.

Each is asked of the database when somebody scrapes, so that one machine tells for all, and a restart loses nothing.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from harimi import __version__
from harimi.service.egress.mail import carrier_fault
from harimi.service.notices.models import Mailbox, Message
from harimi.service.office import fleet
from harimi.service.office.waiting import WORK
from harimi.service.privacy.days import today
from harimi.service.privacy.gate import using
from harimi.service.privacy.models import AuditAnchor
from harimi.service.readings.quality import STATES, VERDICTS
from harimi.service.rights.models import Leaving


def _gauge(name: str, says: str, rows: Iterable[tuple[str, float]], label: str) -> Metric:
    """`label` must not be `job` or `instance`, which are Prometheus' own."""
    family = GaugeMetricFamily(f"harimi_{name}", says, labels=[label])
    for value, number in rows:
        family.add_metric([value], number)
    return family


def _single(name: str, says: str, number: float) -> Metric:
    return GaugeMetricFamily(f"harimi_{name}", says, value=number)


def _work() -> Iterator[Metric]:
    now = timezone.now()
    queues = fleet.queues(now)
    yield _gauge("jobs_due", "Rows that wait for a worker now", ((one.name, one.due) for one in queues), "queue")
    oldest = ((one.name, (now - one.oldest).total_seconds() if one.oldest else 0.0) for one in queues)
    yield _gauge("jobs_oldest_seconds", "For how long the oldest of them waits", oldest, "queue")
    yield _gauge("jobs_retried", "Those of them that were tried before", ((one.name, one.tried) for one in queues), "queue")
    yield _single("workers", "Workers at work within the last 30 seconds", fleet.workers(now))
    yield _single("chores_late", "Chores that are late by a quarter of an hour", sum(late for *_, late in fleet.chores_of(now)))


def _fleet() -> Iterator[Metric]:
    now = timezone.now()
    heard = ((name, count) for name, count in fleet.cameras(now).items() if name != "all")
    yield _gauge("cameras", "Cameras in use by when they were last heard", heard, "heard")
    yield _gauge("units", "The operator's own cameras by state", fleet.units().items(), "state")
    day = next((one for one in fleet.quality("day", 1) if one.of == today()), None)
    told = ((one, day.counts[one] if day else 0) for one in (*VERDICTS, *STATES))
    yield _gauge("photographs_today", "What became of today's photographs, counted once an hour", told, "became")


def _people() -> Iterator[Metric]:
    desk = ((work.text.removeprefix("desk."), work.waits().count()) for work in WORK)
    yield _gauge("desk", "What waits for somebody of the staff", desk, "work")
    waiting = Message.objects.filter(state=Message.State.WAITING).count()
    yield _single("letters_waiting", "Mails that are not sent yet", waiting)
    yield _single("mailboxes_bouncing", "People whose mail comes back", Mailbox.objects.count())
    yield _single("mail_refused", "1 where mail may not leave to the configured server", bool(carrier_fault()))
    yield _single("erasures_open", "Erasures that are asked for and not over", Leaving.objects.filter(done_at=None).count())


def _proof() -> Iterator[Metric]:
    now = timezone.now()
    anchor = AuditAnchor.objects.filter(pk=1).first()
    verified = anchor.verified_at if anchor else None
    age = (now - verified).total_seconds() if verified else 0.0
    yield _single("audit_broken", "1 where the audit's chain does not hold", bool(anchor and anchor.fault))
    yield _single("audit_verified_seconds", "Since when the audit's chain was last verified", age)


_PARTS: tuple[Callable[[], Iterator[Metric]], ...] = (_work, _fleet, _people, _proof)


class _OfTheService(Collector):
    """Asked at each scrape."""

    def collect(self) -> Iterator[Metric]:
        yield _gauge("info", "Which version answers", [(__version__, 1)], "version")
        with using("upkeep"):
            for part in _PARTS:
                yield from part()


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever has the token that `HARIMI_METRICS_TOKEN` says; without one there is no such page."""
    token = settings.HARIMI.metrics
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not secrets.compare_digest(sent.encode(), token.encode()):
        return HttpResponseNotFound("no such page\n", content_type="text/plain")
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_OfTheService())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
