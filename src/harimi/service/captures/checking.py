"""Whether every photograph and report that the database names is in the store, byte for byte."""

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
        rows = model._base_manager.exclude(**{column: ""}).values_list(column, flat=True)
        yield from rows.distinct().iterator()


def _fault(key: str) -> str:
    try:
        return "" if key_of(blobs().get(key)) == key else f"{key}: the bytes are not those that were kept"
    except BlobMissingError as error:
        return str(error)
