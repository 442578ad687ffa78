"""Makes the photographs of a register ask a person: `python -m tests.services.seed_question REGISTER`."""

import sys
import time
from uuid import UUID

from harimi.service.project.setup import set_up


def main(register: str) -> None:
    """Waits until the reader is done with them."""
    set_up()
    from harimi.service.meters.models import Register
    from harimi.service.readings.models import Attempt
    from harimi.service.readings.standing import refresh

    mine = Attempt.objects.filter(register_id=UUID(register))
    while mine.filter(settled=False).exists() or not mine.exists():
        time.sleep(0.2)
    mine.update(verdict="uncertain")
    refresh(Register.objects.get(pk=register))


if __name__ == "__main__":
    main(*sys.argv[1:])
