"""A call with an `Idempotency-Key` is done once: what it was answered is remembered for a day, sealed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from harimi.service.accounts.models import ApiAnswer, ApiToken
from harimi.service.privacy.held import held

LASTS = timedelta(minutes=2)
"""After this a call without an answer was cut short: no call takes as long."""


class KeyReusedError(ValueError):
    """The key was used for another call."""


class RunningError(ValueError):
    """The same call is being answered right now."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A status and the body that goes with it, and what of the body is `kept`; `again` where it was remembered."""

    status: int
    body: str
    kept: str
    again: bool = False


def once(token: ApiToken, key: str, call: bytes, do: Callable[[], Answered]) -> Answered:
    """What `do` answers, or what it answered before. Raises a `KeyReusedError` or a `RunningError`.

    What is done and that it was done are written in one transaction: who kills the service between them kills both. `call` is
    all that is asked. Where `do` raises anything, nothing is remembered.
    """
    row = _begun(token, hashlib.sha256(key.encode()).hexdigest(), hashlib.sha256(call).hexdigest())
    if row.status is not None:
        return Answered(row.status, row.answer, row.answer, again=True)
    try:
        with transaction.atomic():
            answered = do()
            _still_ours(row)
            row.status, row.answer = answered.status, answered.kept
            row.save(update_fields=["status", "answer"])
    except BaseException:
        _open(row).delete()
        raise
    return answered


def forget_answers(now: datetime | None = None) -> int:
    """Deletes what was remembered for a day; how many."""
    return ApiAnswer.objects.filter(begun_at__lt=(now or timezone.now()) - held().kept("api_answer")).delete()[0]


def _begun(token: ApiToken, key: str, call: str) -> ApiAnswer:
    now = timezone.now()
    try:
        with transaction.atomic():
            return ApiAnswer.objects.create(token=token, key_hash=key, call_hash=call, begun_at=now)
    except IntegrityError:
        known = ApiAnswer.objects.select_related("token__organization").filter(token=token, key_hash=key).first()
    if known is None:
        raise RunningError("it was just taken back; send it again")
    if known.call_hash != call:
        raise KeyReusedError("the key was used for another call")
    if known.status is None and not _taken_over(known, now):
        raise RunningError("the same call is being answered")
    return known


def _taken_over(row: ApiAnswer, now: datetime) -> bool:
    """Whether the call was cut short, and is ours now."""
    stale = _open(row).filter(begun_at__lt=now - LASTS)
    row.begun_at = now
    return bool(stale.update(begun_at=now))


def _still_ours(row: ApiAnswer) -> None:
    """Undoes what was done where somebody took the call over because it took too long: they do it."""
    if _open(row).select_for_update().first() is None:
        raise RunningError("it took too long, and was sent again")


def _open(row: ApiAnswer) -> QuerySet[ApiAnswer]:
    """The row, as long as nobody answered it or took it over."""
    return ApiAnswer.objects.filter(pk=row.pk, status=None, begun_at=row.begun_at)
