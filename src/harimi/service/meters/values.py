"""A register's values: exact decimals outside, scaled integers inside."""

import re
from decimal import ROUND_HALF_EVEN, Decimal

_POWERS = re.compile(r"(?<=m)[23](?!\d)")
_RAISED = str.maketrans("23", "²³")


def scaled(value: Decimal, decimals: int) -> int:
    """`value` in units of its last decimal: 12.34 with 2 decimals is 1234."""
    return int(value.scaleb(decimals).quantize(Decimal(1), ROUND_HALF_EVEN))


def places(value: Decimal) -> int:
    """Decimals that a value needs."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def storable(value: Decimal, decimals: int) -> bool:
    """Whether a database's whole number holds the scaled value."""
    return abs(value.scaleb(decimals)) < 2**63


def plain(value: int, decimals: int) -> Decimal:
    """The decimal that a scaled value stands for."""
    return Decimal(value).scaleb(-decimals)


def shown(value: int | None, decimals: int) -> str:
    """A scaled value as people read it: 1,189.277; a dash where there is none."""
    return "–" if value is None else f"{plain(value, decimals):,.{decimals}f}"


def unit_shown(unit: str) -> str:
    """A unit as people read it: m³ for the m3 that is kept, and m³/h, Nm³, kg/cm² likewise."""
    return _POWERS.sub(lambda found: found[0].translate(_RAISED), unit)
