"""How panels and their lamps look, drawn at random."""

import numpy as np

from harimi.simulate.lamps import HUES, LampStyle, Level, PanelStyle, Rng, Shown

COLOURS: tuple[Shown, ...] = ("red", "amber", "green", "blue", "white")


def any_panel(rng: Rng, lights: tuple[tuple[Shown, ...], ...]) -> PanelStyle:
    """A panel with one lamp for each of `lights`, which names the colours that it can light in."""
    plate = float(np.exp(rng.uniform(np.log(0.04), np.log(0.8)))) * np.exp(rng.normal(0, 0.06, 3))
    square, radius = bool(rng.random() < 0.3), float(rng.uniform(6, 19))
    lamps = tuple(_lamp(rng, colours, square, radius * float(rng.uniform(0.9, 1.1))) for colours in lights)
    return PanelStyle(_level(plate), lamps, own=float(rng.uniform(0.5, 1.0)))


def any_ambient(rng: Rng) -> float:
    """How light it is, from a cellar with an emergency lamp to a window's side; 1 is daylight."""
    return float(np.exp(rng.uniform(np.log(0.02), np.log(1.0))))


def _lamp(rng: Rng, colours: tuple[Shown, ...], square: bool, radius: float) -> LampStyle:
    milky = rng.random() < 0.35 or len(colours) > 1
    tint = np.array(HUES[colours[0]])
    lens = rng.uniform(0.15, 0.6) * (0.75 + 0.25 * tint) if milky else rng.uniform(0.03, 0.35) * (0.1 + 0.9 * tint)
    metal = rng.random() < 0.5
    glint = float(np.exp(rng.uniform(np.log(0.05), np.log(3.0)))) if rng.random() < 0.6 else 0.0
    return LampStyle(
        radius=radius,
        square=square,
        lens=_level(lens),
        bright=float(np.exp(rng.uniform(np.log(0.6), np.log(12.0)))),
        peak=float(rng.uniform(0, 3)),
        halo=float(np.exp(rng.uniform(np.log(0.01), np.log(0.25)))),
        rim=_level(np.full(3, rng.uniform(0.25, 0.7) if metal else rng.uniform(0.01, 0.06))),
        glint=(glint, float(rng.uniform(-0.5, 0.5)), float(rng.uniform(-0.6, 0.1))),
    )


def _level(levels: np.ndarray) -> Level:
    blue, green, red = np.clip(levels, 0, 1)
    return float(blue), float(green), float(red)
