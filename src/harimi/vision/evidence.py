"""A picture that shows why a reading is what it is: the photograph, and on it what was found and read."""

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from harimi.vision.geometry import Image, Point, Polygon
from harimi.vision.observation import Hand, Observation, Sight, seen
from harimi.vision.photo import open_photo

_WIDTH = 1280
_COLOURS = {"published": (22, 163, 74), "uncertain": (217, 119, 6), "unreadable": (220, 38, 38)}


def evidence_image(observation: Observation) -> Image:
    """The observed photograph (BGR, at most 1280 px) with displays, digits and hands drawn over it, the verdict below."""
    photo = open_photo(observation.evidence.photo).image
    longest = max(photo.shape[:2])
    zoom = min(_WIDTH / longest, max(1.0, 640 / longest))
    view = cv2.resize(photo, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC)
    canvas = Pillow.fromarray(view[..., ::-1].copy())
    pen = ImageDraw.Draw(canvas)
    for sight in observation.evidence.sights:
        _draw_sight(pen, sight, zoom, _COLOURS[observation.state])
    return np.ascontiguousarray(np.asarray(_captioned(canvas, observation))[..., ::-1])


def _draw_sight(pen: ImageDraw.ImageDraw, sight: Sight, zoom: float, colour: tuple[int, int, int]) -> None:
    pen.polygon(_scaled(sight.outline, zoom), outline=colour, width=3)
    for element in sight.elements:
        if isinstance(element, Hand):
            _draw_hand(pen, element, zoom, colour)
            continue
        outline = _scaled(element.outline, zoom)
        pen.polygon(outline, outline=colour, width=1)
        _label(pen, _below(outline), seen(element), _letters(outline, seen(element)), colour)


def _draw_hand(pen: ImageDraw.ImageDraw, hand: Hand, zoom: float, colour: tuple[int, int, int]) -> None:
    pivot, tip = _scaled((hand.pivot, hand.tip), zoom)
    radius = 5
    pen.line([pivot, tip], fill=colour, width=3)
    pen.ellipse([pivot[0] - radius, pivot[1] - radius, pivot[0] + radius, pivot[1] + radius], outline=colour, width=2)
    _label(pen, _beyond(pivot, tip), seen(hand), 14, colour)


def _label(pen: ImageDraw.ImageDraw, at: Point, text: str, size: int, colour: tuple[int, int, int]) -> None:
    letters = _font(size)
    left, top, right, bottom = pen.textbbox(at, text, font=letters, anchor="mt")
    pen.rectangle([left - 2, top - 2, right + 2, bottom + 2], fill=colour)
    pen.text(at, text, font=letters, anchor="mt", fill="white")


def _captioned(canvas: Pillow.Image, observation: Observation) -> Pillow.Image:
    height = max(44, canvas.width // 20)
    whole = Pillow.new("RGB", (canvas.width, canvas.height + height), _COLOURS[observation.state])
    whole.paste(canvas, (0, 0))
    value = "–" if observation.value is None else f"{observation.value} {observation.unit}".strip()
    caption = f"{value}   {observation.state}   {observation.confidence:.0%}"
    ImageDraw.Draw(whole).text(
        (height // 3, canvas.height + height // 2), caption, font=_font(height // 2), anchor="lm", fill="white"
    )
    return whole


def _scaled(outline: Polygon, zoom: float) -> list[Point]:
    return [((x + 0.5) * zoom - 0.5, (y + 0.5) * zoom - 0.5) for x, y in outline]


def _below(outline: list[Point]) -> Point:
    return sum(x for x, _ in outline) / len(outline), max(y for _, y in outline) + 4


def _beyond(pivot: Point, tip: Point) -> Point:
    """A little past the tip, so that the label leaves the pointer and its mark free."""
    reach = max(1.0, float(np.hypot(tip[0] - pivot[0], tip[1] - pivot[1])))
    return tip[0] + 22 * (tip[0] - pivot[0]) / reach, tip[1] + 16 * (tip[1] - pivot[1]) / reach - 8


def _letters(outline: list[Point], text: str) -> int:
    """The size at which `text` stays under its own element, within reason."""
    width = max(x for x, _ in outline) - min(x for x, _ in outline)
    return int(np.clip(1.5 * width / max(len(text), 1), 9, 34))


def _font(size: int) -> ImageFont.ImageFont | ImageFont.FreeTypeFont:
    return ImageFont.load_default(size)
