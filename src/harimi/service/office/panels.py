"""What a customer's page in the office shows: each part of the service adds a panel and says which items stand in it.

A panel is shown to roles that have it, for reasons whose purpose may see all its items.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.access import StaffRequest
from harimi.service.office.reasons import Reason

Fill = Callable[[Organization, Reason], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Panel:
    """`template` is filled with what `fill` tells, under `told`; `title` is a text."""

    title: str
    template: str
    items: tuple[str, ...]
    fill: Fill
    roles: tuple[StaffRole, ...] = tuple(StaffRole)
    purposes: tuple[str, ...] = ()
    """For these reasons alone; none for any that may see its items."""


_PANELS: list[Panel] = []


def add(panel: Panel) -> None:
    """Called by the part's module once Django has started."""
    _PANELS.append(panel)


def panels_for(request: StaffRequest, reason: Reason) -> list[Panel]:
    """Those that the person sees for the reason, in the order in which they were added."""
    mine = [one for one in _PANELS if set(one.roles) & request.roles]
    mine = [one for one in mine if not one.purposes or reason.purpose in one.purposes]
    return [one for one in mine if set(one.items) == set(reason.items(*one.items))]
