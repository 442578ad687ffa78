"""Staff at work, for tests of the office."""

from django.test import Client

from harimi.service.accounts.models import User
from harimi.service.accounts.staff import StaffRole
from tests.services.world import person


def signed_in(user: User) -> Client:
    """Their browser, in English."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(user)
    return client


def worker(*roles: StaffRole) -> User:
    """A member of staff with these roles alone."""
    user = person(f"{'-'.join(roles) or 'nothing'}@example.jp", staff=True)
    user.groups.set(user.groups.filter(name__in=roles))
    return user


def desk(*roles: StaffRole) -> Client:
    """The browser of somebody with these roles alone."""
    return signed_in(worker(*roles))
