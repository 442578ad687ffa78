"""Whoever fetches what was disclosed without signing in reads a new code in their mail first: a link alone may be passed on."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from harimi.service.requests import identity, letters
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Check, Request
from harimi.service.requests.states import locked

Method, Outcome = Check.Method, Check.Outcome
READABLE = (Request.State.DECIDED, Request.State.NOTIFIED)


@transaction.atomic
def ask(request: Request, *, now: datetime | None = None) -> None:
    """Sends a code to the address. Raises `RequestError`."""
    row, at = locked(request, *READABLE), now or timezone.now()
    code = identity.new_code(row, Method.MAIL_CODE, at)
    if letters.tell(row, letters.CODE, code=code) is None:
        raise RequestError("no_mail")


def enter(request: Request, code: str, *, now: datetime | None = None) -> None:
    """Raises `RequestError` unless that is the code; each can be used once, and is locked after too many wrong ones."""
    with transaction.atomic():
        row, at = locked(request, *READABLE), now or timezone.now()
        check = row.checks.filter(method=Method.MAIL_CODE, outcome=Outcome.ASKED).last()
        if check is None or check.asked_at + identity.HOLDS[Method.MAIL_CODE] < at:
            raise RequestError("no_code")
        right = constant_time_compare(check.code_hash, identity.hashed(row, code))
        if right:
            identity.decide(check, Outcome.CONFIRMED, None, at)
        else:
            identity.count_wrong(row, check, at)
    if not right:
        raise RequestError("code")
