"""What is said of a view that cannot be used, on rendered meters that are spoilt in a known way."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

import cv2
import numpy as np

from harimi.demo.week import set_up
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.living import LivingMeter, household
from harimi.vision.geometry import Image
from harimi.vision.read import read

Rng = np.random.Generator
_SEED = 31
_DAY, _SHARP = Light(gradient=0.3), Lens(blur=0.5, noise=2)


@dataclass(frozen=True)
class Spoilt:
    """A way to spoil a view, and the reasons of which one is right; without any the photograph is good."""

    name: str
    right: tuple[str, ...]
    light: Light = _DAY
    lens: Lens = _SHARP
    jump: tuple[float, float] = (0.0, 0.0)
    other: bool = False
    then: Callable[[Image, Rng], Image] | None = None


def _fog(image: Image, rng: Rng) -> Image:
    """A wet glass: hardly any contrast before a bright veil, and softened."""
    veil, left = float(rng.uniform(150, 215)), float(rng.uniform(0.02, 0.06))
    soft = cv2.GaussianBlur(image, (0, 0), float(rng.uniform(1.5, 4)))
    noise = rng.normal(0, 2, image.shape)
    return np.clip(veil + left * (soft.astype(np.float32) - 128) + noise, 0, 255).astype(np.uint8)


def _cloth(image: Image, rng: Rng) -> Image:
    """Something close before the lens, out of focus: one colour, unevenly lit."""
    height, width = image.shape[:2]
    slope = np.linspace(0, float(rng.uniform(10, 50)), width, dtype=np.float32)[None, :, None]
    colour = rng.uniform(60, 190, 3).astype(np.float32)
    plain = np.repeat(colour + slope, height, axis=0) + rng.normal(0, 2, (height, width, 3))
    covered = np.clip(plain, 0, 255).astype(np.uint8)
    edge = int(rng.uniform(0, 0.12) * width)
    covered[:, :edge] = image[:, :edge]
    return covered


SPOILT = (
    Spoilt("good", ()),
    Spoilt("good, infra-red", (), Light(gain=0.6, vignette=0.4, infrared=True)),
    Spoilt("dark", ("dark",), Light(gain=0.004)),
    Spoilt("burnt out", ("overexposed",), Light(gain=6.0, gamma=0.4)),
    Spoilt("out of focus", ("blurred",), lens=Lens(blur=9.0, noise=2)),
    Spoilt("fogged", ("fogged",), then=_fog),
    Spoilt("covered", ("covered",), then=_cloth),
    Spoilt("knocked to the right", ("camera_jumped", "camera_moved"), jump=(0.3, 0.0)),
    Spoilt("knocked up", ("camera_jumped", "camera_moved"), jump=(0.0, -0.3)),
    Spoilt("another meter", ("other_view",), other=True),
)


def sights_table(count: int) -> str:
    """Markdown: for each way how many photographs were published, the share of the right reasons, and what else was said."""
    lines = ["| view | n | published | right reason | said instead |", "|---|--:|--:|--:|---|"]
    for number, spoilt in enumerate(SPOILT):
        found = list(told(spoilt, count, np.random.default_rng([_SEED, number])))
        published = sum(state == "published" for state, _ in found)
        missed = [codes for _, codes in found if spoilt.right and not set(codes) & set(spoilt.right)]
        others = ", ".join(f"{code} {n}" for code, n in Counter(code for codes in missed for code in codes[:1]).most_common(3))
        share = f"{1 - len(missed) / len(found):.0%}" if spoilt.right else "–"
        lines.append(f"| {spoilt.name} | {len(found)} | {published} | {share} | {others} |")
    return "\n".join(lines) + "\n"


def told(spoilt: Spoilt, count: int, rng: Rng) -> Iterator[tuple[str, list[str]]]:
    """State and reasons of `count` photographs, each with the face of a meter of the household."""
    meters = [(meter, set_up(meter)) for meter in household()]
    for n in range(count):
        meter, face = meters[n % len(meters)]
        shown = meters[(n + 1) % len(meters)][0] if spoilt.other else meter
        view = photograph(Drawing(shown.look.draw(_value(shown)), {}), rng, _pose(spoilt, rng), spoilt.light, spoilt.lens)
        image = view.image if spoilt.then is None else spoilt.then(view.image, rng)
        seen = read(encode(image, 88).tobytes(), face)
        yield seen.state, [reason.code for reason in seen.reasons]


def _value(meter: LivingMeter) -> Decimal:
    return meter.start + (Decimal("317.4") if meter.max_per_hour else Decimal("0.4"))


def _pose(spoilt: Spoilt, rng: Rng) -> Pose:
    x, y = (float(rng.uniform(0.7, 1.3)) * part for part in spoilt.jump)
    return Pose(float(rng.uniform(-1, 1)), 0.0, 0.0, (x, y), float(rng.normal(1, 0.005)))
