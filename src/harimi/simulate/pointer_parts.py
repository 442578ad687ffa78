"""What hands are made of: discs, outlines and turns along an axis, as polygons.

Lengths are shares of the radius at which the scale's marks end. A polygon is `(n, 2)`: x to the right, y towards the tip.
"""

from dataclasses import dataclass

import numpy as np

Colour = tuple[int, int, int]
Polygons = list[tuple[np.ndarray, Colour]]


@dataclass(frozen=True)
class Pointer:
    """One hand. `width` is its width where it is widest ahead of the pivot, `tail` how far it reaches behind it,
    `skew` how far a plate on it sits to the right.

    `shadow` is the shadow's shift to the right, down, and its strength from 0 to 1; None in `hub_colour` leaves the hub out.
    """

    family: str = "needle"
    length: float = 0.85
    width: float = 0.06
    tail: float = 0.25
    tail_width: float = 0.08
    hub: float = 0.08
    colour: Colour = (20, 20, 20)
    second: Colour = (200, 200, 205)
    hub_colour: Colour | None = (30, 30, 30)
    cap: float = 0.0
    skew: float = 0.0
    shadow: tuple[float, float, float] = (0.0, 0.0, 0.0)


def disc(x: float, y: float, radius: float, first: float = 0, last: float = 360) -> np.ndarray:
    """Part of a circle, from `first` to `last` degrees clockwise from the tip's direction."""
    angle = np.radians(np.linspace(first, last, 33))
    return np.stack([x + radius * np.sin(angle), y + radius * np.cos(angle)], 1)


def symmetric(*profile: tuple[float, float]) -> np.ndarray:
    """A polygon from the half widths along the axis, `(half width, y)` from tip to tail."""
    right = np.array(profile)
    return np.concatenate([right, right[::-1] * [-1, 1]])


def turned(polygon: np.ndarray, degrees: float) -> np.ndarray:
    """The polygon turned by `degrees` about the pivot."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.asarray(polygon @ np.array([[c, -s], [s, c]]))
