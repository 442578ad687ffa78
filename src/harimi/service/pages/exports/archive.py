"""The ZIP that is being written: entries one after the other to a file that cannot be read back, whatever their size."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any, Protocol, Self

from django.conf import settings

from harimi.service.pages.exports.entries import Entries, Unnamed

_FILE = 0o100600 << 16
"""What is unpacked is its owner's alone."""


class Written(Protocol):
    """What a ZIP is written to."""

    def write(self, plain: bytes, /) -> int: ...


class _Way:
    """To where the ZIP is written, until something failed: what `zipfile` adds at its end is of no use then."""

    def __init__(self, to: Written) -> None:
        self._to, self.over = to, False

    def write(self, plain: bytes, /) -> int:
        return len(plain) if self.over else self._to.write(plain)

    def flush(self) -> None:
        """Nothing waits here."""


class Archive:
    """Entries have the moment of the export. Use it as a context: at its end the list of entries is written."""

    def __init__(self, to: Written, at: datetime) -> None:
        self._way = _Way(to)
        self._zip = zipfile.ZipFile(self._way, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]
        self._list = _nameless()
        self._zip.filelist, self._zip.NameToInfo = Entries(self._list), Unnamed()
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._way.over = kind is not None
        with self._list:
            self._zip.close()

    def page(self, name: str, content: str) -> None:
        """A page or a text."""
        self._zip.writestr(self._entry(name), content.encode())

    def picture(self, name: str, data: bytes) -> None:
        """A photograph, which no packing makes smaller."""
        entry = self._entry(name)
        entry.compress_type = zipfile.ZIP_STORED
        self._zip.writestr(entry, data)

    @contextmanager
    def later(self, name: str) -> Iterator[IO[bytes]]:
        """A file that is written while other entries are; it becomes one when it is whole."""
        with _nameless() as file:
            yield file
            entry = self._entry(name)
            entry.file_size = file.tell()
            file.seek(0)
            with self._zip.open(entry, "w") as packed:
                shutil.copyfileobj(file, packed, 1024 * 1024)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(name, self._at)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE
        return entry


def _nameless() -> IO[bytes]:
    """A file in the data folder that has no name: nobody can open it, and it is gone with the process."""
    return TemporaryFile(dir=settings.HARIMI.data_dir)


def csv_text(file: IO[bytes]) -> Any:
    """Lines of CSV in UTF-8, with the mark by which spreadsheets know it."""
    file.write(b"\xef\xbb\xbf")
    return _Lines(file)


class _Lines:
    """What `csv.writer` writes to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def write(self, line: str) -> int:
        return self._file.write(line.encode())
