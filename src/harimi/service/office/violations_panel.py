"""A customer's cases of breaches, on the customer's page in the office: which there are, and where a new one is opened."""

from typing import Any

from harimi.service.accounts.models import Organization
from harimi.service.accounts.staff import StaffRole
from harimi.service.office.panels import Panel, add
from harimi.service.office.reasons import Reason
from harimi.service.support.models import Violation

SHOWN = 20


def _fill(customer: Organization, _: Reason) -> dict[str, Any]:
    rows = Violation.objects.filter(organization=customer).order_by("-opened_at", "pk")[:SHOWN]
    return {"violations": rows, "number": customer.pk}


def offer() -> None:
    """Called once Django has started."""
    add(Panel("violations.title", "office/violations_panel.html", ("contract_data",), _fill, (StaffRole.PRIVACY,)))
