"""Whether everything that the database names in the store is there, byte for byte: photographs, reports, exports."""

from collections.abc import Iterator

from harimi.service.platform.blobs import BlobMissingError, blobs, key_of
from harimi.service.platform.copying import Count
from harimi.service.privacy.holdings import storing


def checked() -> Iterator[Count]:
    """Reads one after the other, and tells the count after each."""
    count = Count()
    for key in _named():
        fault = _fault(key)
        count = Count(count.seen + 1, count.done + (not fault), count.faults + bool(fault), fault)
        yield count


def _named() -> Iterator[str]:
    for model, column in storing():
        named = model._base_manager.exclude(**{column: ""})
        yield from named.values_list(column, flat=True).distinct().order_by().iterator()


def _fault(key: str) -> str:
    try:
        return "" if key_of(blobs().get(key)) == key else f"{key}: the bytes are not those that were kept"
    except BlobMissingError as error:
        return str(error)
