"""Pictures of single wheels for training the wheel network: photographed and rendered, and what is no readable wheel."""

from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from harimi.simulate import camera, fonts
from harimi.simulate.drawing import Drawing
from harimi.simulate.drums import DrumStyle, any_style, blemish, draw_drums, faded, wheel_phases
from harimi.vision.displays.drum_patches import TALL, WIDE, wheel_patch
from harimi.vision.geometry import Image, Quad, quad
from training.drum_digits import Crop

Rng = np.random.Generator
LETTERS = "ACEFGHKLMNPRTUVWXYabcdefhkmnrtuvwxy³²/%&:+-=Ω№"
LEAST, MOST = 8.0, 60.0
"""Pixels from a cell's top to its bottom in the photographs that patches are cut from."""
DOWNWARD = 0.4
"""Share of rendered rows, and of rows put together from parts of photographs, of which the next figure comes from above."""
JOINED = 0.2
"""Share of photographed rows whose wheels are put together from two that rest: no photographed meter turns the other way."""
RESTS = 0.15
"""Digits by which a photographed wheel that rests is off at most."""
MIRROR = {0, 1, 8, 6, 9}
"""Figures that look like figures on their heads too."""


@dataclass(frozen=True)
class Sample:
    """One grey patch `(TALL, WIDE)`, the phase on it and how surely it was labelled, and whether it can be read.

    `legible` is 1, 0, or -1 where neither would be fair; `above` is 1 where the wheel's next figure comes from above.
    """

    patch: Image
    phase: float
    spread: float
    legible: int
    above: int = 0


@dataclass(frozen=True)
class Meant:
    """A row of wheels of which wheel `n` is meant, at a phase that is known to `spread` digits."""

    row: Drawing
    n: int
    phase: float
    spread: float
    above: bool


@dataclass(frozen=True)
class Source:
    """What patches are made of."""

    meters: dict[str, list[Crop]]
    fonts: list[Path | None]


def sample(rng: Rng, source: Source, share_real: float = 0.5) -> Sample:
    """One training patch."""
    if rng.random() < 0.22:
        return _garbage(rng, source)
    return _seen(rng, _real_row(rng, source) if rng.random() < share_real else _drawn_row(rng, source))


def _real_row(rng: Rng, source: Source) -> Meant:
    """Three digits of one meter side by side in a frame."""
    names = list(source.meters)
    weights = np.sqrt([len(source.meters[name]) for name in names])
    group = source.meters[names[rng.choice(len(names), p=weights / weights.sum())]]
    chosen = [group[rng.integers(len(group))] for _ in range(3)]
    above = False
    if rng.random() < JOINED:
        above = bool(rng.random() < DOWNWARD)
        chosen = joined(rng, group, above) or chosen
    height = 64
    width = round(
        height * np.clip(chosen[1].image.shape[1] / chosen[1].image.shape[0] * np.exp(rng.normal(0, 0.12)), 0.35, 0.9)
    )
    gap, rim = int(max(0, rng.normal(3, 6))), int(rng.integers(2, 24))
    gap = int(rng.integers(10, 60)) if rng.random() < 0.15 else gap
    tone = (
        chosen[0].image.reshape(-1, 3)[rng.integers(chosen[0].image[..., 0].size)]
        if rng.random() < 0.6
        else rng.integers(0, 256, 3)
    )
    image = np.empty((height + 2 * rim, 3 * width + 2 * gap + 2 * rim, 3), np.uint8)
    image[:] = tone
    for k, crop in enumerate(chosen):
        x = rim + k * (width + gap)
        image[rim : rim + height, x : x + width] = cv2.resize(crop.image, (width, height), interpolation=cv2.INTER_AREA)
    cells = np.array([_box(rim + k * (width + gap) - gap / 2, rim, width + gap, height) for k in range(3)])
    n = int(rng.integers(0, 3))
    return Meant(Drawing(image, {"cells": cells.reshape(-1, 2)}), n, chosen[n].phase, 0.15, above)


