"""Pictures of unknown origin: drawn anew from their pixels, so that nothing that is hidden in a file comes along."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

MOST_BYTES, MOST_PIXELS, SIDE = 12_000_000, 25_000_000, 2400
"""What is taken at most, and the longer side of what is kept: enough to read a driver's licence."""


class PictureError(ValueError):
    """A file that is no picture that can be kept; `code` is `no_picture`, `picture_too_large` or a caller's own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def redrawn(sent: bytes) -> bytes:
    """The picture as a JPEG of its pixels alone. Raises `PictureError`."""
    if len(sent) > MOST_BYTES:
        raise PictureError("picture_too_large")
    try:
        with Image.open(BytesIO(sent), formats=("JPEG", "PNG", "WEBP")) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureError("picture_too_large")
            image.draft("RGB", (SIDE, SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except PictureError:
        raise
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PictureError("no_picture") from error
    upright.thumbnail((SIDE, SIDE))
    plain = Image.frombytes("RGB", upright.size, upright.tobytes())
    kept = BytesIO()
    plain.save(kept, "JPEG", quality=88)
    return kept.getvalue()
