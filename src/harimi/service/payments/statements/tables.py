"""CSV of banks: layouts by the headings of their columns, some known, others chosen by staff.

Those of `KNOWN` are the headings that files of these banks have in public programs that read them.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from harimi.service.payments.statements.days import day_of
from harimi.service.payments.statements.lines import Credit, StatementError, Told

HEADING_WITHIN = 20
"""Lines before the headings, in which banks tell of the account."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Headings, or numbers from 1: `day` in one column or three, `payer` in one or several. No `debit`: `credit` has signs."""

    name: str
    day: Sequence[str]
    payer: Sequence[str]
    credit: str
    debit: str = ""

    @property
    def wanted(self) -> list[str]:
        """All that have to be there."""
        return [*self.day, *self.payer, self.credit, *([self.debit] if self.debit else [])]


KNOWN = (
    Columns("paypay", ("操作日(年)", "操作日(月)", "操作日(日)"), ("摘要",), "お預り金額", "お支払金額"),
    Columns("sbi", ("日付",), ("内容",), "入金金額(円)", "出金金額(円)"),
    Columns("rakuten", ("取引日",), ("入出金内容",), "入出金(円)"),
    Columns("yucho", ("取引日",), ("詳細1", "詳細2"), "受入金額(円)", "払出金額(円)"),
)
"""PayPay銀行 (before: Japan Net Bank), 住信SBIネット銀行, 楽天銀行, ゆうちょダイレクト."""


def read(data: bytes, near: date, own: Sequence[Columns] = ()) -> Told:
    """The first layout whose columns are all there: staff's own, then the known. Raises `StatementError`."""
    rows = list(_rows(data))
    for columns in (*own, *KNOWN):
        found = _headed(rows, columns)
        if found is not None:
            return _told(rows[found[0] :], columns, found[1], near)
    heads = max((row for _, row in rows[:HEADING_WITHIN]), key=len, default=[])
    raise StatementError("layout", what=", ".join(heads)[:200])


def _rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Lines with their number; empty ones are left out."""
    try:
        reader = csv.reader(io.StringIO(_text(data), newline=""), strict=True)
        for row in reader:
            if any(one.strip() for one in row):
                yield reader.line_num, [normalize("NFKC", one).strip() for one in row]
    except csv.Error as error:
        raise StatementError("csv", what=str(error)) from error


def _text(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            pass
    raise StatementError("encoding")


def _headed(rows: Sequence[tuple[int, list[str]]], columns: Columns) -> tuple[int, dict[str, int]] | None:
    """After which row the data begin, and where each column is; None where this is another layout."""
    wanted = [normalize("NFKC", one).strip() for one in columns.wanted]
    if all(one.isdigit() for one in wanted):
        return 0, {name: int(one) - 1 for name, one in zip(columns.wanted, wanted, strict=True)}
    for place, (_, row) in enumerate(rows[:HEADING_WITHIN], 1):
        if set(wanted) <= set(row):
            return place, {name: row.index(one) for name, one in zip(columns.wanted, wanted, strict=True)}
    return None


def _told(rows: Sequence[tuple[int, list[str]]], columns: Columns, where: dict[str, int], near: date) -> Told:
    credits_, debits = list[Credit](), 0
    for line, row in rows:
        if len(row) <= max(where.values()):
            raise StatementError("columns", line, str(len(row)))
        came = _yen(row[where[columns.credit]], line)
        went = _yen(row[where[columns.debit]], line) if columns.debit else 0
        if came > 0 and went > 0:
            raise StatementError("both", line)
        if came > 0:
            payer = " ".join(row[where[one]] for one in columns.payer).strip()
            credits_.append(Credit(_day([row[where[one]] for one in columns.day], line, near), came, payer))
        else:
            debits += 1
    return Told(columns.name, tuple(credits_), debits)


def _day(parts: Sequence[str], line: int, near: date) -> date:
    typed = "-".join(parts)
    try:
        return day_of(typed, near)
    except ValueError as error:
        raise StatementError("day", line, typed[:40]) from error


def _yen(typed: str, line: int) -> int:
    """Whole yen; an empty cell is none."""
    plain = typed.replace(",", "").replace("円", "").lstrip("¥\\+").strip()
    if plain in ("", "-", "*"):
        return 0
    if not plain.removeprefix("-").isdecimal():
        raise StatementError("number", line, typed[:40])
    return int(plain)