def joined(rng: Rng, group: list[Crop], above: bool) -> list[Crop]:
    """Three wheels on their way, each of parts of two photographs of wheels that rest; none where the meter lacks a figure."""
    resting = {digit: [crop for crop in group if abs((crop.phase - digit + 5) % 10 - 5) <= RESTS] for digit in range(10)}
    able = [digit for digit in range(10) if resting[digit] and resting[(digit + 1) % 10]]
    if not able:
        return []
    way = float(rng.uniform(0.05, 0.95))
    made = []
    for digit in rng.choice(able, 3):
        pair = [resting[n % 10][rng.integers(len(resting[n % 10]))] for n in (digit, digit + 1)]
        made.append(Crop(_between(pair[0].image, pair[1].image, way, above), float((digit + way) % 10), pair[0].meter))
    return made


def _between(now: Image, then: Image, way: float, above: bool) -> Image:
    """The window that shows the last part of figure `now` and the first of the one that follows; edges are left out."""
    height, width = now.shape[:2]
    edge = round(0.08 * height)
    now, then = (cv2.resize(one, (width, height), interpolation=cv2.INTER_AREA)[edge : height - edge] for one in (now, then))
    start = round((1 - way if above else way) * len(now))
    return np.asarray(np.vstack((then, now) if above else (now, then))[start : start + len(now)], np.uint8)


def _drawn_row(rng: Rng, source: Source) -> Meant:
    """A rendered row of which one wheel is meant."""
    count = int(rng.integers(1, 5))
    style = apart_or_faint(rng, any_style(rng, source.fonts, count, window=int(rng.choice([40, 56, 72]))))
    phases = np.array(any_phases(rng, count)) % 10
    offset = float(rng.normal(0, 0.06))
    style = replace(style, wobble=tuple(w + offset for w in style.wobble), downward=bool(rng.random() < DOWNWARD))
    drawing = draw_drums(tuple(phases), style)
    n = int(rng.integers(0, count))
    phase = float((phases[n] + style.wobble[n]) % 10)
    cells = drawn_cells(drawing, style.window, style.figure, whole=bool(rng.random() < 0.5))
    return Meant(replace(drawing, points={"cells": cells.reshape(-1, 2)}), n, phase, 0.09, style.downward)


def apart_or_faint(rng: Rng, style: DrumStyle) -> DrumStyle:
    """The style; now and then with windows that stand far apart, or printed so faintly that little is left of the ink."""
    if rng.random() < 0.15:
        style = replace(style, gap=float(rng.uniform(0.5, 1.5)), common=False)
    if rng.random() < 0.12:
        left = float(rng.uniform(0.1, 0.3))
        style = replace(style, whole=replace(style.whole, ink=faded(style.whole.ink, style.whole.paper, left)))
    return style


def any_phases(rng: Rng, count: int) -> tuple[float, ...]:
    """Phases of a counter: mostly mechanically true, sometimes any at all, often with the figures that roll most."""
    if rng.random() < 0.35:
        return tuple(float(p) for p in rng.uniform(0, 10, count))
    value = rng.uniform(0, 10**count)
    if rng.random() < 0.25:
        value = float(rng.integers(0, 10 ** max(1, count - 1))) * 10 + rng.uniform(9, 10)
    return wheel_phases(value % 10**count, count, rests=bool(rng.random() < 0.4))


def drawn_cells(drawing: Drawing, window: int, figure: float, *, whole: bool = False) -> np.ndarray:
    """`(n, 4, 2)` corners of each wheel's cell: one pitch wide, a window high, but near enough to the figure.

    A finder looks for the figure; a person marks the `whole` window.
    """
    centres = drawing.points["centres"]
    corners = drawing.points["corners"]
    step = centres[1, 0] - centres[0, 0] if len(centres) > 1 else corners[1, 0] - corners[0, 0]
    height = window if whole else np.clip(window, 1.15 * figure * window, 1.5 * figure * window)
    return np.array([_box(x - step / 2 + 0.5, y - height / 2 + 0.5, step, height) for x, y in centres])


