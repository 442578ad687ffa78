"""Bytes that someone sent become a checked, upright image, or are refused with an error that says why."""

import io
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from harimi.vision.geometry import Image

MAX_BYTES = 40_000_000
MAX_PIXELS = 64_000_000
"""A 64-megapixel telephone's picture still passes; decoded it takes 192 MB."""
MIN_SIDE = 16
_FORMATS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "HEIF": "heif", "BMP": "bmp"}


class PhotoError(ValueError):
    """A photograph that cannot be used. `code` is stable, the message says what to do."""

    code = "bad_photo"


class NotAPhotoError(PhotoError):
    """The bytes are no image in a format that is taken."""

    code = "not_a_photo"


class TruncatedPhotoError(PhotoError):
    """The image ends early or is damaged inside."""

    code = "truncated_photo"


class PhotoSizeError(PhotoError):
    """Too many bytes or pixels (a decompression bomb too), or hardly any."""

    code = "photo_size"


@dataclass(frozen=True, slots=True)
class Photo:
    """An upright BGR image with the format that it came in (`jpeg`, `png`, `webp`, `heif`, `bmp`)."""

    image: Image
    format: str


def open_photo(data: bytes) -> Photo:
    """Checks and decodes a photograph; the EXIF orientation is applied. Raises a `PhotoError`."""
    if not data:
        raise NotAPhotoError("the file is empty; send a JPEG, PNG, WebP, HEIF or BMP photograph")
    if len(data) > MAX_BYTES:
        raise PhotoSizeError(f"{len(data)} bytes are more than the {MAX_BYTES} taken; send a smaller picture")
    picture = _identified(data)
    _check_size(picture.width, picture.height)
    kind = _FORMATS[picture.format or ""]
    return Photo(_pixels(_upright(picture)), kind)


def _identified(data: bytes) -> Pillow.Image:
    formats = ["JPEG", "PNG", "WEBP", "BMP", *_heif(data)]
    try:
        return Pillow.open(io.BytesIO(data), formats=formats)
    except Pillow.DecompressionBombError as error:
        raise PhotoSizeError("the picture unpacks to far too many pixels; send a smaller one") from error
    except UnidentifiedImageError as error:
        raise NotAPhotoError("this is no JPEG, PNG, WebP, HEIF or BMP photograph; send one of these") from error
    except Exception as error:  # a decoder may raise anything on hostile bytes
        raise TruncatedPhotoError(f"the picture's beginning is damaged ({error}); send it again") from error


def _heif(data: bytes) -> list[str]:
    """The HEIF decoder is loaded only for the files that need it: its import takes longer than reading most meters."""
    if data[4:8] != b"ftyp":
        return []
    import pillow_heif

    pillow_heif.register_heif_opener()
    return ["HEIF"]


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise PhotoSizeError(f"{width}×{height} pixels are more than {MAX_PIXELS // 1_000_000} million; send a smaller picture")
    if min(width, height) < MIN_SIDE:
        raise PhotoSizeError(f"{width}×{height} pixels are too few to show a meter; each side needs at least {MIN_SIDE}")


def _upright(picture: Pillow.Image) -> Pillow.Image:
    try:
        picture.load()
        return ImageOps.exif_transpose(picture)
    except Exception as error:  # a decoder may raise anything on hostile bytes
        raise TruncatedPhotoError(f"the picture is damaged or incomplete ({error}); send it again") from error


def _pixels(picture: Pillow.Image) -> Image:
    if picture.mode.startswith("I"):
        deep = np.asarray(picture, np.float64)
        grey = (deep / max(float(deep.max()), 1.0) * 255).astype(np.uint8)
        return np.repeat(grey[..., None], 3, axis=2)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Pillow.new("RGBA", picture.size, "white")
        picture = Pillow.alpha_composite(paper, picture.convert("RGBA"))
    return np.asarray(cv2.cvtColor(np.asarray(picture.convert("RGB")), cv2.COLOR_RGB2BGR), np.uint8)
