"""Photographs of counters as a fixed camera takes them, with the face that a person would have marked: named conditions."""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from harimi.simulate import camera
from harimi.simulate.camera import Lens, Light, Pose
from harimi.simulate.drawing import Drawing
from harimi.simulate.drum_wheels import Hand
from harimi.simulate.drums import any_style, blemish, draw_drums, wheel_phases
from harimi.vision.face import Drums
from harimi.vision.geometry import Image, quad
from training.drum_cache import FONTS
from training.drum_digits import Crop, font_files
from training.drum_photos import any_value, composed

Rng = np.random.Generator
CONDITIONS = ("plain", "small", "dark", "infra-red", "glare", "blur", "dirt", "tilted", "rolling", "from above")
NEW_FONTS = ("OSP-DIN", "NotoMono-Regular", "NotoSansMono-Bold")
"""Fonts whose names training's choice leaves out, but which are printed upright as those on meters are."""
FITTED_FONTS = ("Cabin", "C059")
FITTED_METERS = ("m07", "m12", "m25", "m31")
"""What confidence is fitted on; it is measured on the other held-back fonts and meters."""
HEIGHTS = {"small": (14.0, 20.0)}
USUAL = (20.0, 60.0)
"""Pixels from the upper to the lower edge of a window."""
MISMARKED = 0.03
"""Standard deviation of each marked corner, as a share of the height."""
TALL = 72
"""Pixels of a window as it is drawn, before the camera."""


@dataclass(frozen=True)
class Faced:
    """A photograph (BGR), the row on it as a person marked it, and the counter's value in units of its lowest wheel."""

    image: Image
    display: Drums
    value: float
    height: float

    def right(self, number: float) -> bool:
        """Whether `number` is the value: of a lowest wheel between two figures either will do, but no other digit is free."""
        turn = 10.0**self.display.digits
        return abs((number - self.value + turn / 2) % turn - turn / 2) < 0.999


@cache
def new_fonts(*, fit: bool) -> tuple[Path, ...]:
    """Fonts that no network learned from: those that confidence is fitted on, or those that it is measured on."""
    extra = [path for kind in ("ttf", "otf") for path in FONTS.rglob(f"*.{kind}") if path.stem in NEW_FONTS]
    every = (*font_files(FONTS, held_back=True), *sorted(extra))
    return tuple(path for path in every if path.stem.startswith(FITTED_FONTS) == fit)


def new_meters(groups: dict[str, list[Crop]], *, fit: bool) -> list[list[Crop]]:
    """The same of held-back meters."""
    return [group for name, group in sorted(groups.items()) if (name in FITTED_METERS) == fit]


def drawn(rng: Rng, condition: str, fonts: tuple[Path, ...]) -> Faced:
    """A rendered counter in one of `fonts`, under a condition."""
    digits = int(rng.integers(4, 9))
    rolls = condition in ("rolling", "from above")
    value = _rolling_value(rng, digits) if rolls else any_value(rng, digits)
    style = any_style(rng, fonts, digits, window=TALL)
    hand = Hand(font=fonts[int(rng.integers(len(fonts)))], bold=int(rng.integers(0, 3)))
    wobble = tuple(float(w) for w in rng.normal(0, 0.08 if rolls else 0.05, digits))
    style = replace(style, hand=hand, wobble=wobble, downward=condition == "from above")
    row = draw_drums(wheel_phases(value, digits), style)
    return taken(rng, condition, Drawing(row.image, {"row": row.points["corners"]}), value, digits)


def assembled(rng: Rng, condition: str, meter: list[Crop]) -> Faced | None:
    """A counter put together from a meter's photographed digits; None where it has none at one of the phases."""
    digits = int(rng.integers(4, 9))
    value = any_value(rng, digits)
    row = composed(rng, meter, value, digits)
    if row is None:
        return None
    cells = row.points["cells"].reshape(-1, 4, 2)
    outer = np.array([cells[0, 0], cells[-1, 1], cells[-1, 2], cells[0, 3]])
    return taken(rng, condition, Drawing(row.image, {"row": outer}), value, digits)


def _rolling_value(rng: Rng, digits: int) -> float:
    """A value at which at least two wheels roll: the lowest one is between 9 and 0."""
    nines = int(rng.integers(1, digits))
    whole = int(rng.integers(0, 10 ** (digits - nines))) * 10**nines + 10**nines - 1
    return whole + float(rng.uniform(0.05, 0.95))


def taken(rng: Rng, condition: str, row: Drawing, value: float, digits: int) -> Faced:
    """The row on a plain plate before the camera, and the corners that a person would have clicked."""
    height = float(np.exp(rng.uniform(*np.log(HEIGHTS.get(condition, USUAL)))))
    ring = row.points["row"]
    near = row.resized(min(1.0, 1.25 * height / float(np.linalg.norm(ring[3] - ring[0]))))
    factor = height / float(np.linalg.norm(near.points["row"][3] - near.points["row"][0]))
    scene = _on_a_plate(rng, near)
    if rng.random() < (1.0 if condition == "dirt" else 0.1):
        strength = float(rng.uniform(0.4, 1.0) if condition == "dirt" else rng.uniform(0, 0.4))
        scene = replace(scene, image=blemish(scene.image, rng, strength))
    size = (round(scene.image.shape[1] * factor), round(scene.image.shape[0] * factor))
    shot = camera.photograph(scene, rng, _pose(rng, condition), _light(rng, condition), _lens(rng, condition, height), size)
    corners = shot.points["row"] + rng.normal(0, MISMARKED * height, (4, 2))
    return Faced(shot.image, Drums(corners=quad(corners), digits=digits), value, height)


def _on_a_plate(rng: Rng, row: Drawing) -> Drawing:
    height, width = row.image.shape[:2]
    margin = int(1.2 * height)
    plate = np.clip(rng.integers(40, 235) + rng.normal(0, 4, (height + 2 * margin, width + 2 * margin, 3)), 0, 255)
    return Drawing(plate.astype(np.uint8), {}).pasted(row, (margin, margin))


def _pose(rng: Rng, condition: str) -> Pose:
    if condition == "tilted":
        roll, pitch, yaw = rng.choice([-1, 1], 3) * rng.uniform((3, 8, 8), (12, 28, 28))
        return Pose(float(roll), float(pitch), float(yaw))
    return replace(camera.any_pose(rng, tilt=8, roll=4), scale=1.0)


def _light(rng: Rng, condition: str) -> Light:
    light = replace(camera.any_light(rng, 0.15), glare=0, window=0.0, infrared=False)
    if condition == "dark":
        return replace(light, gain=float(np.exp(rng.uniform(np.log(0.06), np.log(0.25)))))
    if condition == "infra-red":
        return replace(light, infrared=True, vignette=float(rng.uniform(0, 0.6)), gradient=float(rng.uniform(0, 0.5)))
    if condition == "glare":
        spots = int(rng.integers(0, 3))
        return replace(light, glare=spots, window=0.0 if spots and rng.random() < 0.6 else float(rng.uniform(0.15, 0.7)))
    return light


def _lens(rng: Rng, condition: str, height: float) -> Lens:
    lens = camera.any_lens(rng, 0.2)
    lens = replace(lens, blur=min(lens.blur, 0.025 * height), motion=0.0)
    if condition in ("dark", "infra-red"):
        return replace(lens, noise=float(rng.uniform(2, 8)))
    if condition == "blur" and rng.random() < 0.3:
        return replace(lens, motion=float(rng.uniform(0.05, 0.15)) * height)
    return replace(lens, blur=float(rng.uniform(0.03, 0.07)) * height) if condition == "blur" else lens
