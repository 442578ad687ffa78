"""An organization with somebody in each role, for the tests of people and access."""

from uuid import uuid4

from django.test import Client

from harimi.service.accounts.models import Membership, Organization, User
from tests.services.world import home, member, person

WHO = ("owner", "manager", "viewer", "tenant", "other", "staff", "admin", "nobody")
SIGN_IN = 302


def house() -> Organization:
    """A home with an owner, a manager, a viewer and a tenant; beside it another customer and staff."""
    organization = home(person("owner@example.jp")).organization
    member(organization, "manager@example.jp", "manager")
    member(organization, "viewer@example.jp")
    Membership.objects.create(organization=organization, user=person("tenant@example.jp"), role="tenant", tenant=uuid4())
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    person("admin@example.jp", staff=True, admin=True)
    return organization


def client(who: str, language: str = "en") -> Client:
    """Their browser."""
    found = Client(headers={"accept-language": language})
    if who != "nobody":
        found.force_login(who_is(who))
    return found


def who_is(who: str) -> User:
    """Their account, read anew."""
    return User.objects.get(email=f"{who}@example.jp")


def membership(who: str) -> Membership:
    """Their first membership."""
    return Membership.objects.get(user=who_is(who))
