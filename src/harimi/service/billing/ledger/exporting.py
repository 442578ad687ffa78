"""The journal as files that accounting programs import: freee, Money Forward and 弥生会計.

Sources: the publishers' own pages on the layouts of journals to be imported. Amounts are with tax; the programs take the tax
out of them by its class. Each program wants its own names of classes.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from harimi.service.billing.ledger.accounts import NAMES, Account
from harimi.service.billing.ledger.journal import Half, Line, journal

Row = Sequence[str | int]


@dataclass(frozen=True, slots=True)
class Format:
    """How a program wants it: the first line, none where it takes none; a row of each line; encoding; names of tax classes."""

    head: Sequence[str]
    row: Callable[[Line], Row]
    encoding: str


def export(program: str, first: date, last: date) -> bytes:
    """A file of the months from `first` to `last`. A `KeyError` for a program that is not in `FORMATS`."""
    return written(FORMATS[program], journal(first, last))


def written(form: Format, lines: Iterable[Line]) -> bytes:
    """Lines as the program takes them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if form.head:
        writer.writerow(form.head)
    writer.writerows(form.row(line) for line in lines)
    return text.getvalue().encode(form.encoding)


_FREEE = {10: "課税売上10%", 8: "課税売上8%（軽）"}
_MONEY_FORWARD = {10: "課税売上 10%", 8: "課税売上 (軽)8%"}
_YAYOI = {10: "課税売上込10%", 8: "課税売上込軽減8%"}


def _freee(line: Line) -> Row:
    return [f"{line.day:%Y/%m/%d}", line.entry, "", *_side(line.debit, _FREEE), *_side(line.credit, _FREEE), line.text]


def _money_forward(line: Line) -> Row:
    sides = [told for one in (line.debit, line.credit) for told in _side(one, _MONEY_FORWARD, before=3, after=1)]
    return [line.entry, f"{line.day:%Y/%m/%d}", *sides, line.text, "", "", "", ""]


def _yayoi(line: Line) -> Row:
    """Every line is a journal of its own (2000): 弥生 puts several together only in slips."""
    sides = [told for one in (line.debit, line.credit) for told in _side(one, _YAYOI, before=2)]
    return ["2000", "", "", f"{line.day:%Y/%m/%d}", *sides, line.text, "", "", "0", "", "", "0", "0", "no"]


def _side(half: Half, names: Mapping[int, str], *, before: int = 1, after: int = 0) -> Row:
    """An account, so many empty columns, its tax class, so many again, and its yen."""
    told = names[half.rate] if half.account == Account.SALES and half.rate else "対象外"
    return [NAMES[half.account].booked, *[""] * before, told, *[""] * after, half.yen, half.tax]


_SIDE = ("勘定科目", "補助科目", "税区分", "金額", "税額")
_SIDE_MF = ("勘定科目", "補助科目", "部門", "取引先", "税区分", "インボイス", "金額(円)", "税額")
_DEBIT, _CREDIT = "借方", "貸方"
FORMATS = {
    "freee": Format(
        ("日付", "伝票番号", "決算整理仕訳", *(f"{side}{name}" for side in (_DEBIT, _CREDIT) for name in _SIDE), "摘要"),
        _freee,
        "utf-8-sig",
    ),
    "moneyforward": Format(
        (
            *("取引No", "取引日", *(f"{side}{name}" for side in (_DEBIT, _CREDIT) for name in _SIDE_MF)),
            *("摘要", "仕訳メモ", "タグ", "MF仕訳タイプ", "決算整理仕訳"),
        ),
        _money_forward,
        "utf-8-sig",
    ),
    "yayoi": Format((), _yayoi, "cp932"),
}
"""By the program's name."""
