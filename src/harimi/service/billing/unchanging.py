"""What the database itself refuses to change of what was issued or posted.

Source: Ordinance for Enforcement of the Act on Electronic Books, article 4(1)(iii): what was issued cannot be corrected or
deleted without a trace. An invoice goes only when its customer is erased, and its copy stays (`keeping`).
"""

from harimi.service.platform.refusing import Rules

_ALONE = "SELECT 1 FROM billing_invoicecopy k WHERE k.alone AND k.number"
_KEPT = f"EXISTS ({_ALONE} = OLD.number)"
_OF_KEPT = f"EXISTS ({_ALONE} = (SELECT i.number FROM billing_invoice i WHERE i.id = OLD.invoice_id))"  # noqa: S608 - all of it stands here
_ENTRY = ("kind", "day", "source", "number", "reason", "made_at")
_POSTING = ("entry_id", "account", "yen", "invoice", "rate")
RULES: Rules = {
    "billing_invoice": (("UPDATE", "TRUE"), ("DELETE", f"NOT {_KEPT}")),
    "billing_charge": (
        (
            "UPDATE OF " + ", ".join(("invoice_id", "kind", "month", "first", "last", "quantity", "unit_yen", "yen", "rate",
                                      "with_tax", "source", "about", "label_ja", "label_en", "corrects")),
            "OLD.invoice_id IS NOT NULL",
        ),
        ("DELETE", f"OLD.invoice_id IS NOT NULL AND NOT {_OF_KEPT}"),
    ),
    "billing_entry": ((f"UPDATE OF {', '.join(_ENTRY)}", "TRUE"), ("DELETE", "TRUE")),
    "billing_posting": ((f"UPDATE OF {', '.join(_POSTING)}", "TRUE"), ("DELETE", "TRUE")),
    "billing_invoicecopy": (("UPDATE OF number, issued_on, total, recipient, content, until", "TRUE"),),
    "billing_closedmonth": (("UPDATE OF month, closed_at", "TRUE"), ("DELETE", "TRUE")),
}  # fmt: skip
"""What each table refuses, and when."""
