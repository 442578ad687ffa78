"""All bytes from one store to another. What is there already stays, so that an interrupted copy goes on."""

from collections.abc import Iterator
from dataclasses import dataclass

from harimi.service.platform.blobs import Blobs, key_of
from harimi.service.platform.stores import Store


@dataclass(frozen=True, slots=True)
class Count:
    """How far it is: keys seen, done, faulty; and what is wrong with the last one."""

    seen: int = 0
    done: int = 0
    faults: int = 0
    fault: str = ""


def copied(source: Store, target: Store) -> Iterator[Count]:
    """Copies, and tells the count after each key. Bytes whose hash is not their name are not copied.

    Raises a `StoreError` where one of the stores does not answer.
    """
    old, new = Blobs(source), Blobs(target)
    count = Count()
    for key in old.each():
        count = Count(count.seen + 1, count.done, count.faults)
        if not new.has(key):
            count = _one(old, new, key, count)
        yield count


def _one(old: Blobs, new: Blobs, key: str, count: Count) -> Count:
    data = old.get(key)
    if key_of(data) != key:
        return Count(count.seen, count.done, count.faults + 1, f"{key}: the bytes are not those that were kept")
    new.put(data)
    return Count(count.seen, count.done + 1, count.faults)
