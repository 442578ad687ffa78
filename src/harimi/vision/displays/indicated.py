"""What lamps and flags have in common as they are read: when they are looked at, and what becomes of what was seen."""

from collections.abc import Callable

from harimi.vision.displays.lamp_look import taken
from harimi.vision.geometry import Image
from harimi.vision.indicators import Flag, Lamp
from harimi.vision.observation import Indication, Sight
from harimi.vision.reasons import because

TOO_SMALL = 5
"""Pixels of an indicator's side below which it is not read."""
NOTABLE = 0.9
"""Probability of the likeliest state below which it is doubtful."""
Shares = tuple[float, ...]


def indicated(image: Image, display: Lamp | Flag, model: str, shares_of: Callable[[Image], Shares | None]) -> Sight:
    """What an indicator shows: the probability of each state, from its look; None where it is too dark to see any."""
    name = model.split()[0]
    if display.side() < TOO_SMALL:
        return Sight(display.id, name, display.corners, (), (because("too_small", name, pixels=round(display.side())),), model)
    shares = shares_of(taken(image, display))
    reasons = () if shares is not None and max(shares) >= NOTABLE else (because("illegible", name),)
    if shares is None:
        shares, reasons = (1 / display.states,) * display.states, (because("dark"),)
    return Sight(display.id, name, display.corners, (Indication(display.corners, shares),), reasons, model)
