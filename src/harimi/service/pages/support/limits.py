"""How often somebody can write; every message may be a mail to somebody, and all of them are read by people."""

from django.http import HttpRequest
from limits import RateLimitItemPerHour

from harimi.service.accounts.models import User
from harimi.service.pages.visitors import place_of
from harimi.service.support.often import limiter, receipt_may

FROM_A_PLACE, OF_A_PERSON, FILES = 20, 30, 40
"""In an hour: inquiries from one place of the network, messages in a case or by a member, forms with files from one place."""


def stranger_may(request: HttpRequest, email: str) -> bool:
    """Whether one more is taken."""
    place = limiter().hit(RateLimitItemPerHour(FROM_A_PLACE), "inquiries", place_of(request))
    return place and receipt_may(email)


def files_may(request: HttpRequest) -> bool:
    """Whether the files of a form are looked at, which takes a processor some time: ask it before the form is."""
    return not request.FILES or limiter().hit(RateLimitItemPerHour(FILES), "files", place_of(request))


def writer_may(who: User | str) -> bool:
    """The same for a member, or for whoever has the page of the case with that number."""
    return limiter().hit(RateLimitItemPerHour(OF_A_PERSON), "messages", str(who.pk if isinstance(who, User) else who))
