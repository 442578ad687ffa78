"""A customer's inquiries, as the office sees them on the customer's page: which there are, not what they say."""

from typing import Any

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.panels import Panel, add
from harimi.service.office.reasons import Reason
from harimi.service.support.models import Case

SHOWN = 20


def _fill(customer: Organization, _: Reason) -> dict[str, Any]:
    return {"cases": Case.objects.filter(organization=customer).order_by("-arrived_at", "pk")[:SHOWN]}


def offer() -> None:
    """Called once Django has started."""
    add(Panel("office_cases.title", "office/cases_panel.html", ("contract_data",), _fill, (StaffRole.SUPPORT,)))
