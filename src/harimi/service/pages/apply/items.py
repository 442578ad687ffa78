"""What each field of the application is, in the policy's own words, and what it is used for: shown before anything is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from harimi.service.privacy.facts import Item, Purpose
from harimi.service.privacy.gate import OPTIONAL
from harimi.service.privacy.manifest import current
from harimi.service.privacy.publication import purposes_in_force

FIELDS: Mapping[str, str] = {
    "plan": "contract_data",
    "kind": "contract_data",
    "corporate_name": "corporate_name",
    "department": "contract_data",
    "name": "name",
    "email": "mail",
    "telephone": "contract_data",
    "postal_code": "address",
    "address": "address",
    "place": "place",
    "meter_kind": "planned_meter",
    "meters": "planned_meter",
}
"""Each field that an applicant fills in, with its item."""


@dataclass(frozen=True, slots=True)
class Told:
    """An item that is asked for, and the purposes it may be used for."""

    item: Item
    purposes: tuple[Purpose, ...]


def told() -> list[Told]:
    """Each item once, in the order of the fields. What needs a choice of its own is not among the purposes."""
    purposes, items = purposes_in_force(), current().items
    needed = {name: one for name, one in purposes.items() if name not in OPTIONAL}
    asked = dict.fromkeys(FIELDS.values())
    return [Told(items[name], tuple(one for one in needed.values() if name in one.items)) for name in asked]
