"""What the database refuses to change of statements: they go only when their landlord is erased."""

from harimi.service.platform.refusing import Rules

_GOING = "EXISTS (SELECT 1 FROM letting_numbering n WHERE n.alone AND n.organization_id ="
_OWN = f"NOT {_GOING} OLD.organization_id)"
_OF_ONE = f"NOT {_GOING} (SELECT s.organization_id FROM letting_statement s WHERE s.id = OLD.statement_id))"  # noqa: S608 - all of it stands here
_METER = ("statement_id", "register_id", "meter", "serial", "unit", "since", "until", "zone", "decimals", "opening", "closing",
          "opening_rough", "closing_rough", "first_at", "first_value", "last_at", "last_value", "multiplier", "used",
          "used_decimals", "exchanges", "shared")  # fmt: skip
RULES: Rules = {
    "letting_statement": (("UPDATE", "TRUE"), ("DELETE", _OWN)),
    "letting_statementline": (("UPDATE", "TRUE"), ("DELETE", _OF_ONE)),
    "letting_statementmeter": ((f"UPDATE OF {', '.join(_METER)}", "TRUE"), ("DELETE", _OF_ONE)),
}
"""Pictures go when they were kept long enough; that they are gone is no change of the statement."""
