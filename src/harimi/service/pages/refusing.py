"""Why a value that somebody typed cannot be the meter's, in their words."""

from harimi.service.pages.texts import text
from harimi.service.readings.settled import ImpossibleError, TooFineError


def impossible(error: ImpossibleError) -> str:
    """What is wrong with it, and what to do."""
    return text("reading.too_fine", decimals=error.decimals) if isinstance(error, TooFineError) else text("reading.impossible")
