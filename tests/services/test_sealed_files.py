"""A sealed file opens whole, or not at all: no part can be changed, moved, left out or cut off."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as some

from harimi.service.platform import sealed_files
from harimi.service.platform.crypto import SealError, new_key
from harimi.service.platform.sealed_files import Sealing, opened

KEY = new_key()
SMALL = 8


@pytest.fixture(autouse=True, scope="module")
def _small_parts() -> Iterator[None]:
    """So that a few bytes are many parts."""
    before, sealed_files.PART = sealed_files.PART, SMALL
    yield
    sealed_files.PART = before


def _sealed(plain: bytes, context: str = "one", step: int = 5) -> list[bytes]:
    sealing = Sealing(KEY, context)
    pieces = [piece for n in range(0, len(plain), step) for piece in sealing.add(plain[n : n + step])]
    return [*pieces, sealing.end()]


def _opened(pieces: Iterable[bytes], context: str = "one", key: bytes = KEY) -> bytes:
    return b"".join(opened(key, pieces, context))


@given(some.binary(max_size=100), some.integers(1, 50), some.integers(1, 50))
def test_it_opens_however_it_was_cut(plain: bytes, step: int, cut: int) -> None:
    pieces = _sealed(plain, step=step)
    whole = b"".join(pieces)
    assert _opened(pieces) == plain
    assert _opened(whole[n : n + cut] for n in range(0, len(whole), cut)) == plain


@pytest.mark.parametrize("length", [0, 1, SMALL - 1, SMALL, SMALL + 1, 2 * SMALL])
def test_it_has_as_many_pieces_as_parts(length: int) -> None:
    assert len(_sealed(b"x" * length)) == max(1, -(-length // SMALL))


def test_nothing_of_it_can_be_read_and_it_is_never_twice_the_same() -> None:
    first, second = (b"".join(_sealed(b"a secret" * 3)) for _ in range(2))
    assert b"secret" not in first
    assert first != second


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_one_that_is_cut_off_does_not_open(cut: int) -> None:
    with pytest.raises(SealError):
        _opened([b"".join(_sealed(b"x" * 3 * SMALL))[:-cut]])


def test_pieces_that_are_missing_moved_doubled_or_of_another_file_do_not_open() -> None:
    first, second, third = _sealed(b"abcdefgh" * 3)
    other = _sealed(b"abcdefgh" * 3)
    wrong: tuple[list[bytes], ...] = (
        [],
        [first],
        [first, second],
        [first, third],
        [first, third, second],
        [first, second, second, third],
        [first, second, third, third],
        [first, other[1], third],
        [second, third],
    )
    for pieces in wrong:
        with pytest.raises(SealError):
            _opened(pieces)


@pytest.mark.parametrize("place", range(0, 90, 11))
def test_a_changed_bit_does_not_open(place: int) -> None:
    whole = bytearray(b"".join(_sealed(b"x" * 20)))
    whole[place % len(whole)] ^= 1
    with pytest.raises(SealError):
        _opened([bytes(whole)])


def test_it_opens_with_its_key_and_in_its_place_only() -> None:
    pieces = _sealed(b"plain")
    with pytest.raises(SealError):
        _opened(pieces, key=new_key())
    with pytest.raises(SealError):
        _opened(pieces, context="another")
