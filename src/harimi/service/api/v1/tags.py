"""Entity tags: whoever knows an answer already is told so, and nobody changes what somebody else changed meanwhile."""

import hashlib
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from harimi.service.api.problems import ProblemError


def tag_of(body: bytes) -> str:
    """The tag of an answer, by its bytes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def tagged(answer: HttpResponse) -> HttpResponse:
    """The answer with its tag."""
    answer.headers["ETag"] = tag_of(answer.content)
    return answer


def check_match(request: HttpRequest, now: str) -> None:
    """A problem where the caller saw something else."""
    seen = request.headers.get("If-Match")
    if seen is not None and seen.strip() != "*" and tag_of(now.encode()) not in _listed(seen):
        why = "somebody changed it since you looked; read it again, and send your change with the new ETag"
        raise ProblemError(HTTPStatus.PRECONDITION_FAILED, "changed_meanwhile", why)


def known(request: HttpRequest, answer: HttpResponse) -> bool:
    """Whether whoever asks has this answer already."""
    tag = answer.headers.get("ETag")
    seen = request.headers.get("If-None-Match")
    if request.method not in ("GET", "HEAD") or tag is None or seen is None:
        return False
    return seen.strip() == "*" or tag in _listed(seen)


def _listed(header: str) -> list[str]:
    return [one.strip().removeprefix("W/") for one in header.split(",")]
