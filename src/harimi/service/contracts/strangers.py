"""Where somebody without an account can be written to who sent an application."""

from uuid import UUID

from harimi.service.accounts.strangers import Reachable
from harimi.service.contracts.models import Application


def reachable(subject: UUID) -> Reachable | None:
    """The address that they gave last; None where there is none."""
    application = Application.objects.filter(subject=subject).exclude(email="").order_by("-sent_at").first()
    return None if application is None else Reachable(application.email, application.language)
