"""What time adds: a meter's photographs in order, judged at once and in the end, on drawn meters whose truth is known."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context

import cv2
import numpy as np

from harimi.simulate import drums, segments
from harimi.simulate.camera import Lens, Light, Pose, encode, photograph
from harimi.simulate.days import snapshot
from harimi.simulate.drawing import Drawing
from harimi.simulate.fonts import lettering
from harimi.vision.align import with_reference
from harimi.vision.decode.judge import resolution
from harimi.vision.decode.settle import Settled, settle
from harimi.vision.face import Drums, Face, Segments
from harimi.vision.find.proposal import Declared
from harimi.vision.geometry import Image, quad
from harimi.vision.history import Limits, Moment
from harimi.vision.read import read
from training.bench.table import share

Rng = np.random.Generator
_SEED = 31
_START = datetime(2026, 4, 6, tzinfo=UTC)
_SIZE = (480, 640)
KINDS = ("drums", "drums, tight crop", "segments")
_SURE = ("published", "confirmed", "corrected")
_ROLLED = 0.5
"""A last wheel that has rolled so far is right as either of its two figures."""


@dataclass(frozen=True)
class Counter:
    """A drawn counter on a wall with print around it; `start` in units of its lowest digit."""

    kind: str
    digits: int
    decimals: int
    start: float
    seed: int

    def drawn(self, value: float) -> Drawing:
        """The meter at a value; its row of digits is `corners`."""
        rng = np.random.default_rng([_SEED, self.seed])
        row = self._row(value, rng)
        row = row.resized(min(0.7 * _SIZE[1] / row.image.shape[1], 0.3 * _SIZE[0] / row.image.shape[0]))
        at = ((_SIZE[1] - row.image.shape[1]) // 2, (_SIZE[0] - row.image.shape[0]) // 2)
        return Drawing(_wall(np.random.default_rng(self.seed)), {}).pasted(
            Drawing(row.image, {"corners": row.points["corners"]}), at
        )

    def _row(self, value: float, rng: Rng) -> Drawing:
        if self.kind == "segments":
            style = segments.any_style(rng)
            text = f"{Decimal(int(value)).scaleb(-self.decimals):.{self.decimals}f}"
            return segments.draw_segments(text.rjust(self.digits + (self.decimals > 0), "0"), style, rng)
        return drums.draw_drums(drums.wheel_phases(value, self.digits), drums.any_style(rng, digits=self.digits))

    def face(self) -> Face:
        """The face as a person draws it on a first photograph in good light."""
        drawn = self.drawn(self.start)
        corners = quad(drawn.points["corners"])
        kind = Segments if self.kind == "segments" else Drums
        face = Face(size=_SIZE[::-1], displays=(kind(corners=corners, digits=self.digits, decimals=self.decimals),))
        first = photograph(Drawing(drawn.image, {}), np.random.default_rng(0), Pose(), Light(), Lens(blur=0.4, noise=1.0))
        return with_reference(face, first.image)


def _wall(rng: Rng) -> Image:
    """A plate with lines of print above and below, by which the camera's place is known."""
    wall = np.clip(rng.integers(90, 220) + rng.normal(0, 3, (*_SIZE, 3)), 0, 255).astype(np.uint8)
    for y in (30, 70, 400, 440):
        for x in range(20, 560, 150):
            mask = lettering("".join(rng.choice(list("ABCDEFGHKLMNPRSTUVXYZ-/"), 7)), 18)[:, :120]
            part = wall[y : y + mask.shape[0], x : x + mask.shape[1]]
            part[mask > 100] = int(rng.integers(10, 60))
    return wall


def any_counter(kind: str, number: int) -> Counter:
    """One at random, the same for the same number."""
    rng = np.random.default_rng([_SEED, KINDS.index(kind), number])
    digits = int(rng.integers(5, 9))
    start = float(rng.integers(10 ** (digits - 2), 9 * 10 ** (digits - 1)))
    return Counter(
        "segments" if kind == "segments" else "drums", digits, int(rng.integers(0, 4)), start, int(rng.integers(2**31))
    )


