"""Long lists, a page at a time: where the next one begins stands in a cursor, which what is added meanwhile does not move."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from harimi.service.api.v1.caller import refused

Row = TypeVar("Row", bound=Model)
MOST, USUAL = 500, 100
_KINDS: dict[str, Callable[[str], Any]] = {"d": datetime.fromisoformat, "o": date.fromisoformat, "u": UUID, "n": int, "s": str}


class Paging(Schema):
    """How much of a list, and from where on."""

    limit: int = Field(USUAL, ge=1, le=MOST, description="How many at most.", examples=[100])
    cursor: str = Field("", max_length=400, description="The `next` of the page before; empty for the first page.")


class HasNumber(Protocol):
    """Has a number by which it is known in its list."""

    @property
    def number(self) -> int: ...


Numbered = TypeVar("Numbered", bound=HasNumber)


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Some rows of a list, and the cursor of those after them; None where there are no more."""

    rows: list[Row]
    next: str | None


def part_of(request: HttpRequest, rows: QuerySet[Row], order: Sequence[str], paging: Paging) -> Part[Row]:
    """The page that was asked for. `order` are columns, each with a `-` where it falls; together they name a row."""
    asked = rows.order_by(*order)
    if paging.cursor:
        asked = asked.filter(_after(order, _opened(request, order, paging.cursor)))
    listed = list(asked[: paging.limit + 1])
    if len(listed) <= paging.limit:
        return Part(listed, None)
    shown = listed[: paging.limit]
    following = _closed(request, order, [_value(shown[-1], name) for name in order])
    link(request, following)
    return Part(shown, following)


def numbered_part(request: HttpRequest, rows: Iterable[Numbered], paging: Paging) -> tuple[list[Numbered], str | None]:
    """The page that was asked for of rows that are no table's, each with a number of its own, in their order."""
    return part_after(request, lambda number: (one for one in rows if one.number > number), paging)


def part_after(
    request: HttpRequest, after: Callable[[int], Iterable[Numbered]], paging: Paging
) -> tuple[list[Numbered], str | None]:
    """The same of rows that are found from a number on, without those before."""
    number = _opened(request, ("number",), paging.cursor)[0] if paging.cursor else -1
    listed = list(islice(after(number), paging.limit + 1))
    if len(listed) <= paging.limit:
        return listed, None
    following = _closed(request, ("number",), [listed[-2].number])
    link(request, following)
    return listed[:-1], following


def link(request: HttpRequest, following: str) -> None:
    """Has the answer say where the next page is."""
    query = {**request.GET.dict(), "cursor": following}
    address = f"{settings.HARIMI.url}{request.path}?{urlencode(query)}"
    request.api_headers = {"Link": f'<{address}>; rel="next"'}  # type: ignore[attr-defined]


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows that come after the one of these values."""
    found = Q()
    for n, name in enumerate(order):
        same = {one.removeprefix("-"): value for one, value in zip(order[:n], values[:n], strict=True)}
        side = "lt" if name.startswith("-") else "gt"
        found |= Q(**same, **{f"{name.removeprefix('-')}__{side}": values[n]})
    return found


def _value(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.removeprefix("-").split("__"):
        value = getattr(value, part)
    return value


def _closed(request: HttpRequest, order: Sequence[str], values: Sequence[Any]) -> str:
    return _signer(request, order).sign_object([_text(one) for one in values], compress=True)


def _opened(request: HttpRequest, order: Sequence[str], cursor: str) -> list[Any]:
    try:
        return [_KINDS[kind](text) for kind, text in _signer(request, order).unsign_object(cursor)]
    except signing.BadSignature as error:
        raise refused("bad_cursor", "the cursor is none of this list; begin with the first page") from error


def _signer(request: HttpRequest, order: Sequence[str]) -> signing.Signer:
    """One for each list, so that a cursor fits no other; without a time, so that the same page has the same tag."""
    return signing.Signer(salt=f"api.v1 {request.path} {' '.join(order)}")


def _text(value: object) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "d", value.isoformat()
    if isinstance(value, date):
        return "o", value.isoformat()
    return ("u" if isinstance(value, UUID) else "n" if isinstance(value, int) else "s"), str(value)
