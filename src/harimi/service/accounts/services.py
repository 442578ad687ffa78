"""What is done to accounts: administrators, households, members."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from harimi.service.accounts.models import Membership, Organization, User


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
    return User.objects.create_user(address, password, is_staff=staff, is_superuser=staff, language=language)


@transaction.atomic
def found_organization(name: str, owner: User, *, kind: Organization.Kind = Organization.Kind.HOUSEHOLD) -> Organization:
    """A new organization with its first owner."""
    organization = Organization.objects.create(name=name, kind=kind)
    Membership.objects.create(organization=organization, user=owner, role=Membership.Role.OWNER)
    return organization
