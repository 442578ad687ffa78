"""Why a step of a parcel cannot be taken."""

from typing import ClassVar

from harimi.service.logistics.unit_errors import UnitError


class ParcelError(UnitError):
    """A step of a parcel that cannot be taken; `code` is a text `parcel.error.<code>`, `about` what it fails on."""

    code: ClassVar[str] = "not_possible"

    def __init__(self, about: str = "") -> None:
        super().__init__(about)
        self.about = about


class TooFewError(ParcelError):
    """So many of a model are not free in that room; nothing is reserved then."""

    code = "too_few"


class NoSuchBoxError(ParcelError):
    """What was scanned is no unit's."""

    code = "no_such_box"


class WrongBoxError(ParcelError):
    """A unit that does not belong into this parcel."""

    code = "wrong_box"


class PickedAlreadyError(ParcelError):
    """A box that was scanned before."""

    code = "picked_already"


class TrackingError(ParcelError):
    """A carrier that there is not, or a number that cannot be one of that carrier's."""

    code = "tracking"


class EndedError(ParcelError):
    """The customer's contract is over; it can be cancelled."""

    code = "ended"
