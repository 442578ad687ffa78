"""What is done to accounts: administrators, households, members."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.privacy.keys import new_subject
from harimi.service.privacy.models import Subject
from harimi.service.privacy.publication import accept_with
from harimi.service.privacy.sealed import index_of
from harimi.service.privacy.wishes import PublicationError


class AccountError(ValueError):
    """An account that cannot be made; the message says why and what to do."""


def create_user(email: str, password: str, *, staff: bool = False, language: str = "") -> User:
    """A person who can sign in. Raises `AccountError`."""
    address = email.strip().lower()
    try:
        validate_email(address)
        validate_password(password, User(email=address))
    except ValidationError as error:
        raise AccountError(" ".join(error.messages)) from error
    if User.objects.filter(email=address).exists():
        raise AccountError(f"{address} has an account already")
    try:
        return User.objects.create_user(address, password, is_staff=staff, is_superuser=staff, language=language)
    except PublicationError as error:
        raise AccountError("no policy and terms of use are published yet; start the service once: harimi serve") from error


@transaction.atomic
def found_organization(name: str, owner: User, *, kind: Organization.Kind = Organization.Kind.HOUSEHOLD) -> Organization:
    """A new organization with its first owner."""
    subject = new_subject(Subject.Kind.ORGANIZATION)
    organization = Organization.objects.create(subject=subject, name=name, name_index=name_index(name), kind=kind)
    Membership.objects.create(organization=organization, user=owner, role=Membership.Role.OWNER)
    accept_with(subject, owner.subject)
    return organization


def name_index(name: str) -> str:
    """By which an organization of that name is found."""
    return index_of(name, "accounts_organization.name")


def organization_named(name: str) -> Organization | None:
    """The only organization of that name; None where there is none, or where several are called so."""
    found = list(Organization.objects.filter(name_index=name_index(name))[:2])
    return found[0] if len(found) == 1 else None
