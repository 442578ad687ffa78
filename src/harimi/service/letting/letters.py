"""What is written to tenants."""

from harimi.service.accounts.models import Membership
from harimi.service.egress.classes import MailClass
from harimi.service.letting.models import Statement
from harimi.service.notices.letters import Letter, declare, write

ISSUED = "statement_issued"


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(ISSUED, MailClass.SERVICE, "invoicing"))


def tell_issued(statement: Statement) -> None:
    """Tells those who sign in as the tenant that there is a statement or a credit."""
    theirs = Membership.objects.filter(
        organization=statement.organization_id, role=Membership.Role.TENANT, tenant=statement.tenant_id
    )
    told: dict[str, object] = {
        "number": statement.number, "total": f"{abs(statement.total):,}", "due_on": statement.due_on, "month": statement.month,
        "credit": statement.kind == Statement.Kind.CREDIT, "of": statement.of.number if statement.of else "",
        "landlord": statement.issuer_name, "path": str(statement.pk),
    }  # fmt: skip
    for one in theirs.select_related("user"):
        write(ISSUED, to=one.user, context=told)
