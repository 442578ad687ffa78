"""What is written to applicants."""

from harimi.service.accounts.addresses import also_proven
from harimi.service.contracts.models import Application
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare

CONFIRM, RECEIVED, IDENTITY, ACCEPTED, REFUSED = (
    *("application_confirm", "application_received", "application_identity"),
    *("application_accepted", "application_refused"),
)


def declare_all() -> None:
    """Called once Django has started. An applicant's address is proven by the link in the first of them."""
    declare(Letter(CONFIRM, MailClass.VERIFICATION, "registration", secret=True))
    declare(Letter(RECEIVED, MailClass.SERVICE, "registration", secret=True))
    declare(Letter(IDENTITY, MailClass.SERVICE, "identity_check", secret=True))
    declare(Letter(ACCEPTED, MailClass.SERVICE, "registration", secret=True))
    declare(Letter(REFUSED, MailClass.SERVICE, "registration"))
    also_proven(_by_application)


def _by_application(address: str) -> bool:
    return Application.objects.filter(email=address, confirmed_at__isnull=False).exists()
