"""How often one address gets a receipt: whoever writes may name somebody else's."""

from functools import cache

from django.conf import settings
from limits import RateLimitItemPerHour

from harimi.service.platform.limiting import Limiter
from harimi.service.privacy.sealed import index_of

TO_AN_ADDRESS = 5
"""Receipts to one mail address in an hour, by the page and by mail together."""


def receipt_may(email: str) -> bool:
    """Whether one more goes there, which is counted by the address's index alone."""
    return limiter().hit(RateLimitItemPerHour(TO_AN_ADDRESS), "inquiries to", index_of(email, "inquiries"))


@cache
def limiter() -> Limiter:
    """What counts everything about inquiries."""
    return Limiter(settings.HARIMI.redis, settings.HARIMI.redis_prefix)
