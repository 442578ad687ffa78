"""Whoever fetches what was disclosed without signing in reads a new code in their mail first: a link alone may be passed on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from harimi.service.requests import letters
from harimi.service.requests.codes import new_code, try_code
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Check, Request
from harimi.service.requests.states import locked

Method = Check.Method
READABLE = (Request.State.DECIDED, Request.State.NOTIFIED)


@transaction.atomic
def ask(request: Request, *, now: datetime | None = None) -> None:
    """Sends a code to the address. Raises `RequestError`."""
    row, at = locked(request, *READABLE), now or timezone.now()
    code = new_code(row, Method.MAIL_CODE, at)
    if letters.tell(row, letters.CODE, code=code) is None:
        raise RequestError("no_mail")


def enter(request: Request, code: str, *, now: datetime | None = None) -> None:
    """Raises `RequestError` unless that is the code; each can be used once, and is locked after too many wrong ones."""
    with transaction.atomic():
        row, at = locked(request, *READABLE), now or timezone.now()
        check = try_code(row, code, at, (Method.MAIL_CODE,))
    if check is None:
        raise RequestError("code")
