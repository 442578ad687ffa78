"""Codes are not guessed: of wrong ones a person may send a few, by whichever way, until an hour after the last of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache

from harimi.service.accounts.models import User
from harimi.service.logistics.unit_errors import UnitError

TRIES, WAIT = 20, 3600
"""Wrong codes, and seconds after the last of them."""


class TooManyCodesError(UnitError):
    """So many wrong codes that no more is looked at for a while."""

    code = "too_many_codes"


@contextmanager
def counted(user: User) -> Iterator[None]:
    """Counts a claim that fails. Raises a `TooManyCodesError` before it is tried.

    Not inside a transaction: what is counted must outlive the failure.
    """
    key = f"claim:{user.pk}"
    if cache.get(key, 0) >= TRIES:
        raise TooManyCodesError("too many wrong codes; try again in an hour")
    try:
        yield
    except UnitError:  # there is none, or somebody else claimed it at the same moment
        cache.set(key, cache.get(key, 0) + 1, WAIT)
        raise
