"""A meter whose surroundings change slowly for sixty days: how often is it found, by its first view only and by renewed ones.

Dirt, stickers and paint grow over everything but the display; three times a day a camera that trembles a little takes a
photograph: by day, in 12 % of the light, and in infra-red light.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from harimi.demo.week import set_up
from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household
from harimi.vision.align import Alignment, align
from harimi.vision.face import Face
from harimi.vision.geometry import Image, moved, quad
from harimi.vision.views import View, fit_of, learn, light_of, references, upheld, worn

Rng = np.random.Generator
DAYS = 60
_SEED = 17
_MARKS, _GROWS = 260, 10
"""Marks that come in sixty days, and days until one is as large as it gets."""
LIGHTS = (Light(gradient=0.3), Light(gain=0.12), Light(gain=0.5, vignette=0.5, infrared=True))
_NAMES = ("by day", "12 % light", "infra-red")


@dataclass(frozen=True)
class Mark:
    """Something that covers a part of the view: since which day, where, how large in the end, its grey levels (seed)."""

    since: float
    at: tuple[float, float]
    size: float
    seed: int


@dataclass(frozen=True)
class Taken:
    """A photograph of a changed scene, and where the display's corners truly are on it."""

    day: int
    light: int
    image: Image
    corners: np.ndarray


@dataclass
class Renewed:
    """The views of a face as the service keeps them: one for each light, at most one new one a day."""

    face: Face
    kept: dict[str, View] = field(default_factory=dict)
    asked: int = -1
    times: int = 0

    @property
    def views(self) -> list[View]:
        """Those in force."""
        return list(self.kept.values())

    def found(self, image: Image) -> Alignment:
        """How a photograph lies."""
        return align(image, self.face, references(self.views))

    def renew(self, taken: Taken, found: Alignment, others: list[Taken]) -> None:
        """Learns from a photograph that was found, if it is worn and one of the `others` upholds what was learned."""
        if taken.day == self.asked or not worn(fit_of(found, self.views)):
            return
        self.asked = taken.day
        view = learn(taken.image, self.face, self.views)
        if view is not None and any(upheld(view, one.image, self.face, self.views) for one in others):
            self.kept[light_of(taken.image)] = view
            self.times += 1


def marks(size: tuple[int, int], rng: Rng) -> list[Mark]:
    """What comes upon a view of `size` (width, height)."""
    places = rng.uniform(0, 1, (_MARKS, 2)) * size
    reach = rng.uniform(0.02, 0.06, _MARKS) * max(size)
    return [
        Mark(float(rng.uniform(0, DAYS)), (float(x), float(y)), float(one), int(rng.integers(1 << 31)))
        for (x, y), one in zip(places, reach, strict=True)
    ]


def marked(drawn: Image, there: list[Mark], day: float, face: Face) -> Image:
    """The drawing with what has come upon it by then; the display itself is kept clean."""
    image = drawn.copy()
    for mark in sorted(there, key=lambda one: one.since):
        grown = min(1.0, (day - mark.since) / _GROWS)
        if grown > 0:
            _put(image, mark, grown)
    clean = np.zeros(drawn.shape[:2], np.uint8)
    for display in face.displays:
        cv2.fillPoly(clean, [np.round(display.corners).astype(np.int32)], 255)
    return np.where(cv2.dilate(clean, np.ones((9, 9), np.uint8))[..., None] > 0, drawn, image)


def _put(image: Image, mark: Mark, grown: float) -> None:
    rng = np.random.default_rng(mark.seed)
    angles, reach = np.sort(rng.uniform(0, 2 * np.pi, 9)), rng.uniform(0.6, 1.2, 9) * mark.size
    outline = np.stack([np.cos(angles), np.sin(angles)], 1) * reach[:, None] * grown + mark.at
    colour = rng.integers(20, 230, 3)
    cv2.fillPoly(image, [np.round(outline).astype(np.int32)], tuple(map(int, colour)), cv2.LINE_AA)
    for _ in range(3):
        line = rng.uniform(-0.5, 0.5, (2, 2)) * mark.size * grown + mark.at
        a, b = np.round(line).astype(int)
        cv2.line(image, tuple(map(int, a)), tuple(map(int, b)), tuple(map(int, (colour + 90) % 256)), 2, cv2.LINE_AA)


def scene(
    meter: LivingMeter, face: Face, rng: Rng, days: int = DAYS, lights: tuple[int, ...] = (0, 1, 2), every: int = 1
) -> Iterator[Taken]:
    """The photographs of a meter, day by day, or on one day of so many."""
    drawn, there = meter.look.draw(meter.start), marks(face.size, rng)
    corners = np.array(face.displays[0].corners)
    for day in range(0, days, every):
        clean = marked(drawn, there, day, face)
        for light in lights:
            shake = rng.normal(0, 0.0015, 2)
            pose = Pose(float(rng.normal(0, 0.25)), shift=(float(shake[0]), float(shake[1])), scale=float(rng.normal(1, 0.002)))
            seen = photograph(Drawing(clean, {"corners": corners}), rng, pose, LIGHTS[light], Lens(blur=0.5, noise=3))
            yield Taken(day, light, seen.image, seen.points["corners"])


def missed(taken: Taken, face: Face, found: Alignment) -> float | None:
    """The mean error of the display's corners, pixels; None where the view was called lost."""
    if not found.ok:
        return None
    there = np.array(moved(quad(face.displays[0].corners), found.matrix))
    return float(np.hypot(*(there - taken.corners).T).mean())


def follow(
    meter: LivingMeter, rng: Rng, lights: tuple[int, ...] = (0, 1, 2)
) -> Iterator[tuple[Taken, float | None, float | None]]:
    """Each photograph with the error by the first view only, and by renewed ones; None where it is lost."""
    face = set_up(meter)
    renewed, before = Renewed(face), list[Taken]()
    for taken in scene(meter, face, rng, lights=lights):
        found = renewed.found(taken.image)
        yield taken, missed(taken, face, align(taken.image, face)), missed(taken, face, found)
        if found.ok:
            renewed.renew(taken, found, before[-4:])
            before.append(taken)


def wear_table(count: int) -> str:
    """Markdown: the share found in each third of the time, and the error of a display's corners; `count` scenes."""
    rows = [one for n in range(count) for one in follow(household()[n % 3], np.random.default_rng([_SEED, n]))]
    lines = ["| light | days | n | first view only | renewed | 95th percentile, px |", "|---|---|--:|--:|--:|--:|"]
    third = DAYS // 3
    for light, name in enumerate(_NAMES):
        for start in range(0, DAYS, third):
            some = [row for row in rows if row[0].light == light and start <= row[0].day < start + third]
            errors = [renewed for _, _, renewed in some if renewed is not None]
            once = sum(first is not None for _, first, _ in some) / len(some)
            high = f"{np.percentile(errors, 95):.2f}" if errors else "–"
            lines.append(
                f"| {name} | {start + 1}–{start + third} | {len(some)} | {once:.1%} | {len(errors) / len(some):.1%} | {high} |"
            )
    return "\n".join(lines) + "\n"


def worn_views(meter: LivingMeter, rng: Rng) -> tuple[Face, list[View]]:
    """A face with the three views that were learned of it in forty days, one in each light."""
    face, last = set_up(meter), dict[int, Taken]()
    for taken in scene(meter, face, rng, days=2 * DAYS // 3):
        last[taken.light] = taken if align(taken.image, face).ok else last[taken.light]
    made = (learn(one.image, face) for one in last.values())
    return face, [view for view in made if view is not None]
