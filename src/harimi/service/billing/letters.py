"""What is written to customers about money."""

from harimi.service.accounts.models import Membership
from harimi.service.billing.models import Invoice
from harimi.service.egress.classes import MailClass
from harimi.service.notices.letters import Letter, declare, write

ISSUED = "invoice_issued"


def declare_all() -> None:
    """Called once Django has started."""
    declare(Letter(ISSUED, MailClass.SERVICE, "invoicing"))


def tell_issued(invoice: Invoice) -> None:
    """Tells the owners of the organization that there is an invoice or a credit note."""
    owners = Membership.objects.filter(organization=invoice.organization_id, role=Membership.Role.OWNER).select_related("user")
    told: dict[str, object] = {
        "number": invoice.number,
        "total": f"{abs(invoice.total):,}",
        "due_on": invoice.due_on,
        "month": invoice.month,
    }
    told |= {
        "credit": invoice.kind == Invoice.Kind.CREDIT,
        "of": invoice.of.number if invoice.of else "",
        "path": str(invoice.pk),
    }
    for one in owners:
        write(ISSUED, to=one.user, context=told, subject=invoice.organization.subject_id)
