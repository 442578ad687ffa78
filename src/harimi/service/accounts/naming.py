"""What accounts know people and organizations by, for the record of provision."""

from uuid import UUID

from harimi.service.accounts.models import Organization, User
from harimi.service.third_parties.naming import Named


def named(subject: UUID) -> Named | None:
    """A person's mail address, or an organization's name; None for somebody else. Opens the name: declare a purpose."""
    user = User.objects.filter(subject=subject).first()
    if user is not None:
        return Named(mail=user.email)
    organization = Organization.objects.filter(subject=subject).first()
    return None if organization is None else Named(name=organization.name)
