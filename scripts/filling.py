"""Fills a service with the past of many meters, on SQLite and on PostgreSQL; written by the database itself."""

from datetime import UTC, datetime
from typing import Any

EACH = 25
"""Meters of a site."""
_SQLITE = {
    "hours": """
        WITH RECURSIVE h(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM h WHERE n < {last})
        SELECT n, strftime('%Y-%m-%d %H:00:00', 'now', '-' || ({last} - n + 3) || ' hours') AS start,
               abs(random()) % 40 AS amount FROM h""",
    "times": "1 + abs(random()) % 5",
    "day": "datetime(date(start, '+9 hours'), '-9 hours')",
    "month": "datetime(date(start, '+9 hours', 'start of month'), '-9 hours')",
    "false": "0",
}
_POSTGRESQL = {
    "hours": """
        SELECT n, date_trunc('hour', now()) - make_interval(hours => {last} - n + 3) AS start,
               floor(random() * 40)::bigint AS amount FROM generate_series(0, {last}) AS n""",
    "times": "1 + floor(random() * 5)::bigint",
    "day": "date_trunc('day', start, 'Asia/Tokyo')",
    "month": "date_trunc('month', start, 'Asia/Tokyo')",
    "false": "false",
}
_STEPS = (
    "CREATE TEMP TABLE hours AS SELECT n, start, amount, sum(amount) OVER (ORDER BY n) AS total FROM ({hours}) AS h",
    "CREATE TEMP TABLE rates AS SELECT id, {times} AS times FROM meters_register ORDER BY id",
    """INSERT INTO readings_usage (register_id, period, start, amount)
       SELECT id, 'hour', start, amount * times FROM rates CROSS JOIN hours""",
    """INSERT INTO readings_reading (register_id, at, value, carried, by_person, state, confidence, changed_at, reason)
       SELECT id, start, 100000 + total * times, 0, {false}, 'confirmed', 0.99, start, '' FROM rates CROSS JOIN hours""",
    """INSERT INTO readings_usage (register_id, period, start, amount) SELECT id, 'day', begun, used * times FROM rates
       CROSS JOIN (SELECT {day} AS begun, sum(amount) AS used FROM hours GROUP BY 1) AS d""",
    """INSERT INTO readings_usage (register_id, period, start, amount) SELECT id, 'month', begun, used * times FROM rates
       CROSS JOIN (SELECT {month} AS begun, sum(amount) AS used FROM hours GROUP BY 1) AS m""",
    "ANALYZE",
)


def meters(site: Any, count: int) -> None:
    """Meters beside those that are there, on sites of 25, with a standing each."""
    from harimi.service.meters.models import Meter, Register, Site
    from harimi.service.readings.models import Standing

    now = datetime.now(UTC)
    for first in range(0, count, 1000):
        numbers = range(first, min(count, first + 1000))
        names = [f"Site {n // EACH + 1}" for n in numbers if n % EACH == 0]
        sites = [Site.objects.create(organization=site.organization, name=name) for name in names]
        made = [Meter(site=sites[(n - first) // EACH], name=f"Meter {n}", serial=f"{n:07d}") for n in numbers]
        counted = [
            Register(meter=one, kind="counter", display="segments", digits=8, decimals=2, unit="kWh", rolls_over_at=10**8)
            for one in made
        ]
        Meter.objects.bulk_create(made)
        Register.objects.bulk_create(counted)
        Standing.objects.bulk_create(
            [Standing(register=one, value=100000, at=now, state="confirmed", usual_on=now.date()) for one in counted]
        )


def past(hours: int) -> None:
    """So many hours of readings and usage of every register, up to three hours ago."""
    from django.db import connection

    words = _SQLITE if connection.vendor == "sqlite" else _POSTGRESQL
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma in ("foreign_keys = OFF", "synchronous = OFF", "cache_size = -500000", "analysis_limit = 1000"):
                cursor.execute(f"PRAGMA {pragma}")
        for step in _STEPS:
            filled = {name: text.format(last=hours - 1) for name, text in words.items()}
            cursor.execute(step.format(**filled).replace("%", "%%") if connection.vendor != "sqlite" else step.format(**filled))
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA synchronous = FULL")


def size() -> int:
    """Bytes of the database."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        return int((settings.HARIMI.data_dir / "harimi.sqlite3").stat().st_size)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return int(cursor.fetchone()[0])
