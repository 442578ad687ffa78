"""Fills a day of a register with hourly readings: `python -m tests.services.seed_day REGISTER`."""

import sys
from datetime import UTC, datetime, timedelta

from harimi.service.project.setup import set_up


def main(register_id: str) -> None:
    """Hourly values with one of each state; all of them have the register's only picture as their evidence."""
    set_up()
    from harimi.service.meters.models import Register
    from harimi.service.readings.models import Attempt, Reading
    from harimi.service.readings.usage import recompute_between

    register = Register.objects.get(pk=register_id)
    attempt = Attempt.objects.filter(register=register).first()
    start = datetime(2026, 4, 5, 15, 30, tzinfo=UTC)
    states = {5: "corrected", 6: "rejected", 7: "unreadable", 22: "estimated"}
    for hour in range(23):
        state, at = states.get(hour, "confirmed"), start + timedelta(hours=hour)
        value = None if state == "unreadable" else 876_000 + 20 * hour
        Reading.objects.create(register=register, at=at, value=value, state=state, attempt=attempt, changed_at=at)
    for reading in Reading.objects.filter(register=register):
        recompute_between(register, reading.at, reading.at)


if __name__ == "__main__":
    main(*sys.argv[1:])