def _box(x: float, y: float, width: float, height: float) -> np.ndarray:
    return np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]]) - 0.5


def _seen(rng: Rng, meant: Meant) -> Sample:
    """The wheel through a camera; where light or blur took it away it is not legible."""
    row = meant.row
    cell = row.points["cells"].reshape(-1, 4, 2)[meant.n]
    around = jitter(rng, cell)
    factor = float(np.exp(rng.uniform(np.log(LEAST), np.log(MOST)))) / max(8.0, float(np.linalg.norm(cell[3] - cell[0])))
    small = replace(row, points={"cell": around}).resized(min(factor, 1.6))
    where = quad(small.points["cell"])
    weights = rng.dirichlet([1.5, 3, 2.0])
    clean = wheel_patch(_grey(row.image, weights), quad(around))
    shot = _grey(_photographed(rng, small.image, float(rng.uniform(0.1, 0.8))), weights)
    patch = wheel_patch(shot, where)
    if rng.random() < 0.2:
        clean, patch = 255 - clean, 255 - patch
    likeness = _likeness(clean, patch)
    legible = 1 if likeness > 0.62 else 0 if likeness < 0.4 else -1
    return Sample(patch, meant.phase, meant.spread, legible, int(meant.above))


def _photographed(rng: Rng, image: Image, harsh: float) -> Image:
    if rng.random() < 0.4:
        image = blemish(image, rng, float(rng.uniform(0, 0.8)))
    lit = camera.illuminate(image, rng, camera.any_light(rng, harsh))
    lens = camera.any_lens(rng, harsh)
    shot = camera.develop(lit, rng, replace(lens, blur=min(lens.blur, 0.04 * image.shape[0])))
    return sharpened(shot, float(rng.uniform(0.5, 2.5))) if rng.random() < 0.2 else shot


def sharpened(image: Image, strength: float) -> Image:
    """What cheap cameras do: edges get a bright and a dark seam."""
    soft = cv2.GaussianBlur(image, (0, 0), 1.2)
    return np.asarray(cv2.addWeighted(image, 1 + strength, soft, -strength, 0), np.uint8)


def _grey(image: Image, weights: np.ndarray) -> Image:
    return np.clip(image @ weights, 0, 255).astype(np.uint8)


def _likeness(clean: Image, shot: Image) -> float:
    """Correlation of the middle of two patches; 0 where there is nothing to see."""
    a, b = (p[4:-4, 4:-4].astype(np.float32) for p in (clean, shot))
    a, b = a - a.mean(), b - b.mean()
    if b.std() < 1.2:
        return 0.0
    return float((a * b).sum() / np.sqrt((a * a).sum() * (b * b).sum() + 1e-6))


def jitter(rng: Rng, cell: np.ndarray) -> np.ndarray:
    """The cell as a hand or a finder would mark it: shifted, scaled, turned and a little out of square."""
    centre, across, down = cell.mean(axis=0), (cell[1] - cell[0]), (cell[3] - cell[0])
    angle = np.radians(np.clip(rng.normal(0, 3), -10, 10))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    scale = np.exp(rng.normal(0, 0.08)) * np.exp(rng.normal(0, 0.06, 2))
    shift = across * np.clip(rng.normal(0, 0.07), -0.2, 0.2) + down * np.clip(rng.normal(0, 0.03), -0.08, 0.08)
    slant = np.array([rng.normal(0, 0.05), rng.normal(0, 0.03)])
    x, y = across / 2 * scale[0] + down * slant[1] / 2, down / 2 * scale[1] + across * slant[0] / 2
    ring = np.array([-x - y, x - y, x + y, -x + y]) + rng.normal(0, 0.015, (4, 2)) * np.linalg.norm(down)
    return centre + shift + ring @ turn.T


