"""Fills an empty service with many meters and their past: `python -m scripts.many [METERS] [DAYS]`.

For measuring and for looking at pages: one customer with sites of 25 meters each, hourly readings and their usage, written
by the database itself so that thousands of meters and a year of hours take minutes. Sign in as many@example.jp, password
`a long password`.
"""

import sys
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from harimi.cli.ready import ready

EACH = 25
"""Meters of a site."""
KINDS = (("m3", 3, "水道 {n:02d}号室"), ("kWh", 1, "電気 {n:02d}号室"), ("m3", 3, "ガス {n:02d}号室"))
QUESTIONS = 0.02
"""How many meters have a picture that asks a person; a third as many are silent, expiring or paused."""


def main(meters: int = 500, days: int = 60) -> None:
    """Says how long each step took."""
    ready()
    from harimi.service.privacy.gate import using

    with using("provision"):
        registers = _timed("meters", lambda: _meters(meters))
        _timed("readings and usage", lambda: _past(days))
        _timed("pictures and questions", lambda: _pictures(registers))
        _timed("standings", _standings)


def _timed(what: str, do: Any) -> Any:
    began = time.perf_counter()
    done = do()
    print(f"{what}: {time.perf_counter() - began:.1f} s", flush=True)
    return done


def _meters(count: int) -> list[Any]:
    from harimi.service.accounts.models import Organization, User
    from harimi.service.devices.models import Installation
    from harimi.service.devices.services import new_camera
    from harimi.service.meters.models import Meter, Register, Site
    from harimi.service.meters.services import found_home
    from harimi.service.privacy.publication import at_start

    at_start()
    owner = User.objects.create_user("many@example.jp", "a long password", language="ja")
    first = found_home("緑町第1ビル", owner, time_zone="Asia/Tokyo", kind=Organization.Kind.COMPANY)
    sites = [first]
    more = range(2, -(-count // EACH) + 1)
    sites += [Site.objects.create(organization=first.organization, name=f"緑町第{n}ビル") for n in more]
    made, registers, installed, now = [], [], [], datetime.now(UTC)
    device, _ = new_camera(first.organization, "Camera")
    for n in range(count):
        unit, decimals, name = KINDS[n % len(KINDS)]
        ends = (now + timedelta(days=100)).date() if n % 97 == 0 else None
        meter = Meter(
            site=sites[n // EACH], name=name.format(n=n % EACH + 1), serial=f"{n:07d}", model="AB-20", expires_on=ends
        )
        made.append(meter)
        registers.append(Register(meter=meter, kind="counter", display="drums", digits=8, decimals=decimals, unit=unit))
        installed.append(Installation(device=device, meter=meter, since=now - timedelta(days=400), set_up_ends=now))
    Meter.objects.bulk_create(made)
    Register.objects.bulk_create(registers)
    Installation.objects.bulk_create(installed)
    return registers


_HOURS = """
CREATE TEMP TABLE hours AS
WITH RECURSIVE h(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM h WHERE n < {last})
SELECT start, amount, sum(amount) OVER (ORDER BY n) AS total, n FROM (
  SELECT n, strftime('%Y-%m-%d %H:00:00', 'now', '-' || ({last} - n) || ' hours') AS start,
         abs(random()) % (10 + 30 * (abs(n % 24 - 12) < 7)) AS amount FROM h)
"""
"""What a meter of the smallest household counts in each hour, and had counted by its end."""
_RATES = "CREATE TEMP TABLE rates AS SELECT id, 1 + abs(random()) % 5 AS times FROM meters_register ORDER BY id"
"""In the order of the tables' own indexes, which then only grow at their end."""
_USAGE = """
INSERT INTO readings_usage (register_id, period, start, amount)
SELECT id, 'hour', start, amount * times FROM rates CROSS JOIN hours
"""
_READINGS = """
INSERT INTO readings_reading (register_id, at, value, carried, by_person, state, confidence, changed_at, reason)
SELECT id, start, 100000 + total * times, 0, 0,
       CASE n % 9 WHEN 0 THEN 'estimated' ELSE 'confirmed' END, 0.99, start, '' FROM rates CROSS JOIN hours
"""
_SUMS = """
INSERT INTO readings_usage (register_id, period, start, amount)
SELECT id, '{period}', begun, used * times FROM rates CROSS JOIN
  (SELECT datetime({start}, '-9 hours') AS begun, sum(amount) AS used FROM hours GROUP BY 1)
"""


def _past(days: int) -> None:
    """Values that rise, more by day than by night, and the usage that is their difference."""
    from django.db import connection

    if connection.vendor != "sqlite":
        raise SystemExit("scripts.many writes SQLite only")
    with connection.cursor() as cursor:
        for pragma in ("foreign_keys = OFF", "journal_mode = OFF", "synchronous = OFF", "cache_size = -1000000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.execute(_HOURS.format(last=days * 24))
        cursor.execute(_RATES)
        _timed("usage by the hour", lambda: cursor.execute(_USAGE))
        _timed("readings", lambda: cursor.execute(_READINGS))
        for period, start in (("day", "date(start, '+9 hours')"), ("month", "date(start, '+9 hours', 'start of month')")):
            _timed(f"usage by the {period}", lambda: cursor.execute(_SUMS.format(period=period, start=start)))  # noqa: B023
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA analysis_limit = 1000")
        cursor.execute("ANALYZE")


def _pictures(registers: list[Any]) -> None:
    """The newest picture of each meter, and for some one that asks."""
    from harimi.service.captures.models import Capture, Cut
    from harimi.service.captures.pictures import cut
    from harimi.service.devices.models import Installation
    from harimi.service.platform.blobs import blobs
    from harimi.service.readings.models import Attempt
    from harimi.simulate.living import household
    from harimi.vision.photo import open_photo
    from tests.meters import shot

    living = next(one for one in household() if one.id == "water")
    picture = cut(open_photo(shot(living, living.start)).image, None)
    blob = blobs().put(picture.data)
    at = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    hanging = dict(Installation.objects.values_list("meter_id", "pk"))
    device = Installation.objects.values_list("device_id", flat=True)[0]
    captures, cuts, attempts = [], [], []
    for n, register in enumerate(registers):
        taken = at - (timedelta(days=3) if n % 211 == 7 else timedelta(0))
        capture = Capture(device_id=device, taken_at=taken, content_hash=uuid.uuid4().hex, received_at=taken)
        shown = Cut(
            capture=capture, installation_id=hanging[register.meter_id], taken_at=taken, blob=blob, width=picture.width,
            height=picture.height, frame=[0, 0, 1, 1], state=Cut.State.READ,
        )  # fmt: skip
        asks = n % round(1 / QUESTIONS) == 3
        attempt = Attempt(
            cut=shown, register=register, taken_at=taken, models_used="", settled=True, reasons=[], evidence=[],
            alternatives=[[123456 + n, 0.7], [123457 + n, 0.2]] if asks else [], verdict="uncertain" if asks else "published",
        )  # fmt: skip
        captures.append(capture)
        cuts.append(shown)
        attempts.append(attempt)
    Capture.objects.bulk_create(captures)
    Cut.objects.bulk_create(cuts)
    Attempt.objects.bulk_create(attempts)


def _standings() -> None:
    from harimi.service.readings.standing import keep_standings

    while keep_standings():
        pass


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
