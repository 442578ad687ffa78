"""People who were erased, and of whom the law wants something kept: they are concerned, and nobody can write to them."""

from harimi.service.billing.models import InvoiceCopy
from harimi.service.incidents.models import Incident
from harimi.service.third_parties.models import Provision


def count(incident: Incident, tables: set[str]) -> int:
    """How many they are, told apart by what they were called; none where some customers are meant.

    Nothing but that name leads to them. Who stands in copies of invoices and in the record of provision counts twice:
    rather one too many than one too few.
    """
    if incident.organizations.exists():
        return 0
    found = 0
    if InvoiceCopy._meta.db_table in tables:
        found += InvoiceCopy.objects.filter(alone=True).order_by().values("recipient_index").distinct().count()
    if Provision._meta.db_table in tables:
        found += Provision.objects.filter(whose=None).order_by().values("name_index", "mail_index").distinct().count()
    return found
