"""How whole rows of clock dials are read, on rendered photographs: `python -m training.dials_check FONTS [COUNT]`.

Once with a face that is marked to within some per cent, and once with nothing known but the kind. Rows of unseen fonts and
hands, hands at mechanically consistent angles with play.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, develop, encode, illuminate, view
from harimi.simulate.clock_row import RowStyle, any_row, draw_row, geared
from harimi.vision.displays.dial_polar import from_plane
from harimi.vision.face import Dial, Face, ScalePoint
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image, Quad, moved, quad
from harimi.vision.observation import Observation
from harimi.vision.read import read
from training.bench.measure import bounds
from training.dial_scenes import background, fonts_in

Rng = np.random.Generator


@dataclass(frozen=True)
class RowScene:
    """A photograph of a row, its true value in units of the lowest dial's figures, and its face as a person marks it."""

    image: Image
    value: float
    face: Face


def any_row_scene(rng: Rng, fonts: Sequence[Path] = (), *, kept: bool = True, harsh: float | None = None) -> RowScene:
    """A row of four or five dials somewhere in a photograph of 480 to 900 pixels."""
    style = any_row(rng, fonts, kept=kept)
    count = len(style.turnings)
    value = float(rng.uniform(0, 10**count))
    if rng.random() < 0.4:
        value = float(np.round(value, -1) % 10**count + rng.normal(0, 0.3)) % 10**count
    drawn = draw_row(geared(value, count, (*rng.normal(0, 0.06, count - 1), 0.0)), style)
    size = (int(rng.integers(480, 900)), int(rng.integers(320, 600)))
    pose = replace(any_pose(rng, tilt=14, roll=4), scale=float(rng.uniform(0.6, 1.0)))
    matrix = view(pose, drawn.image.shape[1::-1], size)
    seen = drawn.warped(matrix, size)
    mask = cv2.warpPerspective(np.full(drawn.image.shape[:2], 255, np.uint8), matrix, size)
    ground = cv2.resize(background(rng), size, interpolation=cv2.INTER_CUBIC)
    whole = np.where(mask[..., None] > 127, seen.image, ground)
    strength = float(rng.choice([0.2, 0.5, 0.9])) if harsh is None else harsh
    photo = develop(illuminate(whole, rng, any_light(rng, strength)), rng, any_lens(rng, strength))
    return RowScene(photo, value, _face(rng, style, seen.points["corners"].reshape(-1, 4, 2), size))


def _face(rng: Rng, style: RowStyle, corners: np.ndarray, size: tuple[int, int]) -> Face:
    loose = 0.02 * float(np.ptp(corners[0], axis=0).mean())
    dials = []
    for place, (square, turning) in enumerate(zip(corners, style.turnings, strict=True)):
        marked = quad(square + rng.normal(0, loose, 2) + rng.normal(0, loose / 3, (4, 2)))
        weight = Decimal(10) ** (len(corners) - 1 - place)
        dials.append(clock_dial(f"d{place}", marked, turning, weight))
    return Face(size=size, displays=tuple(dials))


def clock_dial(name: str, corners: Quad, turning: int, weight: Decimal) -> Dial:
    """A dial of 0 to 10, zero on top."""
    marks = (((0.0, -1.0), "0"), ((1.0 * turning, 0.0), "2.5"), ((0.0, 1.0), "5"), ((-1.0 * turning, 0.0), "7.5"))
    places = moved(tuple(at for at, _ in marks), from_plane(corners))
    points = tuple(ScalePoint(at=at, value=Decimal(value)) for at, (_, value) in zip(places, marks, strict=True))
    return Dial(id=name, corners=corners, points=points, wraps=Decimal(10), weight=weight)


@dataclass
class Tally:
    """What became of many readings; `near` counts published values that miss the whole number by one unit at its boundary."""

    n: int = 0
    right: int = 0
    near: int = 0
    wrong: int = 0

    def add(self, seen: Observation, scene: RowScene) -> None:
        """Counts one reading."""
        self.n += 1
        if seen.state != "published" or seen.value is None:
            return
        span = 10 ** len(scene.face.displays)
        away = abs((float(seen.value) - scene.value + span / 2) % span - span / 2)
        exact = int(seen.value) == int(scene.value)
        self.right += exact
        self.near += not exact and away < 1.3
        self.wrong += not exact and away >= 1.3

    def __str__(self) -> str:
        said = self.right + self.near + self.wrong
        return (
            f"n {self.n}, published {said / self.n:.1%}; of those exact {self.right / max(1, said):.1%}, one unit off at a "
            f"figure {self.near / max(1, said):.1%}, wrong {self.wrong} (at most {bounds(self.wrong, max(1, said))[1]:.1%})"
        )


def scenes(count: int, fonts: Sequence[Path], seed: int = 77) -> Iterator[RowScene]:
    """Many scenes, always the same."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        yield any_row_scene(rng, fonts)


def half_hidden(rng: Rng, scene: RowScene) -> RowScene:
    """The scene with a reflection over a good part of one dial, often the first or the last."""
    count = len(scene.face.displays)
    which = int(rng.choice([0, count - 1, int(rng.integers(count))]))
    corners = np.array(scene.face.displays[which].corners)
    reach, turn, image = float(np.ptp(corners[:, 0])) / 2, rng.uniform(0, 2 * np.pi), scene.image.copy()
    x, y = corners.mean(0) + 0.3 * reach * np.array([np.cos(turn), np.sin(turn)])
    cv2.circle(image, (int(x), int(y)), int(0.7 * reach), (255, 255, 255), -1)
    return replace(scene, image=image)


def main() -> None:
    """The command line."""
    fonts, count = fonts_in(Path(sys.argv[1]), kept=True), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    cv2.setNumThreads(1)
    rng, names = np.random.default_rng(78), ("face known", "kind known")
    tallies = {name: Tally() for name in (*names, *(f"{name}, one dial half hidden" for name in names))}
    for scene in scenes(count, fonts):
        for seen, suffix in ((scene, ""), (half_hidden(rng, scene), ", one dial half hidden")):
            photo = encode(seen.image, 95).tobytes()
            tallies[names[0] + suffix].add(read(photo, seen.face), seen)
            tallies[names[1] + suffix].add(read(photo, declared=Declared("dials")), seen)
    for name, tally in tallies.items():
        print(f"{name}: {tally}")


if __name__ == "__main__":
    main()
