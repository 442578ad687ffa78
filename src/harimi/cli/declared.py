"""What an owner declares about a meter, on the command line or in a request line."""

import argparse
from decimal import Decimal, InvalidOperation
from typing import Any

from harimi.vision.find.finders import KINDS
from harimi.vision.find.proposal import Declared


class DeclarationError(ValueError):
    """A declaration that makes no sense; the message says what was wrong and what to write."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options by which a meter is declared."""
    parser.add_argument("--kind", choices=KINDS, default="auto", help="what the display is (default: auto)")
    parser.add_argument("--range", nargs=2, metavar=("MIN", "MAX"), help="lowest and highest value of a dial's scale")
    parser.add_argument("--digits", type=int, metavar="N", help="how many digits the display has, decimals included")
    parser.add_argument("--decimals", type=int, metavar="N", help="how many of the digits stand behind the point")
    parser.add_argument("--unit", default="", help="unit of the reading, for example m3, kWh or MPa")


def from_options(options: argparse.Namespace) -> Declared:
    """The declaration in parsed options."""
    named = {name: getattr(options, name) for name in ("kind", "range", "digits", "decimals", "unit")}
    return declared({name: value for name, value in named.items() if value is not None})


def declared(named: dict[str, Any]) -> Declared:
    """A checked declaration from `kind`, `range`, `digits`, `decimals` and `unit`, each optional."""
    kind, unit = named.get("kind", "auto"), named.get("unit", "")
    if kind not in KINDS:
        raise DeclarationError(f"kind {kind!r} is unknown; take one of {', '.join(KINDS)}")
    if not isinstance(unit, str):
        raise DeclarationError(f"unit {unit!r} is no text")
    digits, decimals = _count(named, "digits", 1), _count(named, "decimals", 0)
    if digits is not None and decimals is not None and decimals > digits:
        raise DeclarationError(f"{decimals} decimals do not fit into {digits} digits")
    return Declared(kind, _range(named.get("range")), digits, decimals, unit)


def _count(named: dict[str, Any], name: str, least: int) -> int | None:
    number = named.get(name)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= 16:
        raise DeclarationError(f"{name} {number!r} must be a whole number from {least} to 16")
    return number


def _range(ends: Any) -> tuple[Decimal, Decimal] | None:
    if ends is None:
        return None
    if not isinstance(ends, list | tuple) or len(ends) != 2:
        raise DeclarationError(f"range {ends!r} must be two numbers, for example [0, 1.6]")
    low, high = _decimal(ends[0]), _decimal(ends[1])
    if low == high:
        raise DeclarationError(f"a range from {low} to {high} has no length")
    return low, high


def _decimal(number: Any) -> Decimal:
    try:
        value = Decimal(str(number))
    except InvalidOperation as error:
        raise DeclarationError(f"{number!r} in the range is no number") from error
    if not value.is_finite() or isinstance(number, bool):
        raise DeclarationError(f"{number!r} in the range is no number")
    return value
