"""A customer's units and parcels, as the office sees them, for sending, taking back and answering alone."""

from typing import Any

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.panels import Panel, add
from harimi.service.office.reasons import Reason

PURPOSES = ("shipping", "receipt", "inquiries")


def _fill(customer: Organization, _: Reason) -> dict[str, Any]:
    units = customer.units.order_by("serial")[:200]
    return {"units": units, "parcels": customer.parcels.order_by("-made_at")[:50]}


def offer() -> None:
    """Called once Django has started."""
    roles = (StaffRole.LOGISTICS, StaffRole.SUPPORT)
    add(Panel("customers.units", "office/units_panel.html", ("contract_data",), _fill, roles, PURPOSES))
