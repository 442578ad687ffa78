"""Steps of a unit that cannot be taken."""

from typing import ClassVar


class UnitError(ValueError):
    """A step that cannot be taken. `code` is stable."""

    code: ClassVar[str] = "not_possible"


class SerialKnownError(UnitError):
    """A unit of that serial number is registered already."""

    code = "serial_known"


class WrongStateError(UnitError):
    """A unit that is in another state than the step begins in."""

    code = "wrong_state"


class NoSuchCodeError(UnitError):
    """No unit that was shipped to this organization has the code; whose it is otherwise is told to nobody."""

    code = "no_such_code"


class NotClaimedError(UnitError):
    """Nobody has claimed the unit yet."""

    code = "not_claimed"
