"""The list of a ZIP's entries, in a file instead of in memory: a customer may have millions of photographs."""

import json
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZipInfo

_KEPT = (
    *("filename", "date_time", "compress_type", "create_system", "create_version", "extract_version", "flag_bits"),
    *("external_attr", "header_offset", "CRC", "compress_size", "file_size"),
)


class Entries:
    """What `ZipFile.filelist` is used for: entries are added as they are written, and read once at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._count = file, 0

    def append(self, entry: ZipInfo) -> None:
        """Keeps what the list at the ZIP's end tells of it."""
        told = {name: getattr(entry, name) for name in _KEPT}
        self._file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[ZipInfo]:
        self._file.seek(0)
        for line in self._file:
            told = json.loads(line)
            entry = ZipInfo(told.pop("filename"), tuple(told.pop("date_time")))
            for name, value in told.items():
                setattr(entry, name, value)
            yield entry


class Unnamed(dict[str, Any]):
    """What `ZipFile.NameToInfo` is used for: to find entries that are there already. Names here are made so that none is."""

    def __setitem__(self, name: str, entry: Any) -> None:
        """Forgets it."""
