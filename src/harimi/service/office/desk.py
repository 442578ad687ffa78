"""The pages of the office, each with the roles that open it: what the tabs show somebody."""

from collections.abc import Collection
from dataclasses import dataclass

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


TABS = (
    Tab("office", "office.desk", ANY),
    Tab("office_applications", "applications.title", (R.RECEPTION,)),
    Tab("office_cases", "office_cases.title", (R.SUPPORT,)),
    Tab("office_customers", "customers.title", CUSTOMERS),
    Tab("office_notices", "notices.title", (R.SUPPORT,)),
    Tab("office_bounces", "notices.bounces", (R.SUPPORT,)),
    Tab("office_parcels", "parcel.title", (R.LOGISTICS,)),
    Tab("office_stock", "stock.title", (R.LOGISTICS,)),
    Tab("office_units", "unit.title", (R.LOGISTICS,)),
    Tab("office_faults", "fault.office", FAULTS),
    Tab("office_fleet", "fleet.title", (R.SUPPORT, R.LOGISTICS)),
    Tab("office_quality", "fleet.quality", (R.SUPPORT,)),
    Tab("office_rereads", "rereads.title", (R.SUPPORT,)),
    Tab("office_leavings", "leaving.office.title", LEAVINGS),
    Tab("office_violations", "violations.title", (R.PRIVACY,)),
    Tab("office_receipts", "receipts.title", (R.BILLING,)),
    Tab("office_unpaid", "unpaid.title", (R.BILLING,)),
    Tab("office_debits", "debits.title", (R.BILLING,)),
    Tab("office_plans", "plans.title", (R.BILLING,)),
    Tab("office_policy", "office.kept", (R.PRIVACY,)),
    Tab("office_mail", "office.mail", (R.ADMINISTRATOR,)),
    Tab("office_staff", "staff.title", (R.ADMINISTRATOR,)),
)


def tabs_of(roles: Collection[StaffRole]) -> list[Tab]:
    """What somebody with these roles can open."""
    return [tab for tab in TABS if set(tab.roles) & set(roles)]
