"""The pages of the office in groups, each with the roles that open it: what the tabs show somebody."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from harimi.service.accounts.staff import StaffRole

R = StaffRole
ANY = tuple(StaffRole)
CUSTOMERS = (R.RECEPTION, R.LOGISTICS, R.SUPPORT, R.BILLING, R.PRIVACY)
FAULTS = (R.LOGISTICS, R.SUPPORT)
LEAVINGS = (R.RECEPTION, R.PRIVACY)


@dataclass(frozen=True, slots=True)
class Tab:
    """A page: its address's name, the text that names it, and who opens it."""

    address: str
    text: str
    roles: tuple[StaffRole, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Pages about one thing: the text that names them, and the pages."""

    text: str
    tabs: tuple[Tab, ...]

    @property
    def name(self) -> str:
        """The text that stands on its tab: a page that stands alone is called what it is."""
        return self.tabs[0].text if len(self.tabs) == 1 else self.text


GROUPS = (
    Group("office.desk", (Tab("office", "office.desk", ANY),)),
    Group(
        "office_group.customers",
        (
            Tab("office_applications", "applications.title", (R.RECEPTION,)),
            Tab("office_customers", "customers.title", CUSTOMERS),
            Tab("office_cases", "office_cases.title", (R.SUPPORT,)),
            Tab("office_leavings", "leaving.office.title", LEAVINGS),
            Tab("office_violations", "violations.title", (R.PRIVACY,)),
        ),
    ),
    Group(
        "office_group.messages",
        (
            Tab("office_notices", "notices.title", (R.SUPPORT,)),
            Tab("office_bounces", "notices.bounces", (R.SUPPORT,)),
            Tab("office_campaigns", "campaigns.title", (R.ADMINISTRATOR,)),
            Tab("office_mail", "office.mail", (R.ADMINISTRATOR,)),
        ),
    ),
    Group(
        "office_group.devices",
        (
            Tab("office_parcels", "parcel.title", (R.LOGISTICS,)),
            Tab("office_stock", "stock.title", (R.LOGISTICS,)),
            Tab("office_units", "unit.title", (R.LOGISTICS,)),
            Tab("office_faults", "fault.office", FAULTS),
            Tab("office_fleet", "fleet.title", (R.SUPPORT, R.LOGISTICS)),
        ),
    ),
    Group(
        "office_group.readings",
        (
            Tab("office_quality", "fleet.quality", (R.SUPPORT,)),
            Tab("office_rereads", "rereads.title", (R.SUPPORT,)),
        ),
    ),
    Group(
        "office_group.money",
        (
            Tab("office_runs", "money.runs", (R.BILLING,)),
            Tab("office_invoices", "invoice.list", (R.BILLING,)),
            Tab("office_receipts", "receipts.title", (R.BILLING,)),
            Tab("office_unpaid", "unpaid.title", (R.BILLING,)),
            Tab("office_debits", "debits.title", (R.BILLING,)),
            Tab("office_cards", "cards.office.title", (R.BILLING,)),
            Tab("office_ledger", "ledger.title", (R.BILLING,)),
            Tab("office_plans", "plans.title", (R.BILLING,)),
        ),
    ),
    Group(
        "office_group.privacy",
        (
            Tab("office_policy", "office.kept", (R.PRIVACY,)),
            Tab("office_requests", "requests.title", (R.PRIVACY,)),
            Tab("office_statistics", "statistics.title", (R.PRIVACY,)),
            Tab("office_recipients", "recipients.title", (R.PRIVACY,)),
            Tab("office_approvals", "approvals.title", (R.PRIVACY,)),
            Tab("office_provisions", "provisions.title", (R.PRIVACY,)),
            Tab("office_reviews", "policy_review.title", (R.PRIVACY,)),
            Tab("office_incidents", "incidents.title", (R.PRIVACY,)),
        ),
    ),
    Group(
        "office_group.house",
        (Tab("office_staff", "staff.title", (R.ADMINISTRATOR,)),),
    ),
)
TABS = tuple(tab for group in GROUPS for tab in group.tabs)


def groups_of(roles: Collection[StaffRole]) -> list[Group]:
    """What somebody with these roles can open; a group of which they open nothing is left out."""
    mine = (replace(group, tabs=tuple(tab for tab in group.tabs if set(tab.roles) & set(roles))) for group in GROUPS)
    return [group for group in mine if group.tabs]
