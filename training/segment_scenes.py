"""Photographs of seven-segment displays for training: behind their glass, with clutter around them."""

from dataclasses import dataclass, replace

import cv2
import numpy as np

from harimi.simulate.camera import any_lens, any_light, any_pose, photograph
from harimi.simulate.drawing import Drawing
from harimi.simulate.segment_shapes import LETTERS
from harimi.simulate.segment_styles import Colour
from harimi.simulate.segments import any_style, characters, draw_segments
from training.segment_clutter import Fonts, clutter, covered, wall, word
from training.segment_covers import covered as hidden_by
from training.segment_covers import hidden
from training.segment_glass import reflected

Rng = np.random.Generator
COVERED = 0.22
"""How many rows have something lying on them."""
LOST = 0.9
"""A cell of which more is hidden shows nothing at all."""


def any_text(rng: Rng, letters: float = 0.08) -> str:
    """What a display may show: a number with leading blanks or zeros, a point, now and then a minus or a letter."""
    digits = int(rng.integers(2, 10))
    figures = [str(figure) for figure in rng.integers(0, 10, digits)]
    lead = int(rng.integers(0, digits)) if rng.random() < 0.6 else 0
    figures[:lead] = list(str(rng.choice([" ", "0"], p=[0.7, 0.3])) * lead)
    if lead and figures[0] == " " and rng.random() < 0.3:
        figures[lead - 1] = "-"
    for place in range(digits):
        if rng.random() < letters:
            figures[place] = str(rng.choice([*LETTERS, "-", " "]))
    if rng.random() < 0.65:
        place = int(rng.integers(lead, digits))
        figures[place] += "."
    return "".join(figures)


@dataclass(frozen=True)
class Shot:
    """A row as a camera sees it, whether its strokes are darker than its ground, and the cells that nothing is seen of."""

    drawing: Drawing
    dark: bool
    lost: frozenset[int] = frozenset()


def row_photograph(text: str, rng: Rng, fonts: Fonts, cover: float = COVERED) -> Shot:
    """A display alone, as a camera sees it, digits 11 to 90 pixels high; with the chance `cover` things lie on it."""
    style = any_style(rng, fonts.segments)
    drawing = draw_segments(text, style, rng)
    drawing = replace(drawing, image=reflected(drawing.image, rng))
    drawing, lost = _covered(drawing, rng) if rng.random() < cover else (drawing, frozenset())
    drawing = _edged(drawing, rng, round(style.height * rng.uniform(0.1, 0.6)))
    return Shot(taken(drawing, style.height, rng), _grey(style.ink) < _grey(style.paper), lost)


def taken(drawing: Drawing, height: int, rng: Rng) -> Drawing:
    """The photograph of a display whose digits are drawn `height` pixels high; there they are 11 to 90 pixels high."""
    target = float(np.exp(rng.uniform(np.log(11), np.log(90))))
    drawing = drawing.resized(min(1.0, 1.5 * target / height))
    size = round(drawing.image.shape[1] * target / (height * min(1.0, 1.5 * target / height)))
    ratio = size / drawing.image.shape[1]
    harsh = float(rng.uniform(0, 1))
    lens = any_lens(rng, harsh)
    lens = replace(lens, blur=min(lens.blur, target / 12), motion=min(lens.motion, target / 8))
    pose = any_pose(rng, tilt=35, roll=12, shift=0.02)
    frame = (max(8, size), max(8, round(drawing.image.shape[0] * ratio)))
    return photograph(drawing, rng, pose, any_light(rng, harsh), lens, frame)


def _covered(drawing: Drawing, rng: Rng) -> tuple[Drawing, frozenset[int]]:
    """The display with one to three things lying on its row, and the cells that are wholly under them."""
    image, under = drawing.image, np.zeros(drawing.image.shape[:2], np.float32)
    for _ in range(int(rng.choice([1, 2, 3], p=[0.7, 0.2, 0.1]))):
        image, mask = hidden_by(image, drawing.points["corners"], rng)
        under = np.maximum(under, mask)
    cells = {int(name[4:]): place for name, place in drawing.points.items() if name.startswith("cell")}
    return replace(drawing, image=image), frozenset(n for n, place in cells.items() if hidden(under, place) > LOST)


