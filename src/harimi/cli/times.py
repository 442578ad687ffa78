"""When the photographs of a folder were taken: a CSV file with the columns `file` and `taken_at`."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class TimesError(ValueError):
    """A list of times that cannot be used; the message says which line and what to write."""


@dataclass(frozen=True)
class Taken:
    """A photograph: its name as the list gives it, where it is, and when it was taken (with time zone)."""

    name: str
    path: Path
    at: datetime


def taken(folder: Path, times: Path) -> list[Taken]:
    """The photographs in order of time. A time without a zone is UTC."""
    try:
        with times.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            _columns(times, rows.fieldnames)
            found = [_row(folder, f"{times}, line {rows.line_num}", row) for row in rows]
    except UnicodeDecodeError as error:
        raise TimesError(f"{times} is no UTF-8 text; save it as CSV in UTF-8") from error
    except (OSError, csv.Error) as error:
        raise TimesError(f"{times}: {getattr(error, 'strerror', None) or error}") from error
    if not found:
        raise TimesError(f"{times} names no photograph; give a line for each: file,taken_at")
    return sorted(found, key=lambda one: one.at)


def _columns(times: Path, names: object) -> None:
    if not isinstance(names, list) or not {"file", "taken_at"} <= set(names):
        raise TimesError(f"{times}: the first line must name the columns file and taken_at")


def _row(folder: Path, where: str, row: dict[str, str | None]) -> Taken:
    name, text = ((row[column] or "").strip() for column in ("file", "taken_at"))
    if not name or not text:
        raise TimesError(f"{where}: a line needs a file and a time")
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise TimesError(f"{where}: {text!r} is no time; write it like 2026-04-01T09:00:00+09:00") from error
    return Taken(name, folder / name, at if at.tzinfo else at.replace(tzinfo=UTC))
