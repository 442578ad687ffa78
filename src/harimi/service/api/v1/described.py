"""What is told of the API to programs: the framework's own account of it, and what that leaves out."""

from collections.abc import Iterator, Sequence
from typing import Any

from ninja.openapi.schema import OpenAPISchema

from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import HEADERS

ABOUT = """Reads and writes all that My Account shows of one organization.

A token is made in My Account and sent as `Authorization: Bearer hk_…`. It may do what its scopes say, as far as whoever made it
may do that there themselves. Errors are `application/problem+json` with a stable `code`. Lists come in pages: `next` is the
cursor of the following one, null on the last. Moments are UTC, decimals are strings with all their places."""
PROBLEM = "application/problem+json"
REFUSED = {
    "401": "No token, or none that works.",
    "403": "The token lacks the scope, or its maker may not do that there now.",
    "404": "There is nothing by that id for this token.",
    "409": "The same call is being answered right now, or what is there stands against it.",
    "411": "The body came without its length.",
    "412": "Somebody changed it since.",
    "413": "The body is too large.",
    "415": "What was sent is no photograph.",
    "422": "What was sent does not fit, or cannot be done.",
    "429": "Too many calls in this minute.",
}
_LEFT: dict[str, Any] = {name: {"schema": {"type": "integer"}} for name in HEADERS[:3]}
_LEFT[HEADERS[3]] = {"schema": {"type": "string"}}
_WAIT = {"Retry-After": {"schema": {"type": "integer"}}}
_TAG = {"ETag": {"schema": {"type": "string"}}}
_LINK = {"Link": {"schema": {"type": "string"}, "description": "The next page, where there is one."}}


def described(told: OpenAPISchema, subjects: Sequence[Subject]) -> OpenAPISchema:
    """The same, with media types, headers, scopes and words."""
    told["info"] |= {"description": ABOUT, "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}}
    told["tags"] = [{"name": one.name, "description": one.about} for one in subjects]
    told["servers"] = [{"url": "/"}]
    schemes = told["components"].get("securitySchemes", {})
    for scheme in schemes.values():
        scheme["description"] = "A token of the API, made in My Account."
    for operation in _operations(told):
        _scope(operation)
        for status, answer in operation["responses"].items():
            _answer(str(status), answer)
    told["components"]["schemas"] = dict(sorted(told["components"]["schemas"].items()))
    return told


def _operations(told: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for path in told["paths"].values():
        yield from path.values()


def _scope(operation: dict[str, Any]) -> None:
    scope = operation.pop("x-scope", None)
    needed = [] if scope is None else [str(scope)]
    if operation.get("security"):
        operation["security"] = [dict.fromkeys(one, needed) for one in operation["security"]]
        words = f"Scope: `{scope}`." if scope else "Any scope."
        operation["description"] = f"{operation.get('description', '')}\n\n{words}".strip()
    else:
        operation["security"] = []


def _answer(status: str, answer: dict[str, Any]) -> None:
    content, headers = answer.get("content", {}), dict(_LEFT)
    if status in REFUSED:
        answer["description"] = REFUSED[status]
        content = answer["content"] = dict.fromkeys([PROBLEM], *content.values())
    if status == "401":
        headers = {}
    if status == "429":
        headers |= _WAIT
    if status in ("200", "304") and content.keys() <= {"application/json"}:
        headers |= _TAG
    if "next" in str(content.get("application/json", {}).get("x-page", "")):
        headers |= _LINK
    answer["headers"] = headers
