"""The stress matrix: rendered meters with a known face, one condition made worse at a time."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from multiprocessing import get_context

import cv2
import numpy as np

from harimi.demo.week import set_up
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household
from harimi.vision.face import Dial, Display, Face
from harimi.vision.geometry import Image
from harimi.vision.read import read
from training.bench.measure import bounds

Rng = np.random.Generator
_SEED = 23
_DAY, _SHARP = Light(gradient=0.3), Lens(blur=0.5, noise=2, quality=90)
KINDS = ("drums", "segments", "gauge", "sub-dial")


@dataclass(frozen=True)
class Condition:
    """What is done to a photograph: drift in pixels of 640, light, lens, and what share of the display is covered or shines."""

    name: str
    drift: float = 2.0
    light: Light = _DAY
    lens: Lens = _SHARP
    covered: float = 0.0
    glare: float = 0.0


_PLAIN = Condition("none")
CONDITIONS = (
    _PLAIN,
    *(replace(_PLAIN, name=f"camera moved up to {drift} px", drift=float(drift)) for drift in (2, 10, 30)),
    *(replace(_PLAIN, name=f"brightness ×{gain}", light=Light(gain=gain)) for gain in (0.5, 0.2, 0.1)),
    *(replace(_PLAIN, name=f"glare on {share:.0%} of the display", glare=share) for share in (0.05, 0.25)),
    *(replace(_PLAIN, name=f"blur {blur} px", lens=Lens(blur=float(blur), noise=2)) for blur in (1, 2, 3)),
    *(replace(_PLAIN, name=f"JPEG quality {q}", lens=Lens(blur=0.5, noise=2, quality=q)) for q in (60, 30, 15)),
    *(replace(_PLAIN, name=f"{share:.0%} of the display covered", covered=share) for share in (0.05, 0.15, 0.3)),
)


@dataclass(frozen=True)
class Planted:
    """One display of a drawn meter, alone in its face; `tolerance` as in the other tables, half a division on a sub-dial."""

    meter: LivingMeter
    face: Face
    tolerance: Decimal
    wraps: Decimal | None = None

    def truth(self, shown: Decimal) -> Decimal:
        """What the display says when the whole meter stands at `shown`. A last drum on its way is right as either digit."""
        if self.wraps is not None:
            return shown * 10 % 10
        if self.face.displays[0].kind != "drums":
            return shown
        return shown.to_integral_value("ROUND_FLOOR") + (Decimal("0.5") if shown % 1 >= Decimal("0.9") else 0)

    def right(self, value: Decimal, shown: Decimal) -> bool:
        """Whether `value` is right."""
        truth = self.truth(shown)
        away = abs(value - truth)
        away = away if self.wraps is None else min(away, self.wraps - away)
        return away <= (Decimal("0.5") if truth % 1 and self.face.displays[0].kind == "drums" else self.tolerance)


@dataclass(frozen=True)
class Cell:
    """One kind under one condition."""

    n: int
    published: int
    wrong: int

    def text(self) -> str:
        """Share published, wrong of the published with the upper 95 % bound."""
        if not self.published:
            return f"{self.published / self.n:.0%}; –"
        bound = bounds(self.wrong, self.published)[1]
        return f"{self.published / self.n:.0%}; {self.wrong} of {self.published} (≤ {bound:.1%})"


def stress_table(count: int, conditions: tuple[Condition, ...] = CONDITIONS) -> str:
    """Markdown: a row for each condition, a column for each kind, `count` photographs in each cell; on two processes."""
    jobs = [(kind, condition, count) for condition in conditions for kind in KINDS]
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        cells = list(pool.map(_measured, jobs))
    lines = [f"| condition (n = {count} each) | {' | '.join(KINDS)} |", f"|---|{'--:|' * len(KINDS)}"]
    for k, condition in enumerate(conditions):
        row = cells[k * len(KINDS) : (k + 1) * len(KINDS)]
        lines.append(f"| {condition.name} | {' | '.join(cell.text() for cell in row)} |")
    return "\n".join(lines) + "\n"


def _measured(job: tuple[str, Condition, int]) -> Cell:
    cv2.setNumThreads(1)
    return measured(*job)


def measured(kind: str, condition: Condition, count: int) -> Cell:
    """`count` photographs of one kind under one condition; the same values under each."""
    planted, published, wrong = meters()[kind], 0, 0
    for n in range(count):
        rng = np.random.default_rng([_SEED, KINDS.index(kind), n])
        shown = _value(kind, rng)
        seen = read(_photo(planted, shown, condition, rng), planted.face)
        if seen.state == "published" and seen.value is not None:
            published += 1
            wrong += not planted.right(seen.value, shown)
    return Cell(count, published, wrong)


@cache
def meters() -> dict[str, Planted]:
    """The displays that are stressed, each with its face as set up in good light."""
    water, pressure, energy = household()
    whole = set_up(water)
    drums, hand = whole.displays[0], next(one for one in whole.displays if isinstance(one, Dial))
    return {
        "drums": Planted(water, _alone(whole, drums), Decimal(0)),
        "segments": Planted(energy, set_up(energy), energy.tolerance),
        "gauge": Planted(pressure, set_up(pressure), pressure.tolerance),
        "sub-dial": Planted(water, _alone(whole, hand.model_copy(update={"weight": Decimal(1)})), Decimal("0.5"), Decimal(10)),
    }


def _alone(face: Face, display: Display) -> Face:
    return face.model_copy(update={"displays": (display,)})


def _value(kind: str, rng: Rng) -> Decimal:
    """Any value that the meter can show."""
    end, decimals = {"gauge": (1601, 3), "segments": (10**8, 2)}.get(kind, (10**9, 4))
    return Decimal(int(rng.integers(0, end))).scaleb(-decimals)


def _photo(planted: Planted, shown: Decimal, condition: Condition, rng: Rng) -> bytes:
    x, y = rng.uniform(-condition.drift, condition.drift, 2) / (640, 480)
    tilt, roll = rng.normal(0, 0.3, 2), rng.uniform(-1, 1) * min(4.0, 0.2 * condition.drift)
    outline = np.asarray(planted.face.displays[0].corners)
    drawn = _laid_on(planted.meter.look.draw(shown), outline, condition, rng)
    pose = Pose(float(roll), float(tilt[0]), float(tilt[1]), (float(x), float(y)))
    picture = photograph(Drawing(drawn, {}), rng, pose, condition.light, condition.lens).image
    return encode(picture, 95).tobytes()


def _laid_on(drawn: Image, outline: np.ndarray, condition: Condition, rng: Rng) -> Image:
    """The drawing with a leaf on its display, or a white reflection with a soft edge, of the condition's share of it."""
    low, high = outline.min(0), outline.max(0)
    if condition.covered:
        mask = _blot(drawn.shape[:2], low, high, condition.covered, rng)
        colour = rng.uniform(20, 130, 3)
        return _blended(drawn, mask, colour)
    if condition.glare:
        mask = _blot(drawn.shape[:2], low, high, condition.glare, rng)
        return _blended(drawn, cv2.GaussianBlur(mask, (0, 0), 0.1 * float((high - low).min())), np.full(3, 255.0))
    return drawn


def _blot(shape: tuple[int, ...], low: np.ndarray, high: np.ndarray, share: float, rng: Rng) -> np.ndarray:
    """An ellipse of `share` of the display's area, somewhere within it, at most as high or wide as it."""
    size = high - low
    wide = float(np.clip(np.sqrt(share * 4 / np.pi) * np.exp(rng.normal(0, 0.3)), share * 4 / np.pi, 1.0))
    half = size * (wide, min(1.0, share * 4 / np.pi / wide)) / 2
    centre = low + half + rng.uniform(0, 1, 2) * (size - 2 * half)
    mask = np.zeros(shape, np.float32)
    cv2.ellipse(mask, (tuple(map(float, centre)), tuple(map(float, 2 * half)), 0.0), 1.0, -1, cv2.LINE_AA)
    return mask


def _blended(drawn: Image, mask: np.ndarray, colour: Iterable[float]) -> Image:
    cover = mask[..., None]
    return np.clip(drawn * (1 - cover) + np.array(list(colour)) * cover, 0, 255).astype(np.uint8)