def _grey(colour: Colour) -> float:
    """Of a BGR colour."""
    return float(np.dot(colour, (0.114, 0.587, 0.299)))


def _edged(drawing: Drawing, rng: Rng, edge: int) -> Drawing:
    colour = tuple(float(channel) for channel in rng.uniform(0, 255, 3))
    image = cv2.copyMakeBorder(drawing.image, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=colour)
    return Drawing(image, {name: place + edge for name, place in drawing.points.items()})


@dataclass(frozen=True)
class Scene:
    """A grey photograph with the digits on it: per digit its cell's corners `(n, 4, 2)`, its character and its point."""

    image: np.ndarray
    cells: np.ndarray
    characters: tuple[str, ...]
    points: np.ndarray


SCENE = (320, 256)


def any_scene(rng: Rng, fonts: Fonts) -> Scene:
    """A meter on a wall: one display or two or none, printed words, codes, knobs and frames around; digits 8 to 60 high."""
    texts = {name: any_text(rng, letters=0.04) for name in ("m", "n")[: int(rng.choice([0, 1, 2], p=[0.06, 0.79, 0.15]))]}
    seen, shown = scene_photograph(texts, rng, fonts, SCENE)
    return _labelled(seen, shown)


def scene_photograph(texts: dict[str, str], rng: Rng, fonts: Fonts, size: tuple[int, int]) -> tuple[Drawing, dict[str, str]]:
    """A photograph of `size` (width, height) of displays with these texts amid clutter, and the texts that found room."""
    drawing = Drawing(wall(rng, (SCENE[1] * 2, SCENE[0] * 2)), {})
    for _ in range(int(rng.integers(0, 14))):
        clutter(drawing.image, rng, fonts)
    shown: dict[str, str] = {}
    for name, text in texts.items():
        drawing = _with_display(drawing, name, text, shown, rng, fonts)
    for _ in range(int(rng.integers(0, 5))):
        word(drawing.image, rng, fonts, keep_off=drawing.points)
    harsh = float(rng.uniform(0, 1))
    lens = any_lens(rng, harsh * 0.6)
    roll = float(rng.choice([rng.normal(0, 4), rng.uniform(-35, 35)], p=[0.7, 0.3]))
    pose = replace(any_pose(rng, tilt=30, shift=0.1), roll=roll, scale=float(rng.uniform(0.8, 1.35)))
    return photograph(drawing, rng, pose, any_light(rng, harsh), lens, size), shown


def _with_display(drawing: Drawing, name: str, text: str, texts: dict[str, str], rng: Rng, fonts: Fonts) -> Drawing:
    style = any_style(rng, fonts.segments)
    panel = draw_segments(text, style, rng)
    panel = replace(panel, image=reflected(panel.image, rng))
    wanted = float(np.exp(rng.uniform(np.log(20), np.log(100))))
    room = min(drawing.image.shape[1] * 1.0 / panel.image.shape[1], drawing.image.shape[0] * 0.9 / panel.image.shape[0])
    panel = panel.resized(min(wanted / style.height, room))
    free = np.array(drawing.image.shape[1::-1]) - panel.image.shape[1::-1]
    if (free < 0).any():
        return drawing
    at = (int(rng.integers(0, free[0] + 1)), int(rng.integers(0, free[1] + 1)))
    kept = {key: place for key, place in drawing.points.items() if not covered(place, at, panel.image.shape)}
    if len(kept) < len(drawing.points):
        return drawing
    texts[name] = text
    texts[name + "small"] = style.small
    return drawing.pasted(panel, at, name)


def _labelled(seen: Drawing, texts: dict[str, str]) -> Scene:
    corners, shown, points = [], [], []
    for name, text in texts.items():
        prefix = name if name.endswith("small") else name + "cell"
        for index, (character, point) in enumerate(characters(text)):
            place = seen.points.get(f"{prefix}{index}")
            if place is not None and character != " ":
                corners.append(place)
                shown.append(character)
                points.append(point)
    grey = cv2.cvtColor(seen.image, cv2.COLOR_BGR2GRAY)
    return Scene(grey, np.array(corners, np.float32).reshape(-1, 4, 2), tuple(shown), np.array(points, bool))
