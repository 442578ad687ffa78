"""Errors in one form: application/problem+json (RFC 9457) with a stable `code` and a sentence that says what to do."""

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse


@dataclass(eq=False)
class ProblemError(Exception):
    """An answer that is an error. Make a new one for each: Python writes into it where it went."""

    status: HTTPStatus
    code: str
    detail: str
    retry_after: int | None = None


def body(problem: ProblemError) -> dict[str, str | int]:
    """The problem's own words."""
    return {
        "type": f"urn:harimi:problem:{problem.code}",
        "title": problem.status.phrase,
        "status": problem.status.value,
        "code": problem.code,
        "detail": problem.detail,
    }


def response(problem: ProblemError) -> HttpResponse:
    """The problem as an answer."""
    answer = JsonResponse(body(problem), status=problem.status.value, content_type="application/problem+json")
    if problem.status is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer
