"""The organization to which a token belongs, and the token itself."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel

from harimi.service.accounts.access import Action, roles_of
from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import Membership
from harimi.service.accounts.models import Organization as OrganizationRow
from harimi.service.api.v1.caller import allowed, caller
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.words import one_of

organization_calls = Subject("organization", "The organization to which the token belongs, and the token itself.")


class Organization(BaseModel):
    """A customer. From `ended_at` on the contract is over: what is there is only read. `role` is that of the token's maker.

    Photographs are kept `photographs_kept_days`, null for as long as the contract.
    """

    id: UUID
    name: str
    kind: Annotated[OrganizationRow.Kind, one_of(OrganizationRow.Kind)]
    role: Membership.Role
    created_at: datetime
    ended_at: datetime | None
    suspended_at: datetime | None
    photographs_kept_days: int | None
    photographs_thinned: Annotated[OrganizationRow.Thinned, one_of(OrganizationRow.Thinned)]


class TokenTold(BaseModel):
    """The token with which you call. `end` are its last characters."""

    id: UUID
    name: str
    end: str
    scopes: list[Scope]
    made_at: datetime
    expires_at: datetime | None


@organization_calls.get("/organization", Scope.ACCOUNT_READ, Organization)
def get_organization(request: HttpRequest) -> Organization:
    """The organization."""
    who = allowed(request, Action.SEE)
    row = who.organization
    names = ("id", "name", "created_at", "ended_at", "suspended_at", "photographs_kept_days")
    return Organization(
        **{name: getattr(row, name) for name in names},
        kind=OrganizationRow.Kind(row.kind),
        role=Membership.Role(roles_of(who.user)[row.pk]),
        photographs_thinned=OrganizationRow.Thinned(row.photographs_thinned),
    )


@organization_calls.get("/token", None, TokenTold)
def get_token(request: HttpRequest) -> TokenTold:
    """The token with which you call.

    Whatever its scopes are: the simplest way to see whether it works.
    """
    row = caller(request).token
    scopes = [Scope(one) for one in row.scopes]
    return TokenTold(id=row.pk, name=row.name, end=row.end, scopes=scopes, made_at=row.made_at, expires_at=row.expires_at)
