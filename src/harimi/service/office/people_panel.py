"""Who belongs to a customer, as the office sees it: the mail addresses with which they sign in, and their roles."""

from typing import Any

from harimi.service.accounts.models import Organization, User
from harimi.service.office.panels import Panel, add
from harimi.service.office.reasons import Reason
from harimi.service.privacy.looks import looking


def _fill(customer: Organization, reason: Reason) -> dict[str, Any]:
    roles = dict(customer.memberships.exclude(role="tenant").values_list("user", "role"))
    people = list(User.objects.filter(pk__in=roles).order_by("email"))
    with looking(reason.look("mail", "contract_data"), people) as seen:
        return {"members": [(one.email, roles[one.pk]) for one in seen]}


def offer() -> None:
    """Called once Django has started."""
    add(Panel("customers.people", "office/people_panel.html", ("mail", "contract_data"), _fill))
