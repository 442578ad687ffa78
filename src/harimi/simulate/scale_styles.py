"""How straight scales look, drawn at random."""

import numpy as np

from harimi.simulate.scale import Colour, Rng, ScaleStyle

LIQUIDS: tuple[Colour, ...] = (
    (40, 40, 190),
    (160, 70, 30),
    (60, 130, 60),
    (40, 140, 200),
    (20, 40, 70),
    (30, 20, 20),
    (170, 150, 120),
)
"""Dyed water, oil, spirit, mercury and dark fluids, BGR."""
LAMPS: tuple[Colour, ...] = ((60, 220, 90), (40, 60, 250), (40, 180, 250), (250, 200, 80), (240, 240, 240))


def any_scale(rng: Rng) -> ScaleStyle:
    """A scale drawn at random: four liquids in glass to one bar and two floats."""
    draw = (_liquid, _liquid, _pale, _pale, _bar, _float, _float)[int(rng.integers(7))]
    return draw(rng)


def _common(rng: Rng) -> dict[str, object]:
    dark = rng.random() < 0.25
    plate, ink = (rng.integers(20, 60), rng.integers(190, 250)) if dark else (rng.integers(170, 250), rng.integers(0, 60))
    tint = rng.normal(0, 8, 3)
    return {
        "plate": _colour(plate + tint),
        "ink": _colour(np.full(3, ink)),
        "width": int(rng.integers(16, 64)),
        "high": float(rng.choice([1.0, 10.0, 50.0, 100.0, 160.0, 250.0])),
        "steps": int(rng.choice([4, 5, 8, 10])),
        "left": bool(rng.random() < 0.5),
        "falls": bool(rng.random() < 0.15),
    }


def _liquid(rng: Rng) -> ScaleStyle:
    full = np.array(LIQUIDS[int(rng.integers(len(LIQUIDS)))]) + rng.normal(0, 12, 3)
    empty = rng.uniform(120, 240) + rng.normal(0, 8, 3)
    return _glass(rng, empty, full)


def _pale(rng: Rng) -> ScaleStyle:
    """Clear water: hardly darker than the air above it, and told by the line of its surface."""
    empty = rng.uniform(120, 230) + rng.normal(0, 8, 3)
    return _glass(rng, empty, empty * rng.uniform(0.72, 0.94) + rng.normal(0, 5, 3))


def _glass(rng: Rng, empty: np.ndarray, full: np.ndarray) -> ScaleStyle:
    return ScaleStyle(
        shows="surface",
        empty=_colour(empty),
        full=_colour(full),
        edge=float(rng.uniform(0, 0.15)),
        rim=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.7 else 0.0,
        shine=float(rng.uniform(0.1, 0.6)) if rng.random() < 0.6 else 0.0,
        shade=float(rng.uniform(0, 0.4)),
        drops=int(rng.integers(1, 6)) if rng.random() < 0.3 else 0,
        **_common(rng),  # type: ignore[arg-type]
    )


def _bar(rng: Rng) -> ScaleStyle:
    lamp = np.array(LAMPS[int(rng.integers(len(LAMPS)))], float)
    return ScaleStyle("surface", empty=_colour(lamp * rng.uniform(0.08, 0.3)), full=_colour(lamp), **_common(rng))  # type: ignore[arg-type]


def _float(rng: Rng) -> ScaleStyle:
    lamp = np.array((*LIQUIDS, *LAMPS)[int(rng.integers(len(LIQUIDS) + len(LAMPS)))], float)
    return ScaleStyle(
        shows="float",
        empty=_colour(rng.uniform(110, 240) + rng.normal(0, 8, 3)),
        full=_colour(lamp),
        shine=float(rng.uniform(0.1, 0.5)) if rng.random() < 0.5 else 0.0,
        shade=float(rng.uniform(0, 0.4)),
        tall=int(rng.integers(18, 90)),
        **_common(rng),  # type: ignore[arg-type]
    )


def _colour(levels: np.ndarray) -> Colour:
    blue, green, red = np.clip(levels, 0, 255).astype(int)
    return int(blue), int(green), int(red)
