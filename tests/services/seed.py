"""Fills a running service for a test: `python -m tests.services.seed [METER]`; prints what it made."""

import json
import sys
from datetime import UTC, datetime

from harimi.service.project.setup import set_up


def main(meter: str = "energy") -> None:
    """A household with one meter, its face drawn, and a member of staff."""
    set_up()
    from tests.services.world import person, world

    made = world(meter, since=datetime(2026, 4, 6, tzinfo=UTC))
    person("staff@example.jp", staff=True, admin=True)
    print(json.dumps({"token": made.token, "meter": str(made.register.meter_id), "register": str(made.register.pk)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
