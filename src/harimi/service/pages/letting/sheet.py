"""All statements of a month, one a row, for a spreadsheet."""

import csv
import io
from datetime import date

from harimi.service.accounts.models import Organization
from harimi.service.letting.due.outstanding import statements_of
from harimi.service.letting.models import Statement
from harimi.service.pages.texts import text

FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("number", "kind", "of", "tenant", "month", "issued_on", "due_on", "net10", "tax10", "net8", "tax8", "net0", "total",
            "paid_on", "paid_yen")  # fmt: skip


def sheet(organization: Organization, month: date) -> bytes:
    """In the language of the request, in UTF-8 with a mark, the oldest first."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow([text(f"letting.csv.{name}") for name in _COLUMNS])
    writer.writerows(_row(one) for one in reversed(statements_of(organization, month)))
    return made.getvalue().encode("utf-8-sig")


def _row(one: Statement) -> list[object]:
    taxes = {each["rate"]: each for each in one.taxes}
    amounts = [
        taxes.get(rate, {}).get(name, 0) for rate, name in ((10, "net"), (10, "tax"), (8, "net"), (8, "tax"), (0, "net"))
    ]
    paid = getattr(one, "paid", None)
    name = one.tenant_name
    told = f"'{name}" if name.startswith(FORMULA) else name
    kind = text(f"letting.kind.{one.kind}")
    head = [one.number, kind, one.of.number if one.of else "", told, f"{one.month:%Y-%m}", one.issued_on, one.due_on or ""]
    return [*head, *amounts, one.total, paid.day if paid else "", paid.yen if paid else ""]
