"""A customer's contract, as the office sees it: each part for the reasons that may see it."""

from typing import Any

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import PURPOSES, StaffRole
from harimi.service.contracts.models import Contract
from harimi.service.office.panels import Panel, add
from harimi.service.office.reasons import Reason


def _fill(customer: Organization, reason: Reason) -> dict[str, Any]:
    contract = Contract.objects.select_related("plan").filter(organization=customer).first()
    return {"contract": contract, "money": reason.purpose in PURPOSES[StaffRole.BILLING]}


def offer() -> None:
    """Called once Django has started."""
    add(Panel("customers.contract", "office/contract_panel.html", ("contract_data",), _fill))
    add(Panel("customers.address", "office/address_panel.html", ("name", "address", "contract_data", "corporate_name"), _fill))
    add(Panel("apply.step_meters", "office/planned_panel.html", ("place", "planned_meter"), _fill))
