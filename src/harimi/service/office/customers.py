"""Customers as staff find them: for a reason that one of their roles has, and no more of them than it needs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from harimi.service.accounts.models import Organization
from harimi.service.accounts.services import name_index
from harimi.service.office.reasons import Reason
from harimi.service.pages.ids import id_of
from harimi.service.privacy.keys import unlock
from harimi.service.privacy.looks import looking

LONGEST, SHOWN = 200, 50
"""Signs that somebody types; customers of the same name, or of one member."""


@dataclass(frozen=True, slots=True)
class Line:
    """A customer in a list; the name is empty where it is not looked at."""

    organization: Organization
    meters: int
    name: str = ""


def all_customers() -> QuerySet[Organization]:
    """Newest first, each with how many meters it has."""
    return Organization.objects.annotate(meters=Count("sites__meters")).order_by("-created_at", "id")


def found(words: str) -> QuerySet[Organization]:
    """Whose whole name, number or member's mail address it is: nobody is found by a part of their name."""
    typed = words.strip()
    every = all_customers()
    if "@" in typed:
        return every.filter(pk__in=Organization.objects.filter(memberships__user__email=typed.lower()).values("pk"))
    number = id_of(typed)
    if number is not None:
        return every.filter(pk=number)
    return every.filter(Q(name_index=name_index(typed)) | Q(contract__number=typed))


def typed(words: str, reason: Reason) -> list[Line]:
    """Those of them whose contract goes on, with names; nobody where nothing was typed."""
    wanted = words.strip()[:LONGEST]
    return named(list(found(wanted).filter(ended_at=None)[:SHOWN]), reason) if wanted else []


def unnamed(rows: Iterable[Organization]) -> list[Line]:
    """A list that shows nobody."""
    return [Line(one, one.meters) for one in rows]  # type: ignore[attr-defined]  # annotated above


def named(rows: Sequence[Organization], reason: Reason) -> list[Line]:
    """A list with names; the look at each stands in the audit."""
    readable = unlock(one.subject_id for one in rows)
    known = [one for one in rows if one.subject_id in readable]
    with looking(reason.look("name"), known) as shown:
        return [Line(one, one.meters, one.name if reason.sees_name else "") for one in shown]  # type: ignore[attr-defined]  # annotated above
