"""Audiences as text, a condition a line, all of which must hold:

    kind = company, public
    meters >= 3
    since <= 2026-03-31

A condition is over a column that the policy lets marketing use (clause 2-3(2)); with any other it does not compile.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_date

from harimi.service.accounts.models import Membership, Organization, User
from harimi.service.contracts.models import Plan
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.held import held

PURPOSE = "marketing"
LONGEST = 20
"""Conditions of one audience."""
_LINE = re.compile(r"\s*(?P<field>[\w.]+)\s*(?P<compared><=|>=|=|<|>)\s*(?P<value>.+?)\s*")
_COMPARED = {"=": "in", ">=": "gte", "<=": "lte"}


class SegmentError(ValueError):
    """A condition that cannot be used: `code` is a text `campaigns.segment.<code>`, told with `line` and, if known, `item`."""

    def __init__(self, code: str, line: str, item: str = "") -> None:
        super().__init__(f"{code}: {line} {item}".rstrip())
        self.code, self.line, self.item = code, line, item


@dataclass(frozen=True, slots=True)
class Field:
    """What a condition may be about: the column, the way to it from a user, how it is compared and its value is read."""

    table: str
    column: str
    path: str
    compared: tuple[str, ...]
    value: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Condition:
    """One of them, as it was written, with the lookup that it becomes."""

    field: str
    compared: str
    value: str
    lookup: str
    sought: Any


@dataclass(frozen=True, slots=True)
class Segment:
    """An audience that compiled: its conditions and the items that they use."""

    conditions: tuple[Condition, ...]
    items: tuple[str, ...]

    @property
    def of_organizations(self) -> bool:
        """Whether anything is asked of an organization or its contract."""
        return any(one.lookup.startswith("memberships") for one in self.conditions)

    def users(self) -> "QuerySet[User]":
        """Whoever meets all conditions, in one and the same organization; whether they may be written to is not asked here."""
        return User.objects.filter(is_active=True, suspended_at=None, **{one.lookup: one.sought for one in self.conditions})


def _among(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(value)
        return value

    return read


def _plan(value: str) -> int:
    found = Plan.objects.filter(code=value).values_list("pk", flat=True).first()
    if found is None:
        raise ValueError(value)
    return found


def _day(value: str) -> date:
    found = parse_date(value)
    if found is None:
        raise ValueError(value)
    return found


_OF = "memberships__organization"
_RANGE = (">=", "<=")
FIELDS: Mapping[str, Field] = {
    "kind": Field("accounts_organization", "kind", f"{_OF}__kind", ("=",), _among(*Organization.Kind.values)),
    "role": Field("accounts_membership", "role", "memberships__role", ("=",), _among(*Membership.Role.values)),
    "plan": Field("contracts_contract", "plan_id", f"{_OF}__contract__plan", ("=",), _plan),
    "meters": Field("contracts_contract", "meters", f"{_OF}__contract__meters", _RANGE, int),
    "since": Field("contracts_contract", "since", f"{_OF}__contract__since", _RANGE, _day),
}
_OTHERS = {
    **dict.fromkeys(("usage", "reading", "value", "photograph"), "display_content"),
    **dict.fromkeys(("address", "postal_code", "prefecture"), "address"),
    **dict.fromkeys(("page", "visit", "last_login", "opened", "clicked"), "access_log"),
    "browser": "access_device",
    "camera": "camera_device",
    "battery": "camera_device",
    "cookie": "cookie",
    "place": "place",
    "meter": "planned_meter",
    "paid": "payment",
    "age": "birth_date",
    "birth_date": "birth_date",
}
"""What somebody may think of, and the item that it would be: the answer says why it cannot be."""


def compile_segment(text: str) -> Segment:
    """The audience that a text describes; everybody for an empty one. Raises `SegmentError`."""
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > LONGEST:
        raise SegmentError("long", lines[LONGEST])
    conditions, items = [], ["mail"]
    for line in lines:
        condition, item = _condition(line)
        conditions.append(condition)
        items.append(item)
    if len({one.lookup for one in conditions}) < len(conditions):
        raise SegmentError("twice", lines[-1])
    return Segment(tuple(conditions), tuple(dict.fromkeys(items)))


def _condition(line: str) -> tuple[Condition, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SegmentError("form", line)
    name, compared, told = match["field"], match["compared"], match["value"]
    field = FIELDS.get(name)
    item = _item(name, field)
    if item and not decide(Use(PURPOSE, (item,))).allowed:
        raise SegmentError("not_allowed", line, item)
    if field is None:
        raise SegmentError("unknown", line)
    if compared not in field.compared:
        raise SegmentError("compared", line)
    try:
        values = [field.value(one.strip()) for one in (told.split(",") if compared == "=" else [told])]
    except ValueError as error:
        raise SegmentError("value", line) from error
    sought = values if compared == "=" else values[0]
    return Condition(name, compared, told, f"{field.path}__{_COMPARED[compared]}", sought), item


def _item(name: str, field: Field | None) -> str:
    """The item of what a condition is about; nothing where nobody knows it."""
    table, _, column = (field.table, "", field.column) if field else name.partition(".")
    kept = held().tables.get(table)
    if kept is not None and column in kept.columns:
        return kept.columns[column].item if kept.columns[column].personal else ""
    return _OTHERS.get(name, "")
