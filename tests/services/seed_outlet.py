"""A household whose meter's events go to an address by themselves: `python -m tests.services.seed_outlet METER ADDRESS`."""

import json
import sys
from datetime import UTC, datetime

from harimi.service.project.setup import set_up


def main(meter: str, address: str) -> None:
    """Prints the camera's token."""
    set_up()
    from tests.services.outlets.scene import outlet
    from tests.services.world import world

    made = world(meter, since=datetime(2026, 4, 6, tzinfo=UTC))
    outlet(made.owner, made.site.organization, settings={"url": address})
    print(json.dumps({"token": made.token}))


if __name__ == "__main__":
    main(*sys.argv[1:])
