"""What every address of the device API has: the camera's token, problems, a limit."""

from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItemPerMinute
from ninja import Schema
from ninja.security import HttpBearer

from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device
from harimi.service.devices.tokens import by_token
from harimi.service.platform.limiting import Limiter


class ProblemBody(Schema):
    """See `harimi.service.api.problems`."""

    type: str
    title: str
    status: int
    code: str
    detail: str


class DeviceToken(HttpBearer):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> Device:
        device = by_token(token)
        if device is None:
            raise ProblemError(
                HTTPStatus.UNAUTHORIZED, "bad_token", "the token is unknown or was revoked; get a new one in My Account"
            )
        refuse_suspended(device)
        return device


def refuse_suspended(device: Device) -> None:
    """A problem for a camera of a suspended organization, before anything that it sends is read: it keeps that for later."""
    if device.organization.suspended_at is not None:
        why = "use is suspended; its owner finds the reason in My Account. Keep what you have and send it later"
        raise ProblemError(HTTPStatus.FORBIDDEN, "suspended", why, 3600)


@cache
def limiter() -> Limiter:
    """Counts how often each camera sends."""
    return Limiter(settings.HARIMI.redis, settings.HARIMI.redis_prefix)


def limited(device: Device, what: str) -> None:
    """Counts one; a problem where the operator allows no more in this minute. Each `what` counts by itself."""
    if not within_limit(device, what):
        raise _too_many(what)


def room_for(device: Device, what: str) -> None:
    """Counts nothing; a problem where not even one more is allowed in this minute."""
    if not limiter().test(_allowed(), what, str(device.pk)):
        raise _too_many(what)


def within_limit(device: Device, what: str) -> bool:
    """Counts one; whether the operator allows it in this minute."""
    return limiter().hit(_allowed(), what, str(device.pk))


def _allowed() -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(settings.HARIMI.captures_per_minute)


def _too_many(what: str) -> ProblemError:
    return ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "too_many", f"more than {_allowed().amount} {what}s a minute", 60)
