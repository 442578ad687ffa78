"""Fills a running service with a round: `python -m tests.services.seed_round`; prints what it made."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from harimi.service.project.setup import set_up

NAMES = ("屋上 機械室", "1階 東 水道", "2階 東 水道", "3階 東 水道")


def main() -> None:
    """A household with a camera's meter and four that a person reads, each read once before."""
    set_up()
    from harimi.service.captures.registration import Wanted, register_meter
    from harimi.service.meters.rounds import round_of_site
    from harimi.service.privacy.gate import using
    from harimi.service.readings.settled import Word, tell
    from tests.services.world import member, world

    with using("provision"):
        made = world("energy", since=datetime(2026, 4, 6, tzinfo=UTC))
        member(made.site.organization, "manager@example.jp", "manager")
        for n, name in enumerate(NAMES):
            register = register_meter(made.site, Wanted(name, "drums", "m³", digits=7, decimals=3))
            tell(register, timezone.now() - timedelta(days=30), Word(Decimal(f"{n}12.345"), made.owner))
        route = round_of_site(made.site, "東棟")
        route.period = "month"
        route.save()
    print(json.dumps({"round": str(route.pk), "meter": str(route.stops.all()[0].register.meter_id)}))


if __name__ == "__main__":
    main()
