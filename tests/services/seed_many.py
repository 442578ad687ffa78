"""Fills a running service with many meters at the first one's place: `python -m tests.services.seed_many METER COUNT`."""

import sys
from datetime import timedelta

from harimi.service.project.setup import set_up


def main(meter_id: str, count: str) -> None:
    """Counters that were read twice in this hour, so that each has a line in this month's report."""
    set_up()
    from django.utils import timezone

    from harimi.service.captures.registration import Wanted, register_meter
    from harimi.service.meters.models import Meter
    from harimi.service.privacy.gate import using
    from harimi.service.readings.models import Reading
    from harimi.service.readings.usage import recompute_between

    site, now = Meter.objects.get(pk=meter_id).site, timezone.now()
    with using("provision"):
        for n in range(int(count)):
            register = register_meter(site, Wanted(f"{n // 20 + 1}F-{n % 20 + 1:02d}", "drums", "kWh", digits=8, decimals=2))
            for at, value in ((now - timedelta(hours=1), 100_000), (now, 100_100 + n)):
                Reading.objects.create(register=register, at=at, value=value, state="confirmed", changed_at=at)
            recompute_between(register, now, now)


if __name__ == "__main__":
    main(*sys.argv[1:])
