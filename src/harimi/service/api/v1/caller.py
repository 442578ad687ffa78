"""Who calls: a token, and the person in whose name it does; what they may, and what is told them where they may not."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from harimi.service.accounts.access import Action, may
from harimi.service.accounts.api_tokens import NOTED, Scope, by_token
from harimi.service.accounts.models import ApiToken, Organization, User
from harimi.service.api.device.handlers import measured
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1 import limiting

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Caller:
    """A token that works, its maker, and the organization to which all that it sees belongs."""

    token: ApiToken
    user: User
    organization: Organization

    @property
    def fresh(self) -> bool:
        """Whether it is the token's first call in an hour."""
        return self.token.used_at is None or self.token.used_at < timezone.now() - NOTED

    def may(self, action: Action) -> bool:
        """Whether its maker may do it there now."""
        return may(self.user, self.organization, action)

    def need(self, action: Action) -> None:
        """A problem where its maker may not do it there now."""
        if not self.may(action):
            why = "whoever made this token may not do that there now: it is not their role's, or the contract is over"
            raise ProblemError(HTTPStatus.FORBIDDEN, "not_allowed", why)


class Token(HttpBearer):
    """`Authorization: Bearer <token>`, made in My Account; of its scopes one must be `scope`, None for any."""

    def __init__(self, scope: Scope | None, most: int) -> None:
        super().__init__()
        self.scope, self.most = scope, most

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        found = by_token(token)
        if found is None:
            why = "the token is unknown, was revoked, has ended, or whoever made it may make none any more"
            raise ProblemError(HTTPStatus.UNAUTHORIZED, "bad_token", why)
        limiting.count(request, found)
        if self.scope is not None and self.scope not in found.scopes:
            why = f"the token has no scope {self.scope}; make one that has it in My Account"
            raise ProblemError(HTTPStatus.FORBIDDEN, "scope_missing", why)
        _measured(request, self.most)
        return Caller(found, found.maker, found.organization)


def _measured(request: HttpRequest, most: int) -> None:
    """A problem where the body is too large by its length, or has none; before anything of it is read."""
    if request.headers.get("Content-Length") or request.headers.get("Transfer-Encoding"):
        measured(request, most, lambda: ProblemError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", _too_large(most)))


def _too_large(most: int) -> str:
    return f"more than {most} bytes; send less"


def caller(request: HttpRequest) -> Caller:
    """Whoever calls."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found


def allowed(request: HttpRequest, action: Action) -> Caller:
    """Whoever calls, who may do it; a problem for anybody else."""
    found = caller(request)
    found.need(action)
    return found


def found(rows: QuerySet[Row], **wanted: object) -> Row:
    """The row; what is not there, or another's, is not found."""
    one = rows.filter(**wanted).first()
    if one is None:
        raise missing()
    return one


def missing() -> ProblemError:
    """Nothing is there, or nothing for whoever calls."""
    return ProblemError(HTTPStatus.NOT_FOUND, "not_found", "there is nothing by that id for this token")


def refused(code: str, why: object) -> ProblemError:
    """What was asked makes sense and cannot be done."""
    return ProblemError(HTTPStatus.UNPROCESSABLE_ENTITY, code, str(why))
