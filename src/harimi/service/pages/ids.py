"""Ids as they come in addresses and forms."""

from uuid import UUID

from django.http import Http404


def id_of(typed: str) -> UUID | None:
    """The id; None where it is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None


def known_id(typed: str) -> UUID:
    """The id; what is none is not found."""
    found = id_of(typed)
    if found is None:
        raise Http404
    return found


def number_in(typed: str) -> int:
    """The number of a row, 0 for none; what is none is not found."""
    if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 19):
        raise Http404
    return int(typed or 0)
