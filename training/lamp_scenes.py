"""Panels of lamps as a fixed camera sees them again and again: in other light, in other states, marked by a person."""

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from harimi.simulate.camera import Pose, any_lens, any_light, any_pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.lamp_styles import COLOURS, any_ambient, any_panel
from harimi.simulate.lamps import APART, PanelStyle, Shown, draw_panel
from harimi.vision.displays.lamp_look import kept
from harimi.vision.displays.lamp_look import taken as look_of
from harimi.vision.geometry import Image, quad
from harimi.vision.indicators import Colour, Lamp, Look

Rng = np.random.Generator
MISMARKED, DRIFTED = 0.05, 0.3
"""Standard deviations of a marked corner, in radii of the lens, and of what alignment leaves, in pixels."""


@dataclass(frozen=True)
class Camera:
    """Where a camera stands, how large its pictures are, and where a person marked each lamp, beside where it is."""

    pose: Pose
    size: tuple[int, int]
    marks: np.ndarray
    harsh: float


def any_camera(rng: Rng, style: PanelStyle, harsh: float = 0.3) -> Camera:
    """A camera drawn at random; lenses are some 6 to 70 pixels across."""
    factor = float(np.exp(rng.uniform(np.log(0.5), np.log(2.0))))
    size = (round(APART * (len(style.lamps) + 1) * factor), round(2 * APART * factor))
    radii = np.array([lamp.radius * factor for lamp in style.lamps])
    marks = rng.normal(0, 1, (len(radii), 4, 2)) * MISMARKED * radii[:, None, None]
    return Camera(any_pose(rng, tilt=8, roll=3), size, marks, harsh)


def any_states(rng: Rng, lights: tuple[tuple[Shown, ...], ...]) -> tuple[Shown, ...]:
    """Each lamp off as often as not, else lit in one of its colours."""
    return tuple(colours[int(rng.integers(len(colours)))] if rng.random() < 0.5 else "off" for colours in lights)


def taken(style: PanelStyle, shown: tuple[Shown, ...], camera: Camera, rng: Rng, ambient: float | None = None) -> Drawing:
    """A photograph of the panel, in light drawn at random unless it is told; how much of it the camera makes is the panel's."""
    drawn = draw_panel(style, shown, any_ambient(rng) if ambient is None else ambient, rng)
    light, lens = replace(any_light(rng, camera.harsh), gain=1.0), any_lens(rng, camera.harsh)
    return photograph(drawn, rng, camera.pose, light, lens, camera.size)


def marked(seen: Drawing, camera: Camera, n: int, lights: tuple[Colour, ...], rng: Rng) -> Lamp:
    """Lamp `n` as a person marked it, laid over a photograph."""
    corners = seen.points[f"lamp{n}"] + camera.marks[n] + rng.normal(0, DRIFTED, 2)
    return Lamp(id=f"lamp {n + 1}", corners=quad(corners), lights=lights)


def any_panel_seen(rng: Rng, lamps: int = 3) -> tuple[Image, tuple[Lamp, ...], int]:
    """A panel that its face knows: each lamp with a look of it off and lit, taken in other light; the photograph now (BGR), the
    lamps laid over it, and the value that it shows."""
    lights: tuple[tuple[Shown, ...], ...] = tuple((COLOURS[int(rng.integers(len(COLOURS)))],) for _ in range(lamps))
    style = any_panel(rng, lights)
    camera = any_camera(rng, style, harsh=0.2)
    off: tuple[Shown, ...] = tuple("off" for _ in lights)
    known = [taken(style, shown, camera, rng) for shown in (off, tuple(one[0] for one in lights))]
    shown = any_states(rng, lights)
    now = taken(style, shown, camera, rng)
    looked = [tuple(_look(seen, camera, lamp, n, rng) for n, seen in enumerate(known)) for lamp in range(lamps)]
    displays = tuple(
        marked(now, camera, n, ("any",), rng).model_copy(update={"looks": looks, "weight": Decimal(10) ** (lamps - 1 - n)})
        for n, looks in enumerate(looked)
    )
    return now.image, displays, int("".join(str(int(one != "off")) for one in shown))


def _look(seen: Drawing, camera: Camera, lamp: int, state: int, rng: Rng) -> Look:
    return Look(state=state, pixels=kept(look_of(seen.image, marked(seen, camera, lamp, ("any",), rng))))
