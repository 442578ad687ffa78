"""All that a statement says, in one form: what its digest is made of."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from harimi.service.letting.models import Statement, StatementLine, StatementMeter

_SAID = ("number", "kind", "with_tax", "total", "taxes", "tenant_name", "issuer_name", "issuer_address", "account",
         "registration_number", "reason")  # fmt: skip
_LINE = ("meter", "unit", "kind", "quantity", "decimals", "rate", "yen", "tax", "with_tax", "about")
_METER = ("meter", "serial", "unit", "decimals", "opening", "closing", "first_value", "last_value", "used", "used_decimals",
          "exchanges", "shared")  # fmt: skip


def digest(made: Statement, lines: Iterable[StatementLine], meters: Iterable[StatementMeter]) -> str:
    """The SHA-256 of everything on it, but for pictures."""
    told: dict[str, Any] = {name: getattr(made, name) for name in _SAID}
    told |= {name: str(getattr(made, name) or "") for name in ("month", "issued_on", "due_on")}
    told |= {"of": made.of.number if made.of else "", "lines": [_line(one) for one in lines]}
    told |= {"meters": [{name: getattr(one, name) for name in _METER} | _times(one) for one in meters]}
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line(one: StatementLine) -> dict[str, Any]:
    return {name: getattr(one, name) for name in _LINE} | {name: str(getattr(one, name)) for name in ("month", "first", "last")}


def _times(one: StatementMeter) -> dict[str, str]:
    return {name: getattr(one, name).isoformat() for name in ("since", "until", "first_at", "last_at")}
