"""Numbers of a landlord's statements, without gaps: taken in the transaction that uses them, or not at all."""

from datetime import date

from harimi.service.accounts.models import Organization
from harimi.service.letting.models import Numbering


def next_number(organization: Organization, day: date) -> str:
    """2026-00012: the year of issue, and a count in it. Holds the series until the transaction ends."""
    Numbering.objects.get_or_create(organization=organization, year=day.year)
    row = Numbering.objects.select_for_update().get(organization=organization, year=day.year)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{day.year}-{row.last:05d}"
