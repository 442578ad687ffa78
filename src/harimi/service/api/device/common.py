"""What every address of the device API has: the camera's token, problems, a limit."""

from functools import cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItemPerMinute, storage, strategies
from ninja import Schema
from ninja.security import HttpBearer

from harimi.service.api.problems import ProblemError
from harimi.service.devices.models import Device
from harimi.service.devices.tokens import by_token


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
        return device


@cache
def limiter() -> strategies.FixedWindowRateLimiter:
    """Counts in this process's memory."""
    return strategies.FixedWindowRateLimiter(storage.MemoryStorage())


def limited(device: Device, what: str) -> None:
    """A problem where the camera sends more of it in a minute than the operator allows; each `what` counts by itself."""
    allowed = RateLimitItemPerMinute(settings.HARIMI.captures_per_minute)
    if not limiter().hit(allowed, what, str(device.pk)):
        raise ProblemError(HTTPStatus.TOO_MANY_REQUESTS, "too_many", f"more than {allowed.amount} {what}s a minute", 60)
