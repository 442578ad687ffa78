"""Rendered displays that show pages in turn, or sleep: is the wanted page read, and another never."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

import numpy as np

from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.cycling import CyclingMeter
from harimi.simulate.drawing import Drawing
from harimi.vision.align import with_reference
from harimi.vision.face import Face
from harimi.vision.read import read
from training.bench.measure import bounds

Rng = np.random.Generator
_SEED = 31
_CRYSTAL = CyclingMeter().style
_STYLES = (
    _CRYSTAL,
    replace(_CRYSTAL, paper=(90, 98, 94), ink=(55, 60, 58)),
    replace(_CRYSTAL, glow=True, paper=(14, 14, 20), ink=(60, 60, 250), bloom=0.06),
)
_SIGNS = (
    CyclingMeter(ghost=0.0),
    CyclingMeter(ghost=0.12),
    CyclingMeter(ghost=0.25),
    CyclingMeter(signs=("T1", "T2", "T3"), shared=True, ghost=0.0),
    CyclingMeter(signs=("kWh", "kW", "kVA"), shared=True, ghost=0.0),
    CyclingMeter(signs=("m3", "m3/h", "MWh"), shared=True, ghost=0.0),
)
METERS = tuple(replace(meter, style=style) for style in _STYLES for meter in _SIGNS)
"""Crystal, weak crystal and lamps; signs in places of their own with ghosts of three strengths, or in one place."""


@dataclass(frozen=True)
class Condition:
    """The light; sharpness and where the camera stands are drawn at random."""

    name: str
    light: Light


CONDITIONS = (
    Condition("by day", Light(gradient=0.3)),
    Condition("brightness ×0.5", Light(gain=0.5)),
    Condition("brightness ×0.2", Light(gain=0.2)),
    Condition("brightness ×0.1", Light(gain=0.1)),
    Condition("infra-red", Light(gain=0.5, vignette=0.5, infrared=True)),
    Condition("harsh contrast", Light(gamma=1.5, gradient=0.5)),
    Condition("glare", Light(glare=1)),
)


@dataclass(frozen=True)
class Shown:
    """One photograph: was the wanted page shown, another one (or none at all: `asleep`), and what was said."""

    page: str
    published: bool
    right: bool
    reason: str


def pages_table(count: int) -> str:
    """Markdown: per light, `count` photographs each of the wanted page and of others, a quarter as many of a sleeping one."""
    lines = [
        "| light | n | wanted page published | wrong | n | other page published | named | n | asleep, published | named |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    total: list[Shown] = []
    for number, condition in enumerate(CONDITIONS):
        seen = list(shown(condition, count, np.random.default_rng([_SEED, number])))
        total += seen
        lines.append(_line(condition.name, seen))
    others = [one for one in total if one.page != "wanted"]
    false = sum(one.published for one in others)
    bound = bounds(false, len(others))[1]
    return (
        "\n".join(lines) + f"\n\nPublished from another page or a sleeping display: {false} of {len(others)} (≤ {bound:.2%}).\n"
    )


def _line(name: str, seen: list[Shown]) -> str:
    wanted, other, asleep = ([one for one in seen if one.page == page] for page in ("wanted", "other", "asleep"))
    right = sum(one.published and one.right for one in wanted)
    cells = [
        f"{len(wanted)}",
        f"{right / max(1, len(wanted)):.1%}",
        f"{sum(one.published and not one.right for one in wanted)}",
    ]
    for kept, code in ((other, "other_page"), (asleep, "display_asleep")):
        named = sum(one.reason == code for one in kept) / max(1, len(kept))
        cells += [f"{len(kept)}", f"{sum(one.published for one in kept)}", f"{named:.1%}"]
    return f"| {name} | {' | '.join(cells)} |"


def shown(condition: Condition, count: int, rng: Rng) -> Iterator[Shown]:
    """Photographs of every meter in turn, read for a page drawn at random."""
    for n in range(2 * count + count // 4):
        meter, wanted = METERS[n % len(METERS)], int(rng.integers(3))
        page = None if n >= 2 * count else wanted if n % 2 == n // len(METERS) % 2 else (wanted + int(rng.integers(1, 3))) % 3
        value = Decimal(int(rng.integers(0, 10**8))).scaleb(-2)
        seen = read(_photo(meter, value, page, condition, rng), face(meter, wanted))
        name = "asleep" if page is None else "wanted" if page == wanted else "other"
        reason = seen.reasons[0].code if seen.reasons else ""
        yield Shown(name, seen.state == "published", seen.value == value, reason)


@cache
def face(meter: CyclingMeter, wanted: int) -> Face:
    """The face for one page, made in good light."""
    drawn = Drawing(meter.draw("001234.50", wanted), {})
    first = photograph(drawn, np.random.default_rng(0), Pose(), Light(), Lens(blur=0.4, noise=1)).image
    return with_reference(meter.face(wanted), first)


def _photo(meter: CyclingMeter, value: Decimal, page: int | None, condition: Condition, rng: Rng) -> bytes:
    x, y = rng.uniform(-10, 10, 2) / (640, 480)
    roll, pitch, yaw = (float(turn) for turn in rng.normal(0, (0.7, 0.4, 0.4)))
    lens = Lens(blur=float(rng.uniform(0.3, 1.6)), noise=float(rng.uniform(1, 4)), quality=int(rng.integers(60, 95)))
    drawn = Drawing(meter.draw(f"{value:09.2f}", page), {})
    return encode(photograph(drawn, rng, Pose(roll, pitch, yaw, (x, y)), condition.light, lens).image, 90).tobytes()
