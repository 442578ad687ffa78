"""A value as a camera tells it, and why one is not taken."""

import re
from dataclasses import dataclass
from decimal import Decimal

from harimi.service.captures.services import CaptureError

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


class BadValueError(CaptureError):
    """What is no number."""

    code = "bad_value"


class ImpossibleValueError(CaptureError):
    """The meter cannot show this value."""

    code = "impossible_value"


class WhichRegisterError(CaptureError):
    """Nothing says which register the value is of."""

    code = "which_register"


class ToldOtherwiseError(CaptureError):
    """The camera told another value of the same moment before."""

    code = "told_otherwise"


@dataclass(frozen=True, slots=True)
class Told:
    """A value and the step of its last place; no value where the camera could not read it."""

    value: Decimal | None
    step: Decimal = Decimal(1)


def told(text: str) -> Told:
    """The value as a camera writes it. Raises a `BadValueError`."""
    if not _NUMBER.fullmatch(text):
        raise BadValueError(f"{text[:40]!r} is no value; write digits with a point, like 123.45")
    value = Decimal(text)
    return Told(value, Decimal(1).scaleb(int(value.as_tuple().exponent)))
