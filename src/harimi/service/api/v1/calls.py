"""How a call is declared: what it is named, what token it takes, what it answers, and every way in which it may refuse.

`subject = Subject("sites", "…")`, then `@subject.get("/sites", Scope.METERS_READ, Sites)` above a function of that name. What
it is for stands in its docstring: the first line is the summary.
"""

import json
from collections.abc import Callable, Collection, Mapping
from functools import wraps
from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router
from pydantic import BaseModel

from harimi.service.accounts.access import actions_in
from harimi.service.accounts.api_answers import Answered, KeyReusedError, RunningError, once
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Organization
from harimi.service.api.device.common import ProblemBody
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Token, caller
from harimi.service.api.v1.same_call import sent
from harimi.service.api.v1.tags import check_match, tagged
from harimi.service.api.v1.words import once_told
from harimi.service.egress.ahead import remembering

View = Callable[..., BaseModel | HttpResponseBase | None]
Ahead = Callable[..., None]
JSON = "application/json"
LONGEST_KEY = 200
LARGEST = 256_000
"""Bytes of what is sent, but for photographs."""
_ALWAYS = (401, 403, 422, 429)
_SENT = (*_ALWAYS, 411, 413)
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "pattern": "^[ -~]*$"},
    "description": "Your own name for this call. Sent again within a day, it is not done twice and answered alike.",
}
_IF_NONE = {
    "in": "header",
    "name": "If-None-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The `ETag` of an earlier answer: 304 where nothing changed since.",
}
_IF = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "The `ETag` of what you saw: 412 where somebody changed it since.",
}


class Subject:
    """The calls about one subject."""

    def __init__(self, name: str, about: str) -> None:
        self.name, self.about = name, about
        self._calls: list[Callable[[Router], object]] = []

    def join(self, router: Router) -> None:
        """Adds its calls, in the order in which they are declared."""
        for add in self._calls:
            add(router)

    def get(self, path: str, scope: Scope | None, answer: type[BaseModel], *, missing: bool = False) -> Callable[[View], View]:
        """Something is read. `missing` where it may not be there."""
        refusals = (*_ALWAYS, *([404] if missing else []))
        return self._call("GET", path, scope, {200: answer, 304: None}, refusals, [_IF_NONE])

    def file(self, path: str, scope: Scope, kind: str, *others: str) -> Callable[[View], View]:
        """A file is read, of one of these kinds."""
        return self._call("GET", path, scope, {200: None}, (*_ALWAYS, 404), [], kind, *others)

    def open_file(self, path: str, kind: str) -> Callable[[View], View]:
        """A file is read by whoever knows its address."""
        return self._call("GET", path, None, {200: None}, (404, 422, 429), [], kind, auth=None)

    def make(
        self,
        path: str,
        scope: Scope,
        answer: type[BaseModel],
        *,
        also: Collection[int] = (404,),
        status: int = 201,
        ahead: Ahead | None = None,
        most: int = LARGEST,
    ) -> Callable[[View], View]:
        """Something is made, or done, once for each `Idempotency-Key`. `ahead` asks others what they must be asked."""
        refusals = (*_SENT, 409, *also)
        call = self._call("POST", path, scope, {status: answer}, refusals, [_KEY], auth=Token(scope, most))
        return lambda view: call(_asking(_once(view, status, once_told(answer)), ahead))

    def make_of_form(
        self, path: str, scope: Scope, answer: type[BaseModel], *, ahead: Ahead, most: int
    ) -> Callable[[View], View]:
        """The same by a form with files; `ahead` looks at them, for which nobody else who writes is to wait."""
        made = self.make(path, scope, answer, ahead=ahead, most=most)
        return lambda view: made(_known_alone(view))

    def send(
        self, path: str, scope: Scope, answer: type[BaseModel], *, also: Collection[int] = (404,), most: int = LARGEST
    ) -> Callable[[View], View]:
        """Something is sent, of which twice the same is once by itself, or of which nothing is kept."""
        call = self._call("POST", path, scope, {200: answer}, (*_SENT, *also), [], auth=Token(scope, most))
        return lambda view: call(_known_alone(view))

    def change(
        self, path: str, scope: Scope, answer: type[BaseModel], *, method: str = "PATCH", ahead: Ahead | None = None
    ) -> Callable[[View], View]:
        """Something is set otherwise; it answers how that is now. The view calls `unchanged` first."""
        declared = self._call(method, path, scope, {200: answer}, (*_SENT, 404, 412), [_IF])
        return lambda view: declared(_asking(_in_turn(view), ahead))

    def delete(self, path: str, scope: Scope) -> Callable[[View], View]:
        """Something is ended."""
        return self._call("DELETE", path, scope, {204: None}, (*_ALWAYS, 404), [])

    def _call(
        self,
        method: str,
        path: str,
        scope: Scope | None,
        answers: Mapping[int, type[BaseModel] | None],
        refusals: Collection[int],
        headers: list[dict[str, Any]],
        *kinds: str,
        **options: Any,
    ) -> Callable[[View], View]:
        told: dict[int, Any] = dict(answers) | dict.fromkeys(sorted(refusals), ProblemBody)
        extra: dict[str, Any] = {"parameters": headers, "x-scope": scope}
        if kinds:
            binary = {"schema": {"type": "string", "format": "binary"}}
            extra["responses"] = {200: {"content": dict.fromkeys(kinds, binary)}}

        options = {"auth": Token(scope, LARGEST)} | options

        def declared(view: View) -> View:
            summary, _, more = cleandoc(view.__doc__ or "").partition("\n")
            words: dict[str, Any] = {
                "summary": summary.rstrip("."),
                "description": more.strip() or summary,
                "operation_id": view.__name__,
            }
            words |= {"tags": [self.name], "response": told, "openapi_extra": extra, **options}
            plain = _plain(view, next(iter(answers)))
            self._calls.append(lambda router: router.api_operation([method], path, **words)(plain))
            return view

        return declared


