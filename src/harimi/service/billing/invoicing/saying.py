"""All that an invoice says, in one form: what its digest is made of, and what is kept for the law."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from harimi.service.billing.models import Charge, Invoice

RECIPIENT = ("name", "corporate_name", "department", "postal_code", "address")
_SAID = ("number", "kind", "with_tax", "total", "taxes", "issuer", "contract_number", "reason")
_LINE = ("kind", "quantity", "unit_yen", "yen", "rate", "with_tax", "corrects", "label_ja", "label_en")


def said(invoice: Invoice, lines: Iterable[Charge]) -> dict[str, Any]:
    """Everything on it. Opens to whom it goes: call it while invoicing."""
    days = {name: day.isoformat() if (day := getattr(invoice, name)) else "" for name in ("month", "issued_on", "due_on")}
    return {
        **{name: getattr(invoice, name) for name in _SAID},
        **days,
        "of": invoice.of.number if invoice.of else "",
        "recipient": {name: getattr(invoice, name) for name in RECIPIENT},
        "lines": [_line(one) for one in lines],
    }


def _line(one: Charge) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _LINE} | {"first": one.first.isoformat(), "last": one.last.isoformat()}


def digest(told: dict[str, Any]) -> str:
    """The SHA-256 of it."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
