"""The codes by which somebody shows that a mailbox or a letter box is theirs: of each only a hash is kept."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.crypto import constant_time_compare, salted_hmac

from harimi.service.accounts.models import User
from harimi.service.requests import letters
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Check, Request

Method, Outcome = Check.Method, Check.Outcome
TRIES = 5
"""Wrong codes before one is locked."""
CODES, DAY = 10, timedelta(days=1)
"""New codes of a request in a day: each is a mail to somebody, and five guesses."""
HOLDS = {Method.MAIL_CODE: timedelta(hours=24), Method.POST: timedelta(days=30)}
"""How long a code can be used."""


def new_code(row: Request, method: str, at: datetime) -> str:
    """A code instead of any before. Raises `RequestError` after too many in a day."""
    if row.checks.filter(method=method, asked_at__gt=at - DAY).count() >= CODES:
        raise RequestError("too_many")
    code = f"{secrets.randbelow(1_000_000):06}" if method == Method.MAIL_CODE else f"{secrets.randbelow(10**10):010}"
    check = new_check(row, method, at)
    check.code_hash = _hashed(row, code)
    check.save(update_fields=["code_hash"])
    return code


def try_code(row: Request, code: str, at: datetime, methods: Collection[str] = tuple(HOLDS)) -> Check | None:
    """The check that the code confirms, once; None where it is wrong. Raises `RequestError` where none is asked for any more.

    Call it with the request locked: wrong ones are counted, and after too many the code is.
    """
    check = row.checks.filter(method__in=methods, outcome=Outcome.ASKED).last()
    if check is None or check.asked_at + HOLDS[Method(check.method)] < at:
        raise RequestError("no_code")
    if not constant_time_compare(check.code_hash, _hashed(row, code)):
        _count_wrong(row, check, at)
        return None
    decide(check, Outcome.CONFIRMED, None, at)
    return check


def new_check(row: Request, method: str, at: datetime) -> Check:
    """Instead of the one that was asked for before."""
    row.checks.filter(outcome=Outcome.ASKED).update(outcome=Outcome.VOID)
    return Check.objects.create(request=row, method=method, asked_at=at)


def decide(check: Check, outcome: str, by: User | None, at: datetime) -> None:
    """What came of a check."""
    check.outcome, check.decided_at, check.decided_by = Outcome(outcome), at, by
    check.save(update_fields=["outcome", "decided_at", "decided_by"])


def _count_wrong(row: Request, check: Check, at: datetime) -> None:
    """After so many it is locked, and the address is told."""
    check.tries += 1
    if check.tries >= TRIES:
        decide(check, Outcome.LOCKED, None, at)
        letters.tell(row, letters.LOCKED)
    check.save(update_fields=["tries"])


def _hashed(row: Request, code: str) -> str:
    """Of digits of any width, with or without hyphens."""
    digits = "".join(str(int(one)) for one in code if one.isdecimal())
    return salted_hmac("requests.code", f"{row.pk}:{digits}", algorithm="sha256").hexdigest()