def unchanged(request: HttpRequest, now: BaseModel) -> None:
    """A problem where the caller names an `ETag` and this, as it is now, has another one."""
    check_match(request, _body(now))


def _plain(view: View, status: int) -> Callable[..., HttpResponseBase]:
    """The view, answering bytes: moments keep all their places, and tags are made of what is really sent."""

    @wraps(view)
    def answered(request: HttpRequest, **asked: Any) -> HttpResponseBase:
        told = view(request, **asked)
        if isinstance(told, HttpResponseBase):
            return told
        return _response(status, "" if told is None else _body(told))

    return answered


def _known_alone(view: View) -> View:
    """The view; a form with fields that it does not know is refused, which the framework would drop."""

    @wraps(view)
    def answered(request: HttpRequest, **asked: Any) -> BaseModel | HttpResponseBase | None:
        known = {name for one in asked.values() if isinstance(one, BaseModel) for name in type(one).model_fields}
        if unknown := sorted((set(request.POST) - known) | (set(request.FILES) - set(asked))):
            why = f"this does not fit: {', '.join(unknown)}; openapi.json beside this address describes the call"
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_request", why)
        return view(request, **asked)

    return answered


def _asking(view: View, ahead: Ahead | None) -> View:
    """The view; what it asks others is asked before its transaction begins, in which all who write may have to wait."""
    if ahead is None:
        return view

    @wraps(view)
    def answered(request: HttpRequest, **asked: Any) -> BaseModel | HttpResponseBase | None:
        with remembering():
            ahead(request, **asked)
            return view(request, **asked)

    return answered


def _in_turn(view: View) -> View:
    """The view; of those who name an `ETag`, one after the other looks and changes."""

    @wraps(view)
    def answered(request: HttpRequest, **asked: Any) -> BaseModel | HttpResponseBase | None:
        if "If-Match" not in request.headers:
            return view(request, **asked)
        with transaction.atomic():
            Organization.objects.select_for_update(no_key=True).get(pk=caller(request).organization.pk)
            return view(request, **asked)

    return answered


def _once(view: View, status: int, secrets: frozenset[str]) -> View:
    """The view, done once for each key of a token; what it tells only once is not kept for who asks again."""

    @wraps(view)
    def answered(request: HttpRequest, **asked: Any) -> BaseModel | HttpResponseBase | None:
        key = request.headers.get("Idempotency-Key", "")
        if not key:
            return view(request, **asked)
        if len(key) > LONGEST_KEY or not key.isprintable():
            why = f"an idempotency key is at most {LONGEST_KEY} printable characters"
            raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_key", why)

        def do() -> Answered:
            told: Any = view(request, **asked)
            once = {name for name in secrets if getattr(told, name) is not None}
            return Answered(status, _body(told), told.model_dump_json(by_alias=True, exclude=once))

        return _remembered(request, key, do, secrets)

    return answered


def _remembered(request: HttpRequest, key: str, do: Callable[[], Answered], secrets: frozenset[str]) -> HttpResponse:
    who = caller(request)
    may = " ".join(sorted(action.name for action in actions_in(who.user, who.organization)))
    call = f"{request.method} {request.get_full_path()} {may}\n".encode() + sent(request)
    try:
        told = once(who.token, key, call, do)
    except KeyReusedError as error:
        why = "this idempotency key belongs to another call, or whoever made the token may do otherwise now; use a new key"
        raise ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency_key_reused", why) from error
    except RunningError as error:
        why = "the same call is being answered right now; ask again in a moment"
        raise ProblemError(HTTPStatus.CONFLICT, "in_progress", why, 2) from error
    if told.again and secrets - json.loads(told.body or "{}").keys():
        why = f"this was done already, and its secret is told only once; what else was answered: {told.body}"
        raise ProblemError(HTTPStatus.CONFLICT, "told_once", why)
    answer = _response(told.status, told.body)
    if told.again:
        answer.headers["Idempotent-Replayed"] = "true"
    return answer


def _body(told: Any) -> str:
    return str(told.model_dump_json(by_alias=True))


def _response(status: int, body: str) -> HttpResponse:
    answer = HttpResponse(body, status=status, content_type=JSON)
    if not body:
        del answer.headers["Content-Type"]
    return tagged(answer) if status == HTTPStatus.OK else answer
