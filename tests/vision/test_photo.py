"""Bytes become an upright picture or are refused in words."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from harimi.vision.photo import MAX_BYTES, NotAPhotoError, PhotoError, PhotoSizeError, TruncatedPhotoError, open_photo


def _file(kind: str, picture: Pillow.Image | None = None, **options: object) -> bytes:
    if kind == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener()
    out = io.BytesIO()
    (picture or Pillow.new("RGB", (64, 48), (200, 30, 10))).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "BMP"])
def test_the_formats_of_cameras_and_telephones_open(kind: str) -> None:
    photo = open_photo(_file(kind))
    assert photo.format == kind.lower()
    assert photo.image.shape == (48, 64, 3)
    assert np.abs(photo.image.reshape(-1, 3).mean(axis=0) - (10, 30, 200)).max() < 12  # blue, green, red


def test_a_picture_taken_on_its_side_stands_up() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6  # the camera was turned a quarter to the left
    assert open_photo(_file("JPEG", exif=exif)).image.shape == (64, 48, 3)


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "I;16", "1", "CMYK"])
def test_every_mode_of_pixels_becomes_colour(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert open_photo(_file(kind, Pillow.new(mode, (64, 48)))).image.shape == (48, 64, 3)


def test_what_is_transparent_is_white_paper() -> None:
    assert open_photo(_file("PNG", Pillow.new("RGBA", (64, 48), (0, 0, 0, 0)))).image.min() == 255


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7 ...", _file("GIF"), _file("TIFF")])
def test_what_is_no_photograph_is_refused(data: bytes) -> None:
    with pytest.raises(NotAPhotoError, match="JPEG, PNG, WebP, HEIF or BMP"):
        open_photo(data)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "BMP"])
def test_half_a_file_is_refused(kind: str) -> None:
    noise = Pillow.fromarray(np.random.default_rng(0).integers(0, 255, (200, 200, 3), np.uint8))
    whole = _file(kind, noise)
    with pytest.raises((TruncatedPhotoError, NotAPhotoError)):
        open_photo(whole[: len(whole) // 2])


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    with pytest.raises(PhotoSizeError):
        open_photo(bomb)


def test_too_many_bytes_are_refused_unread() -> None:
    with pytest.raises(PhotoSizeError, match="smaller"):
        open_photo(bytes(MAX_BYTES + 1))


def test_a_speck_is_refused() -> None:
    with pytest.raises(PhotoSizeError, match="too few"):
        open_photo(_file("PNG", Pillow.new("RGB", (8, 300))))


@given(st.binary(max_size=300), st.integers(0, 600), st.sampled_from(["JPEG", "PNG", "WEBP"]))
def test_damage_is_refused_with_a_type_and_never_crashes(junk: bytes, place: int, kind: str) -> None:
    data = _file(kind)
    place = min(place, len(data))
    try:
        open_photo(data[:place] + junk + data[place + len(junk) :])
    except PhotoError as error:
        assert str(error)
