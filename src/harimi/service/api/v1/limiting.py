"""How many calls a token has left in this minute, told with every answer."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from limits import RateLimitItemPerMinute

from harimi.service.accounts.models import ApiToken
from harimi.service.api.device.common import limiter
from harimi.service.api.problems import ProblemError
from harimi.service.platform.limiting import Left

HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")


def count(request: HttpRequest, token: ApiToken) -> None:
    """Counts one call; a problem where the operator allows no more in this minute."""
    _counted(request, "call", RateLimitItemPerMinute(settings.HARIMI.api_calls_per_minute), token)


def count_photograph(request: HttpRequest, token: ApiToken) -> None:
    """Counts one photograph that is to be looked at while somebody waits, which takes a processor for a second."""
    _counted(request, "photograph", RateLimitItemPerMinute(settings.HARIMI.api_photographs_per_minute), token)


def count_shown(request: HttpRequest, token: ApiToken) -> None:
    """Counts one photograph that somebody fetches by an address which the token made, as many in a minute as calls.

    It is counted apart: whoever was shown an address takes no call from the program whose token it is.
    """
    _counted(request, "fetched photograph", RateLimitItemPerMinute(settings.HARIMI.api_calls_per_minute), token)


def count_work(request: HttpRequest, token: ApiToken) -> None:
    """Counts something else that takes a processor as long, apart from photographs and as often."""
    _counted(request, "work", RateLimitItemPerMinute(settings.HARIMI.api_photographs_per_minute), token)


def _counted(request: HttpRequest, what: str, item: RateLimitItemPerMinute, token: ApiToken) -> None:
    allowed = limiter().hit(item, f"api-{what}", str(token.pk))
    left = limiter().left(item, f"api-{what}", str(token.pk))
    request.api_left = (item.amount, left)  # type: ignore[attr-defined]
    if not allowed:
        why = f"more than {item.amount} {what}s a minute; wait {left.seconds} seconds"
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "too_many", why, max(1, left.seconds))


def tell(request: HttpRequest, answer: HttpResponse) -> None:
    """Says how many are left; nothing to somebody without a token."""
    known: tuple[int, Left] | None = getattr(request, "api_left", None)
    if known is not None:
        most, left = known
        for name, value in zip(HEADERS, (most, left.calls, left.seconds, f"{most};w=60"), strict=True):
            answer.headers[name] = str(value)
