"""Numbers of documents, without gaps: taken in the transaction that uses them, or not at all."""

from datetime import date

from harimi.service.billing.models import Sequence


def next_number(day: date) -> str:
    """2026-000123: the year of issue, and a count in it. Holds the series until the transaction ends."""
    name = f"{day:%Y}"
    Sequence.objects.get_or_create(name=name)
    row = Sequence.objects.select_for_update().get(name=name)
    row.last += 1
    row.save(update_fields=["last"])
    return f"{name}-{row.last:06d}"
