"""What one photograph and one page cost on a service of some size: `python -m scripts.growth METERS HOURS [--cpu]`.

Fills an empty service, then takes and reads photographs of one of its meters and opens its pages, in this process; prints JSON.
"""

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from harimi.cli.ready import ready
from scripts import filling

CLOCK = time.process_time if "--cpu" in sys.argv else time.perf_counter
"""On a machine that others use too, processor time tells more; what PostgreSQL does is not in it."""
WARM, MEASURED, TIMES = 45, 25, 9
"""Photographs before those that are measured, how many are, and how often a page is opened."""


def main(meters: int, hours: int) -> None:
    """Prints one line."""
    ready()
    from harimi.service.privacy.gate import using

    with using("provision"):
        made, began, empty = _world(), time.perf_counter(), filling.size()
        filling.meters(made.site, meters - 1)
        filling.past(hours)
        readings = meters * hours
        told = {"meters": meters, "readings": readings, "filled_s": round(time.perf_counter() - began, 1)}
        _joined(made)
        told["bytes_a_reading"] = round((filling.size() - empty) / readings)
        told |= _photographs(made)
    told |= _pages(made)
    told["mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(json.dumps(told))


def _world() -> Any:
    """A meter whose camera came two hours ago."""
    from django.utils import timezone

    from tests.services.world import work, world

    made = world("energy", since=timezone.now() - timedelta(hours=2))
    work()
    return made


def _joined(made: Any) -> None:
    """The past of the meter that is measured leads to where its camera found it."""
    from django.db.models import F, Max

    from harimi.service.readings.models import Reading

    past = Reading.objects.filter(register=made.register, attempt=None)
    last = past.aggregate(last=Max("value"))["last"]
    past.update(value=F("value") + int(made.living.start * 100) - last)


def _photographs(made: Any) -> dict[str, float]:
    """Milliseconds of one photograph: until it is acknowledged, until it is a reading, and how much of that is vision."""
    from harimi.service.captures.services import accept
    from harimi.service.readings import reading
    from harimi.service.readings.models import Reading
    from tests.meters import shot
    from tests.services.world import work

    last = Reading.objects.filter(register=made.register, value__isnull=False).order_by("-at")[0]
    accepting, working, seeing = list[float](), list[float](), list[float]()
    seen = vars(reading)["read"]
    vars(reading)["read"] = lambda *given: _timed(seeing, lambda: seen(*given))
    for n in range(1, WARM + MEASURED + 1):
        value, at = Decimal((last.value or 0) + 10 * n) / 100, last.at + timedelta(minutes=n)
        data = shot(made.living, value, n)
        with _clock(accepting):
            accept(made.device, data, at)
        with _clock(working):
            work()
    means = [1000 * statistics.fmean(found[WARM:]) for found in (accepting, working, seeing)]
    return {"accept_ms": round(means[0], 1), "work_ms": round(means[1] - means[2], 1), "vision_ms": round(means[2], 1)}


def _pages(made: Any) -> dict[str, float]:
    from django.test import Client

    client = Client(headers={"host": "localhost", "accept-language": "ja"})
    client.force_login(made.owner)
    meter = f"/meters/{made.register.meter_id}"
    named = {"year_ms": f"{meter}/curve.json?span=year", "page_ms": f"{meter}?span=year", "list_ms": "/meters"}
    return {name: _page(client, address) for name, address in named.items()}


def _page(client: Any, address: str) -> float:
    took = list[float]()
    for _ in range(TIMES):
        with _clock(took):
            answer = client.get(address, follow=True)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{address} answers {answer.status_code}")
    return round(1000 * statistics.median(took), 1)


@contextmanager
def _clock(into: list[float]) -> Iterator[None]:
    began = CLOCK()
    yield
    into.append(CLOCK() - began)


def _timed(into: list[float], do: Callable[[], Any]) -> Any:
    with _clock(into):
        return do()


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:] if word.isdecimal()))
