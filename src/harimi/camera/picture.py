"""What a source gave becomes what is sent: upright, the wanted part, no larger than wanted, and nothing else in it."""

import io
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageOps, UnidentifiedImageError

from harimi.camera.settings import Part, Settings

MOST_BYTES = 40_000_000
MOST_PIXELS = 64_000_000
REFERENCE = 256
"""Longest side of the grey picture by which a change is told."""
_FORMATS = ("JPEG", "PNG", "BMP")
"""What Pillow opens without loading all its decoders, which cost memory."""
_Size = tuple[int, int]


class PictureError(ValueError):
    """The bytes are no photograph that can be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What is sent, and a small grey picture of the same."""

    data: bytes
    grey: Image.Image


def prepared(data: bytes, settings: Settings) -> Picture:
    """A photograph as the settings want it, without what else stood in the file. Raises `PictureError`."""
    if len(data) > MOST_BYTES:
        raise PictureError(f"the picture has {len(data)} bytes, more than {MOST_BYTES}")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureError(f"{image.width} × {image.height} are more than {MOST_PIXELS} pixels")
            return _encoded(_fitted(image, settings), settings.quality)
    except UnidentifiedImageError as error:
        raise PictureError("this is no JPEG, PNG or BMP picture") from error
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError(f"the picture is damaged or incomplete: {error}") from error


def _fitted(opened: Image.Image, settings: Settings) -> Image.Image:
    """Decoded no larger than needed, which is what keeps the memory small."""
    crop = settings.crop or (0.0, 0.0, 1.0, 1.0)
    factor = settings.longest_side / max(crop[2] * opened.width, crop[3] * opened.height)
    if factor < 1:
        opened.draft(None, _scaled(opened.size, factor))
    image: Image.Image = opened
    ImageOps.exif_transpose(image, in_place=True)
    if settings.crop is not None:
        image = image.crop(_box(settings.crop, image.size))
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    longest = max(image.size)
    if longest > settings.longest_side:
        image = image.resize(_scaled(image.size, settings.longest_side / longest), reducing_gap=2.0)
    return image


def _box(part: Part, size: _Size) -> tuple[int, int, int, int]:
    """Pixels of a part; at least one."""
    x, y, width, height = part
    left, top = min(int(x * size[0]), size[0] - 1), min(int(y * size[1]), size[1] - 1)
    right, bottom = min(round((x + width) * size[0]), size[0]), min(round((y + height) * size[1]), size[1])
    return left, top, max(right, left + 1), max(bottom, top + 1)


def _scaled(size: _Size, factor: float) -> _Size:
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _encoded(image: Image.Image, quality: int) -> Picture:
    image.load()
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    factor = min(1.0, REFERENCE / max(image.size))
    return Picture(out.getvalue(), image.convert("L").resize(_scaled(image.size, factor)))


def difference(one: Image.Image, other: Image.Image) -> float:
    """Mean absolute difference of brightness of two grey pictures in percent; 100 where their sizes differ."""
    if one.size != other.size:
        return 100.0
    counts = ImageChops.difference(one, other).histogram()
    return 100 * sum(level * count for level, count in enumerate(counts)) / (255 * sum(counts))
