"""How exactly, how often and how falsely a moved camera is found again, on rendered meters whose truth is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from harimi.demo.week import set_up
from harimi.simulate.camera import Lens, Light, Pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household
from harimi.vision.align import align
from harimi.vision.geometry import moved, quad
from harimi.vision.views import references
from training.bench.wear import worn_views

Rng = np.random.Generator
_SEED = 11


@dataclass(frozen=True)
class Condition:
    """How far the camera moved (pixels of 640), how much it turned (degrees), and the light."""

    name: str
    shift: float
    roll: float
    light: Light


CONDITIONS = (
    Condition("still, by day", 2, 0.5, Light(gradient=0.3)),
    Condition("moved up to 10 px", 10, 2, Light(gradient=0.3)),
    Condition("moved up to 30 px", 30, 4, Light(gradient=0.3)),
    Condition("moved up to 10 px, infra-red", 10, 2, Light(gain=0.5, vignette=0.5, infrared=True)),
    Condition("moved up to 10 px, 12 % light", 10, 2, Light(gain=0.12)),
    Condition("moved up to 10 px, glare", 10, 2, Light(glare=3, window=0.5)),
)


def alignment_table(count: int) -> str:
    """Markdown: for each condition the share found and the error of a display's corners, in pixels of 640."""
    lines = ["| condition | n | found | median error, px | 95th percentile, px |", "|---|--:|--:|--:|--:|"]
    for number, condition in enumerate(CONDITIONS):
        errors = list(_errors(condition, count, np.random.default_rng([_SEED, number])))
        found = [error for error in errors if error is not None]
        middle, high = (f"{np.percentile(found, q):.2f}" if found else "–" for q in (50, 95))
        lines.append(f"| {condition.name} | {len(errors)} | {len(found) / len(errors):.1%} | {middle} | {high} |")
    return "\n".join(lines) + "\n\n" + _false(count)


def _false(count: int) -> str:
    found = list(_taken_for_another(count, np.random.default_rng([_SEED, 99])))
    alone, beside = (sum(one[n] for one in found) for n in (0, 1))
    return (
        f"Another meter on another wall taken for the one of the face, in these conditions by turns: {alone} of {count}; of a "
        f"face with three learned views: {beside} of {count}.\n"
    )


def _errors(condition: Condition, count: int, rng: Rng) -> Iterator[float | None]:
    """The mean error of a display's corners; None where the view was called lost."""
    meters = [(meter, set_up(meter)) for meter in household()]
    for n in range(count):
        meter, face = meters[n % len(meters)]
        corners = np.array(face.displays[0].corners)
        drawn = Drawing(meter.look.draw(_later(meter)), {"corners": corners})
        view = photograph(drawn, rng, _pose(condition, rng), condition.light, Lens(blur=0.5, noise=3))
        found = align(view.image, face)
        there = np.array(moved(quad(corners), found.matrix))
        yield float(np.hypot(*(there - view.points["corners"]).T).mean()) if found.ok else None


def _later(meter: LivingMeter) -> Decimal:
    """Another value than that of the set-up photograph: what moves must not matter."""
    return meter.start + (Decimal("317.4") if meter.max_per_hour else Decimal("0.4"))


def _pose(condition: Condition, rng: Rng) -> Pose:
    x, y = rng.uniform(-condition.shift, condition.shift, 2) / (640, 480)
    tilt = rng.normal(0, 0.4, 2)
    roll = float(rng.uniform(-condition.roll, condition.roll))
    return Pose(roll, float(tilt[0]), float(tilt[1]), (float(x), float(y)), float(rng.normal(1, 0.005)))


def _taken_for_another(count: int, rng: Rng) -> Iterator[tuple[bool, bool]]:
    """Whether a photograph of one meter is laid over the face of another, and over that with what was learned of it in weeks.

    Drawn meters hang on one wall, which is found again as it should be; so the other one is mirrored.
    """
    meters = [(meter, *worn_views(meter, np.random.default_rng([_SEED, 98]))) for meter in household()]
    for n in range(count):
        (meter, _, _), (_, face, views) = meters[n % 3], meters[(n + 1 + n % 2) % 3]
        condition = CONDITIONS[n // 6 % len(CONDITIONS)]
        drawn = Drawing(np.ascontiguousarray(meter.look.draw(meter.start)[:, ::-1]), {})
        view = photograph(drawn, rng, _pose(condition, rng), condition.light, Lens(blur=0.5, noise=3))
        yield align(view.image, face).ok, align(view.image, face, references(views)).ok