def _garbage(rng: Rng, source: Source) -> Sample:
    """What a finder may take for a wheel and must not: letters, halves, whole rows, strokes, blanks, heads down."""
    look = rng.random()
    if look < 0.3:
        return _lettered(rng, source)
    if look < 0.4:
        return _plain(rng)
    meant = _real_row(rng, source) if rng.random() < 0.5 else _drawn_row(rng, source)
    row = meant.row
    cell = row.points["cells"].reshape(-1, 4, 2)[meant.n]
    across, down = cell[1] - cell[0], cell[3] - cell[0]
    if look < 0.6:
        side = np.sign(rng.normal()) * rng.uniform(0.42, 0.6)
        wrong = cell + across * side
    elif look < 0.7:
        wrong = cell + down * np.sign(rng.normal()) * rng.uniform(0.5, 1.0) + across * rng.uniform(-0.4, 0.4)
    elif look < 0.82:
        wrong = cell.mean(axis=0) + (cell - cell.mean(axis=0)) * rng.choice([rng.uniform(0.25, 0.5), rng.uniform(1.9, 3.0)])
    else:
        quarter = 2 if rng.random() < 0.5 and round(meant.phase) % 10 not in MIRROR else int(rng.choice([1, 3]))
        wrong = np.roll(cell, quarter, axis=0)
    factor = float(rng.uniform(14, 56) / np.linalg.norm(down))
    small = replace(row, points={"cell": wrong}).resized(min(factor, 1.6))
    shot = _grey(_photographed(rng, small.image, 0.5), rng.dirichlet([1.5, 3, 2.0]))
    return Sample(wheel_patch(shot, quad(small.points["cell"])), 0.0, 1.0, 0)


def _lettered(rng: Rng, source: Source) -> Sample:
    text = "".join(rng.choice(list(LETTERS), 3))
    face = source.fonts[rng.integers(len(source.fonts))]
    mask = fonts.lettering(text, 40, face, int(rng.integers(0, 3))).astype(np.float32)[..., None] / 255
    mask = np.pad(mask, ((12, 12), (12, 12), (0, 0)))
    a, b = rng.integers(0, 256, (2, 3))
    image = (mask * a + (1 - mask) * b).astype(np.uint8)
    width = float(rng.uniform(22, 44))
    cell = _box(rng.uniform(0, max(1, image.shape[1] - width)), 10 + rng.normal(0, 3), width, 44)
    shot = _grey(_photographed(rng, image, 0.6), rng.dirichlet([1.5, 3, 2.0]))
    return Sample(wheel_patch(shot, quad(cell)), 0.0, 1.0, 0)


def _plain(rng: Rng) -> Sample:
    base = rng.normal(0, 1, (int(rng.integers(2, 14)), int(rng.integers(2, 10)))).astype(np.float32)
    smooth = cv2.resize(base, (WIDE, TALL), interpolation=cv2.INTER_CUBIC) * rng.uniform(1, 40)
    grain = rng.normal(0, rng.uniform(0.5, 12), (TALL, WIDE))
    image = rng.uniform(20, 230) + smooth + grain
    if rng.random() < 0.4:
        image[:, int(rng.integers(0, WIDE)) :] += rng.normal(0, 60)
    if rng.random() < 0.4:
        image[int(rng.integers(0, TALL)) :] += rng.normal(0, 60)
    return Sample(np.clip(image, 0, 255).astype(np.uint8), 0.0, 1.0, 0)


def held_back_patch(crop: Crop) -> tuple[Image, Quad]:
    """A photographed digit as a reader meets it: in a frame of its own border's tone."""
    height, width = crop.image.shape[:2]
    margin = max(height, width) // 4
    edge = np.concatenate([crop.image[0], crop.image[-1], crop.image[:, 0], crop.image[:, -1]])
    tone = tuple(float(v) for v in np.median(edge, axis=0))
    framed = cv2.copyMakeBorder(crop.image, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=tone)
    return np.asarray(framed, np.uint8), quad(_box(margin, margin, width, height))