def values(counter: Counter, count: int, rng: Rng) -> list[float]:
    """Hourly values in units of the lowest digit: nights without a drop, quick mornings."""
    scale = 10.0 ** min(2, counter.decimals)
    used = rng.exponential(0.25 * scale, count) * (rng.random(count) < 0.6)
    return [float(v) for v in counter.start + np.cumsum(used)]


@dataclass(frozen=True)
class Told:
    """One photograph of a sequence: what was said, and how far off that was at once and in the end, in lowest units."""

    settled: Settled
    at_once_off: float | None
    finally_off: float | None


def told(kind: str, number: int, count: int) -> Iterator[Told]:
    """A meter's `count` hourly photographs, read and settled."""
    counter = any_counter(kind, number)
    rng = np.random.default_rng([_SEED, 9, number])
    face = None if "crop" in kind else counter.face()
    shown = values(counter, count, rng)
    moments = [_moment(counter, face, value, _START + n * timedelta(hours=1), rng) for n, value in enumerate(shown)]
    step = Decimal(1).scaleb(-counter.decimals) if face is None else resolution(face, Decimal(0))
    for value, one in zip(shown, settle(moments, step, Limits()), strict=True):
        yield Told(one, off_by(counter, one.at_once.value, value), off_by(counter, one.value, value))


def _moment(counter: Counter, face: Face | None, value: float, at: datetime, rng: Rng) -> Moment:
    drawn = counter.drawn(value)
    image = snapshot(drawn.image, at, rng, knocked=False)
    declared = Declared("drums", digits=counter.digits, decimals=counter.decimals)
    if face is None:
        image = _cropped(image, drawn.points["corners"], float(rng.uniform(0.05, 0.2)))
    return Moment(at, read(encode(image, 88).tobytes(), face, declared=declared).alternatives)


def _cropped(image: Image, corners: np.ndarray, margin: float) -> Image:
    low, high = corners.min(axis=0), corners.max(axis=0)
    space = margin * (high[1] - low[1])
    (x0, y0), (x1, y1) = np.maximum(0, low - space).astype(int), (high + space).astype(int) + 1
    return np.ascontiguousarray(image[y0:y1, x0:x1])


def off_by(counter: Counter, read_as: Decimal | None, value: float) -> float | None:
    """How many of its lowest units a reading is off; 0 where it is one of the figures that its last wheel shows."""
    if read_as is None:
        return None
    away = float(read_as.scaleb(counter.decimals)) - np.floor(value)
    rolled = counter.kind == "drums" and value % 1 >= _ROLLED
    return 0.0 if away in ((0, 1) if rolled else (0,)) else abs(away)


def sequences_table(meters: int, count: int) -> str:
    """Markdown: for each kind what was published at once and what stands in the end, with 95 % bounds; on two processes."""
    lines = [
        "| meters | n | published at once | wrong of these | stands in the end | wrong of these | by more than 5 units |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    jobs = [(kind, number, count) for kind in KINDS for number in range(meters)]
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        found = list(pool.map(_told, jobs))
    for kind in KINDS:
        part = [one for job, told_ in zip(jobs, found, strict=True) if job[0] == kind for one in told_]
        lines.append(_line(kind, part))
    return "\n".join(lines) + "\n"


def _told(job: tuple[str, int, int]) -> list[Told]:
    cv2.setNumThreads(1)
    return list(told(*job))


def _line(kind: str, part: list[Told]) -> str:
    at_once = [one.at_once_off for one in part if one.settled.at_once.state == "published"]
    final = [one.finally_off for one in part if one.settled.state in _SURE]
    wrong, wrong_in_the_end = sum(off != 0 for off in at_once), sum(off != 0 for off in final)
    far = sum(off is not None and off > 5 for off in final)
    cells = [
        share(len(at_once), len(part), 0, 2), share(wrong, len(at_once), 1, 2),
        share(len(final), len(part), 0, 2), share(wrong_in_the_end, len(final), 1, 2), share(far, len(final), 1, 2),
    ]  # fmt: skip
    return f"| {kind} | {len(part)} | {' | '.join(cells)} |"
