"""How much each page costs with many meters: `python -m scripts.pages`, on data that `scripts.many` made.

Tells processor milliseconds on the server (the middle one of several), queries, and kilobytes of the page itself.
"""

import statistics
import time
from typing import Any

TIMES = 5
PAGES = (
    *("/", "/meters", "/meters?q=101", "/meters?state=asks", "/meters?order=most", "/review", "/sites", "/tenants", "/reports"),
    *("METER", "METER?span=month", "METER?span=month&with=previous", "METER?span=year", "METER?span=all"),
    *("METER/curve.json?span=year", "METER/photographs", "METER/health", "METER/events", "METER/settings", "METER/edit"),
    *("METER/exchange", "/account/security", "/account/organization", "/account/activity", "/account/privacy"),
)


def main() -> None:
    """Prints a line a page."""
    from harimi.service.project.setup import set_up

    set_up()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from harimi.service.accounts.models import User
    from harimi.service.meters.models import Meter

    client = Client(headers={"host": "localhost", "accept-language": "ja"})
    client.force_login(User.objects.get(email="many@example.jp"))
    meter = f"/meters/{Meter.objects.order_by('pk')[0].pk}"
    print(f"{Meter.objects.count()} meters")
    for page in PAGES:
        address = page.replace("METER", meter)
        with CaptureQueriesContext(connection) as queries:
            answer: Any = client.get(address, follow=True)
        took = [_cost(client, address) for _ in range(TIMES)]
        size = len(answer.content) / 1000
        print(
            f"{answer.status_code} {statistics.median(took):6.0f} ms {len(queries):4d} queries {size:6.0f} kB  {page}",
            flush=True,
        )


def _cost(client: Any, address: str) -> float:
    began = time.process_time()
    client.get(address, follow=True)
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    main()
