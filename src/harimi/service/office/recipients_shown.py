"""A recipient as pages of the office show them, in the language of the request."""

from dataclasses import dataclass

from harimi.service.pages.texts import spoken
from harimi.service.privacy.facts import Item, Purpose
from harimi.service.privacy.manifest import current
from harimi.service.privacy.models import Recipient
from harimi.service.privacy.recipients import refusal
from harimi.service.privacy.words import why


@dataclass(frozen=True, slots=True)
class Shown:
    """Who, what they get, what for, and why nothing may go there today; empty where it may."""

    one: Recipient
    items: tuple[Item, ...]
    purposes: tuple[Purpose, ...]
    fault: str


def shown(one: Recipient) -> Shown:
    """How a recipient stands."""
    told = None if one.ended_at else refusal(one, one.items)
    fault = "" if told is None else why(told.why, told.clause, spoken())
    return Shown(one, items_of(one.items), tuple(current().purposes[name] for name in one.purposes), fault)


def items_of(names: list[str]) -> tuple[Item, ...]:
    """Items by their names."""
    return tuple(current().items[name] for name in names if name in current().items)
