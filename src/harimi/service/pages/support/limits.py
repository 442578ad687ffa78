"""How often somebody can write; every message may be a mail to somebody, and all of them are read by people."""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItemPerHour

from harimi.service.accounts.models import User
from harimi.service.platform.limiting import Limiter
from harimi.service.privacy.sealed import index_of

FROM_A_PLACE, TO_AN_ADDRESS, OF_A_PERSON = 20, 5, 30
"""In an hour: inquiries from one place of the network, receipts to one mail address, messages in a case or by a member."""


def stranger_may(request: HttpRequest, email: str) -> bool:
    """Whether one more is taken; the limit of a mail address is counted by its index alone."""
    place = _limiter().hit(RateLimitItemPerHour(FROM_A_PLACE), "inquiries", request.META.get("REMOTE_ADDR", ""))
    address = index_of(email, "inquiries")
    return place and _limiter().hit(RateLimitItemPerHour(TO_AN_ADDRESS), "inquiries to", address)


def writer_may(who: User | str) -> bool:
    """The same for a member, or for whoever has the page of the case with that number."""
    return _limiter().hit(RateLimitItemPerHour(OF_A_PERSON), "messages", str(who.pk if isinstance(who, User) else who))


@cache
def _limiter() -> Limiter:
    return Limiter(settings.HARIMI.redis, settings.HARIMI.redis_prefix)
