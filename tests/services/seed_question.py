"""Has a register's photographs ask a person and puts it on a round: `python -m tests.services.seed_question REGISTER`."""

import sys
import time
from uuid import UUID

from harimi.service.project.setup import set_up


def main(register: str) -> None:
    """Waits until the reader is done with them."""
    set_up()
    from harimi.service.meters.models import Register
    from harimi.service.meters.rounds import add_stops, new_round
    from harimi.service.privacy.gate import using
    from harimi.service.readings.models import Attempt
    from harimi.service.readings.standing import refresh

    one = Register.objects.select_related("meter__site__organization").get(pk=UUID(register))
    mine = Attempt.objects.filter(register=one)
    while mine.filter(settled=False).exists() or not mine.exists():
        time.sleep(0.2)
    mine.update(verdict="uncertain")
    refresh(one)
    with using("provision"):
        add_stops(new_round(one.meter.site.organization, "Morning"), [one])


if __name__ == "__main__":
    main(*sys.argv[1:])
