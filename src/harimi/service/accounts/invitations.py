"""Invitations by mail: an owner invites an address, and whoever opens the link in the mail joins."""

import hashlib
import secrets
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import cache
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from limits import RateLimitItemPerHour, storage, strategies

from harimi.service.accounts import activity, letters
from harimi.service.accounts.addresses import prove
from harimi.service.accounts.members import PeopleError, Role
from harimi.service.accounts.models import Invitation, Membership, Organization, User
from harimi.service.accounts.services import create_user
from harimi.service.accounts.staff import StaffRole, add_roles
from harimi.service.privacy.audit import record
from harimi.service.privacy.held import held

LETTER, STAFF_LETTER = "invitation", "staff_invitation"
AN_HOUR = 20
"""Mails that an organization's invitations send in an hour at most."""
Link = Callable[[str], str]
"""The address of the page for a token."""


def invite(organization: Organization, email: str, role: str, *, actor: User, link: Link, tenant: UUID | None = None) -> None:
    """Sends an invitation; an earlier one of the same address no longer counts. Raises `PeopleError`."""
    address = email.strip().lower()
    _check(organization, address, role, tenant)
    token = secrets.token_urlsafe(32)
    made = {"role": role, "tenant": tenant, "token_hash": _hash(token), "invited_by": actor, "sent_at": timezone.now()}
    with transaction.atomic():
        row, _ = Invitation.objects.update_or_create(organization=organization, email=address, defaults=made)
        activity.note(organization, "people.invited", actor=actor, role=role)
        _write(row, token, link)


def invite_staff(email: str, roles: Collection[str], *, actor: User, link: Link) -> None:
    """Sends somebody an invitation to the operator's staff. Raises `PeopleError`."""
    address, chosen = email.strip().lower(), sorted(set(roles))
    _check_address(address)
    if not chosen or set(chosen) - set(StaffRole.values):
        raise PeopleError("role")
    if User.objects.filter(email=address, is_staff=True).exists():
        raise PeopleError("member")
    token = secrets.token_urlsafe(32)
    made = {"staff_roles": ",".join(chosen), "token_hash": _hash(token), "invited_by": actor, "sent_at": timezone.now()}
    with transaction.atomic():
        row, _ = Invitation.objects.update_or_create(organization=None, email=address, defaults=made)
        record("staff_invited", actor=actor.subject_id, clause="A-1")
        _write(row, token, link)


def resend(invitation: Invitation, *, actor: User, link: Link) -> None:
    """The same invitation with a new link and a new week; the earlier link is dead."""
    if invitation.organization is None:
        invite_staff(invitation.email, invitation.staff_roles.split(","), actor=actor, link=link)
    else:
        invite(invitation.organization, invitation.email, invitation.role, actor=actor, link=link, tenant=invitation.tenant)


def revoke(invitation: Invitation, *, actor: User) -> None:
    """The link in the mail leads nowhere any more."""
    with transaction.atomic():
        if Invitation.objects.filter(pk=invitation.pk).delete()[0] and invitation.organization is not None:
            activity.note(invitation.organization, "people.revoked", actor=actor, role=invitation.role)


def open_invitations() -> QuerySet[Invitation]:
    """Those whose time is not over."""
    return Invitation.objects.filter(sent_at__gt=_oldest()).select_related("organization")


def by_token(token: str) -> Invitation | None:
    """The invitation that a link leads to, None where there is none any more."""
    return open_invitations().filter(token_hash=_hash(token)).first()


def join(invitation: Invitation, user: User) -> None:
    """Somebody accepts, once. A member keeps the role they have. Raises `PeopleError`."""
    if user.email != invitation.email:
        raise PeopleError("other_person")
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, token_hash=invitation.token_hash).delete()[0]:
            raise PeopleError("gone")
        prove(user)  # the link was mailed to this address
        if invitation.organization is None:
            add_roles(user, invitation.staff_roles.split(","), actor=invitation.invited_by or user)
        else:
            _member(invitation, invitation.organization, user)


def _member(invitation: Invitation, organization: Organization, user: User) -> None:
    told = {"role": invitation.role, "tenant": invitation.tenant}
    _, new = Membership.objects.get_or_create(organization=organization, user=user, defaults=told)
    if new:
        activity.note(organization, "people.joined", actor=user, about=user.pk, role=invitation.role)


@transaction.atomic
def join_as_new(invitation: Invitation, password: str, language: str) -> User:
    """An account for somebody invited, under the policy and terms in force. Raises `AccountError` or `PeopleError`."""
    user = create_user(invitation.email, password, language=language)
    join(invitation, user)
    return user


def forget_old() -> int:
    """Deletes invitations whose time is over."""
    return Invitation.objects.filter(sent_at__lte=_oldest()).delete()[0]


def ends(invitation: Invitation) -> datetime:
    """Until when the link opens."""
    return invitation.sent_at + _lasts()


def _check(organization: Organization, address: str, role: str, tenant: UUID | None) -> None:
    _check_address(address)
    if role not in Role.values or (role == Role.TENANT) != (tenant is not None):
        raise PeopleError("role")
    if Membership.objects.filter(organization=organization, user__email=address).exists():
        raise PeopleError("member")
    if not _limiter().hit(RateLimitItemPerHour(AN_HOUR), "invitations", str(organization.pk)):
        raise PeopleError("too_many")


def _check_address(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise PeopleError("address") from error


def _write(invitation: Invitation, token: str, link: Link) -> None:
    """In the language of the page on which somebody invites, which is the best guess."""
    organization, by = invitation.organization, invitation.invited_by
    told: dict[str, object] = {"link": link(token), "by": by.email if by else "", "ends": ends(invitation)}
    language = "ja" if (get_language() or "ja").startswith("ja") else "en"
    if organization is not None:
        told |= {"name": organization.name, "role": invitation.role}
        letters.write(LETTER, invitation.email, told, subject=organization.subject_id, language=language)
    elif by is not None:
        letters.write(STAFF_LETTER, invitation.email, told, subject=by.subject_id, language=language)


def _oldest() -> datetime:
    return timezone.now() - _lasts()


def _lasts() -> timedelta:
    return held().kept("invitation")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@cache
def _limiter() -> strategies.FixedWindowRateLimiter:
    """Counts in this process's memory."""
    return strategies.FixedWindowRateLimiter(storage.MemoryStorage())
