"""What others are asked before a transaction begins is not asked again in it: nobody else waits there for a slow server."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Told = TypeVar("Told")
_KNOWN: ContextVar[dict[Hashable, Any] | None] = ContextVar("known", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """Within it each thing is asked once, and what went wrong goes wrong again."""
    token = _KNOWN.set({})
    try:
        yield
    finally:
        _KNOWN.reset(token)


def asked(what: Hashable, ask: Callable[[], Told]) -> Told:
    """The answer; the same one as before within `remembering`."""
    known = _KNOWN.get()
    if known is None:
        return ask()
    if what not in known:
        try:
            known[what] = ask()
        except Exception as error:
            known[what] = error
    if isinstance(known[what], Exception):
        raise known[what]
    told: Told = known[what]
    return told
