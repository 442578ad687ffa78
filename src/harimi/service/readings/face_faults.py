"""What can be wrong with a face that a page sends, by code, so that the page can say it in the reader's language."""

from harimi.vision.face import FaceError, Fault

OWN = {
    "decimals_too_many",
    "scale_order",
    "scale_places",
    "dial_points",
    "display_outside",
    "sign_outside",
    "names_alike",
    "sign_damaged",
    "look_damaged",
    "looks_alike",
    "look_unknown",
    "lights_alike",
}
"""Codes of vision's that have words of their own."""
BY_FIELD = {"digits": "digits", "decimals": "decimals", "weight": "weight", "value": "scale_value", "wraps": "weight"}
"""The field that a wrong number stands in, and the code for it."""
MOST_DISPLAYS = 32
"""Displays of a face that is sent: each is read while somebody waits."""


class FaceFaultError(ValueError):
    """A face that cannot be used; `code` says why, `values` fill its words."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def coded(error: FaceError) -> FaceFaultError:
    """The first fault of a face: those after it are often only what follows from it."""
    fault = error.faults[0] if error.faults else Fault("", (), {})
    if fault.code in OWN:
        return FaceFaultError(fault.code, **fault.values)
    if fault.place == ("displays",):
        return FaceFaultError("no_display")
    field = next((part for part in reversed(fault.place) if part in BY_FIELD), None)
    return FaceFaultError("damaged" if field is None else BY_FIELD[str(field)])
