"""What goes wrong on the way to any address of cameras is answered in one form."""

from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError

from harimi.service.api.problems import ProblemError, response
from harimi.vision.photo import MAX_BYTES

OVERHEAD = 100_000
"""Bytes that a body may have beside its photographs."""
MOST = 100
"""Photographs of a batch."""


def too_big() -> ProblemError:
    """A photograph of too many bytes."""
    why = f"more than {MAX_BYTES} bytes; send a smaller picture"
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "photo_size", why)


def too_many() -> ProblemError:
    """A batch of too many photographs."""
    why = f"a batch holds at most {MOST} photographs; send several batches"
    return ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_many_photos", why)


def fault() -> ProblemError:
    """What we failed on."""
    return ProblemError(HTTPStatus.INTERNAL_SERVER_ERROR, "fault", "the service failed on this; send it again later")


def add_handlers(api: NinjaAPI) -> None:
    """Problems, bodies that cannot be read and tokens that are missing, each as a problem."""
    api.exception_handler(ProblemError)(lambda _, problem: response(problem))
    api.exception_handler(RequestDataTooBig)(lambda *_: response(too_big()))
    api.exception_handler(TooManyFilesSent)(lambda *_: response(too_many()))
    api.exception_handler(TooManyFieldsSent)(lambda *_: response(too_many()))
    api.exception_handler(MultiPartParserError)(_bad_form)
    api.exception_handler(AuthenticationError)(_no_token)


def measured(request: HttpRequest, most: int, problem: Callable[[], ProblemError]) -> None:
    """A problem where the body has no length, or more than `most` bytes by it; before anything of it is read."""
    length = request.headers.get("Content-Length", "")
    if not length.isdecimal():
        raise ProblemError(HTTPStatus.LENGTH_REQUIRED, "no_length", "send the body with a Content-Length, not in chunks")
    if int(length) > most:
        raise problem()


def _bad_form(_: HttpRequest, error: MultiPartParserError) -> HttpResponse:
    return response(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_form", f"the form cannot be read: {error}"))


def _no_token(_: HttpRequest, __: AuthenticationError) -> HttpResponse:
    return response(
        ProblemError(HTTPStatus.UNAUTHORIZED, "no_token", "send the camera's token as Authorization: Bearer <token>")
    )
