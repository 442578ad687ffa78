"""By which a program is known that uses the API: made, shown once, revoked at once. It can never do more than its maker may."""

import hashlib
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from harimi.service.accounts import activity
from harimi.service.accounts.access import ALLOWED, Action, roles_of
from harimi.service.accounts.models import ApiToken, Organization, User

NOTED = timedelta(hours=1)
"""How exactly it is known when a token was used last."""
END = 4
"""Characters of a token that are kept, to tell tokens apart."""
LONGEST_NAME = 80
MOST = 50
"""Working tokens of an organization."""


class Scope(StrEnum):
    """What a token may be used for; each subject of the API has one for reading and one for changing."""

    ACCOUNT_READ = "account:read"
    ACCOUNT_WRITE = "account:write"
    ALERTS_READ = "alerts:read"
    ALERTS_WRITE = "alerts:write"
    DEVICES_READ = "devices:read"
    DEVICES_WRITE = "devices:write"
    IMPORTS_WRITE = "imports:write"
    INVOICES_READ = "invoices:read"
    LETTING_READ = "letting:read"
    LETTING_WRITE = "letting:write"
    METERS_READ = "meters:read"
    METERS_WRITE = "meters:write"
    OUTLETS_READ = "outlets:read"
    OUTLETS_WRITE = "outlets:write"
    PEOPLE_READ = "people:read"
    PEOPLE_WRITE = "people:write"
    PHOTOGRAPHS_READ = "photographs:read"
    READINGS_READ = "readings:read"
    READINGS_WRITE = "readings:write"


class TokenError(ValueError):
    """A token that cannot be made; `code` is a text `tokens.error.<code>`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def make_token(
    organization: Organization, name: str, scopes: Collection[str], *, actor: User, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A new token, which is told this once and never again. Raises a `TokenError`."""
    chosen = sorted(set(scopes))
    _check(organization, name, chosen, expires_at)
    token = f"hk_{secrets.token_urlsafe(32)}"
    kept = {"hash": hashed(token), "end": token[-END:], "scopes": chosen, "expires_at": expires_at}
    with transaction.atomic():
        row = ApiToken.objects.create(organization=organization, maker=actor, name=name, **kept)
        activity.note(organization, "token.made", actor=actor, about=row.pk)
    return row, token


def revoke(token: ApiToken, *, actor: User) -> None:
    """It is good no more, from this moment on."""
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            activity.note(token.organization, "token.revoked", actor=actor, about=token.pk)


def by_token(token: str) -> ApiToken | None:
    """The working token with its organization and its maker; one whose maker could not make it any more works no more."""
    found = _good(timezone.now()).filter(hash=hashed(token)).select_related("organization", "maker").first()
    if found is None or not stands(found):
        return None
    _used(found)
    return found


def by_id(pk: UUID) -> ApiToken | None:
    """The same, of one that was shown already."""
    found = _good(timezone.now()).filter(pk=pk).select_related("organization", "maker").first()
    return found if found is not None and stands(found) else None


def stands(token: ApiToken) -> bool:
    """Whether its maker is still somebody who makes tokens there, by their role: a contract may be over."""
    maker = token.maker
    role = roles_of(maker).get(token.organization_id, "")
    return maker.is_active and maker.suspended_at is None and Action.CHANGE_OUTLETS in ALLOWED.get(role, ())


def tokens_of(organization: Organization) -> list[ApiToken]:
    """Those that were not revoked, newest first; expired ones too, until they are forgotten."""
    kept = ApiToken.objects.filter(organization=organization, revoked_at=None)
    return list(kept.select_related("organization", "maker").order_by("-made_at", "-pk"))


def hashed(token: str) -> str:
    """A token holds 256 bits of chance: a plain hash of it cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def forget_ended(now: datetime | None = None) -> int:
    """Deletes tokens that ended a month ago; how many."""
    before = (now or timezone.now()) - timedelta(days=30)
    return ApiToken.objects.filter(Q(revoked_at__lt=before) | Q(expires_at__lt=before)).delete()[0]


def _good(now: datetime) -> QuerySet[ApiToken]:
    return ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=now), revoked_at=None)


def _check(organization: Organization, name: str, scopes: list[str], expires_at: datetime | None) -> None:
    now = timezone.now()
    if not name.strip() or len(name) > LONGEST_NAME:
        raise TokenError("name")
    if not scopes or set(scopes) - set(Scope):
        raise TokenError("scopes")
    if expires_at is not None and expires_at <= now:
        raise TokenError("expires")
    if _good(now).filter(organization=organization).count() >= MOST:
        raise TokenError("too_many")


def _used(token: ApiToken) -> None:
    now = timezone.now()
    if token.used_at is None or token.used_at < now - NOTED:
        ApiToken.objects.filter(pk=token.pk).update(used_at=now)


def _names(ids: Collection[str]) -> Mapping[str, str]:
    known = ApiToken.objects.filter(pk__in=[UUID(one) for one in ids]).select_related("organization")
    return {str(one.pk): one.name for one in known}


activity.declare("token", "made", "revoked", names=_names)
