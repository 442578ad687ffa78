"""The API itself: all subjects, what goes wrong on the way to any of them, and what every answer carries besides."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

import structlog
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from ninja import NinjaAPI, Router
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from harimi.service.api.device.handlers import add_handlers, fault
from harimi.service.api.problems import ProblemError, response
from harimi.service.api.v1 import subjects
from harimi.service.api.v1.caller import Caller
from harimi.service.api.v1.described import described
from harimi.service.api.v1.limiting import tell
from harimi.service.api.v1.tags import known
from harimi.service.privacy.collectors import Visit, collect

log = structlog.stdlib.get_logger("harimi.api")
ROOT = "/api/v1"


class PublicAPI(NinjaAPI):
    """What is told of it says more than the framework knows."""

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: Any = None) -> OpenAPISchema:
        return described(self, path_prefix or self.get_root_path(path_params or {}), subjects.ALL)


api = PublicAPI(title="Harimi", version="1", urls_namespace="api-v1", docs_url=None, openapi_url="/openapi.json")
ROUTER = Router()
"""All calls, subject after subject: those to one address by different methods may be of different ones."""
for subject in subjects.ALL:
    subject.join(ROUTER)
api.add_router("", ROUTER)
add_handlers(api)


@api.exception_handler(AuthenticationError)
def _no_token(*_: Any) -> HttpResponse:
    why = "send a token of the API, made in My Account, as Authorization: Bearer <token>"
    return response(ProblemError(HTTPStatus.UNAUTHORIZED, "no_token", why))


@api.exception_handler(ValidationError)
def _bad_request(_: HttpRequest, error: ValidationError) -> HttpResponse:
    wrong = [f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in error.errors[:10]]
    why = f"this does not fit: {', '.join(wrong)}; openapi.json beside this address describes the call"
    return response(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", why))


@api.exception_handler(HttpError)
def _unreadable(*_: Any) -> HttpResponse:
    why = "the body cannot be read as JSON"
    return response(ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", why))


@api.exception_handler(Exception)
def _fault(_: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("a call of the API failed")
    return response(fault())


def urls() -> tuple[list[URLPattern | URLResolver], str, str]:
    """Its addresses; whatever else is asked beneath them is a problem too, and no page."""
    patterns, app, namespace = api.urls
    for one in patterns:
        if isinstance(one, URLPattern):
            one.callback = finished(one.callback)
    return [*patterns, re_path("", finished(_nothing))], app, namespace


def finished(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """The view, whose answers tell how many calls are left, and that nobody on the way is to keep them."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **asked: Any) -> HttpResponse:
        answer: HttpResponse = _problem_or(view, request, *args, **asked)
        if known(request, answer):
            tag = answer.headers["ETag"]
            answer = HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": tag})
            del answer.headers["Content-Type"]
        for name, value in getattr(request, "api_headers", {}).items():
            answer.headers[name] = value
        answer.headers.setdefault("Cache-Control", "private, no-cache" if "ETag" in answer.headers else "no-store")
        tell(request, answer)
        _note(request, answer)
        return answer

    vars(answered)["csrf_exempt"] = True
    return answered


def _note(request: HttpRequest, answer: HttpResponse) -> None:
    """What the collectors may note of a person's visits, of the first call of a token in each hour: nothing of its address."""
    who = getattr(request, "auth", None)
    if isinstance(who, Caller) and who.fresh:
        page = request.resolver_match.url_name if request.resolver_match else None
        collect(Visit(who.user.subject_id, "", request.method or "", page or "", answer.status_code, ""))


def _problem_or(view: Callable[..., Any], request: HttpRequest, *args: Any, **asked: Any) -> HttpResponse:
    try:
        answer: HttpResponse = view(request, *args, **asked)
    except Http404:
        return _nothing(request)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        problem = response(ProblemError(HTTPStatus.METHOD_NOT_ALLOWED, "method", "this address takes no such method"))
        problem.headers["Allow"] = answer.headers.get("Allow", "")
        return problem
    return answer


def _nothing(request: HttpRequest) -> HttpResponse:
    return response(ProblemError(HTTPStatus.NOT_FOUND, "not_found", "there is no such call; see /api/v1/openapi.json"))
