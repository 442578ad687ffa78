"""Where somebody without an account can be written to who sent an inquiry."""

from uuid import UUID

from harimi.service.accounts.strangers import Reachable
from harimi.service.support.models import Case


def reachable(subject: UUID) -> Reachable | None:
    """The address that they gave last; None where there is none."""
    case = Case.objects.filter(subject=subject).exclude(email="").order_by("-arrived_at").first()
    return None if case is None else Reachable(case.email, case.language)
