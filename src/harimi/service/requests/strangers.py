"""Where somebody without an account can be written to who sent a request."""

from uuid import UUID

from harimi.service.accounts.strangers import Reachable
from harimi.service.requests.models import Request


def reachable(subject: UUID) -> Reachable | None:
    """The address that they gave last; None where there is none. Opens it: declare a purpose."""
    found = (one for one in Request.objects.filter(subject=subject).order_by("-arrived_at") if one.email)
    request = next(found, None)
    return None if request is None else Reachable(request.email, request.language)
