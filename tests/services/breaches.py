"""Cases of breaches of the terms and who leads them, for tests."""

from typing import Any

from django.test import Client

from harimi.service.accounts.models import Organization, User
from harimi.service.accounts.staff import StaffRole
from harimi.service.support.models import Violation
from harimi.service.support.violations import leading, opening
from tests.services.office import worker

PASSWORD = "a long password"  # noqa: S105


def officer() -> User:
    """Who opens and leads cases; one for the whole test."""
    found = User.objects.filter(email="privacy@example.jp").first()
    return found or worker(StaffRole.PRIVACY)


def opened(whom: User | Organization, clause: str = "8(1)") -> Violation:
    """A case about them."""
    return opening.open_case(whom, clause, "Photographs of somebody else's meter.", actor=officer())


def suspended(whom: User | Organization) -> Violation:
    """A case by which they are suspended."""
    case = opened(whom)
    leading.suspend(case, "Photographs of a neighbour.", None, actor=officer())
    case.refresh_from_db()
    return case


def step(client: Client, case: Violation, what: str, **typed: Any) -> Any:
    """A step of staff by their page."""
    return client.post(f"/office/violations/{case.pk}/step", {"step": what, **typed})


def shows_password(client: Client, response: Any) -> str:
    """What the page answers once the password was shown again."""
    return client.post(response.headers["Location"], {"password": PASSWORD}, follow=True).text
