"""That something may be done for a request now: it is of that kind, is executed, and everybody is who they say."""

from uuid import UUID

from harimi.service.requests.errors import RequestError
from harimi.service.requests.identity import proven
from harimi.service.requests.models import About, Request
from harimi.service.requests.states import locked


def executing(request: Request, kind: str, subject: UUID) -> Request:
    """The row, locked. Raises `RequestError` unless this may be done to the data of that subject for it."""
    row = locked(request, Request.State.EXECUTING)
    if row.kind != kind:
        raise RequestError("kind")
    if not proven(row):
        raise RequestError("identity")
    if not About.objects.filter(request=row, subject=subject).exists():
        raise RequestError("nobody")
    return row
