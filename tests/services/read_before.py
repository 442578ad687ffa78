"""Photographs that a worse reader than today's read before."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from harimi.service.readings.models import Attempt
from tests.services.world import World, hours, send, work, world

START = datetime(2026, 4, 6, tzinfo=UTC)
END = START + timedelta(days=9)


def read_before() -> World:
    """Four photographs that were read; the reader of then is made worse: one value is wrong, one is missing."""
    found = world("energy", since=START)
    for n in range(1, 4):
        send(found, Decimal(8766) + n, START + hours(n), n)
    work()
    one, two, three = Attempt.objects.filter(taken_at__gt=START).order_by("taken_at")
    Attempt.objects.filter(pk=one.pk).update(alternatives=[[876711, 0.9]], models_used="old")
    Attempt.objects.filter(pk=two.pk).update(alternatives=[], models_used="old")
    Attempt.objects.filter(pk=three.pk).update(models_used="old")
    return found
