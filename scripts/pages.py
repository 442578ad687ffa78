"""How much each page costs with many meters: `python -m scripts.pages METERS DAYS`, on data that `scripts.many` makes once.

Tells processor milliseconds on the server (the middle one of several), queries, and kilobytes of the page itself.
"""

import statistics
import sys
import time
from typing import Any

from harimi.cli.ready import ready
from scripts import many

TIMES = 5
PAGES = (
    *("/", "/meters", "/meters?q=101", "/meters?state=asks", "/meters?order=most", "/review", "/sites", "/tenants", "/reports"),
    *("METER", "METER?span=month", "METER?span=month&with=previous", "METER?span=year", "METER?span=all"),
    *("METER/curve.json?span=year", "METER/photographs", "METER/health", "METER/events", "METER/settings", "METER/edit"),
    *("METER/exchange", "/account/security", "/account/organization", "/account/activity", "/account/privacy"),
)


def main(meters: int = 5000, days: int = 365) -> None:
    """Prints a line a page."""
    ready()
    from django.test import Client

    from harimi.service.accounts.models import User
    from harimi.service.meters.models import Meter

    if not Meter.objects.exists():
        many.main(meters, days)
    client = Client(headers={"host": "localhost", "accept-language": "ja"})
    client.force_login(User.objects.get(email="many@example.jp"))
    meter = f"/meters/{Meter.objects.order_by('pk')[0].pk}"
    print(f"{Meter.objects.count()} meters, {days} days")
    for page in PAGES:
        _page(client, page, page.replace("METER", meter))


def _page(client: Any, page: str, address: str) -> None:
    from django.db import connection

    asked = _Asked()
    with connection.execute_wrapper(asked):
        answer = client.get(address, follow=True)
    took = statistics.median(_cost(client, address) for _ in range(TIMES))
    print(
        f"{answer.status_code} {took:6.0f} ms {asked.count:4d} queries {len(answer.content) / 1000:6.0f} kB  {page}", flush=True
    )


class _Asked:
    """Counts queries; Django's own list is emptied at the end of a request."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, *query: Any) -> Any:
        self.count += 1
        return execute(*query)


def _cost(client: Any, address: str) -> float:
    began = time.process_time()
    client.get(address, follow=True)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
