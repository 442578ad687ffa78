"""The layouts of the Japanese Bankers Association with records of 200 bytes: transfers received (01) and all movements (03).

Source: the layouts as banks publish them; docs/how/payments.md says which parts were compared with whose.
A file is a header, data and a trailer for each account, and an end. What the trailer says is counted and added up anew.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from harimi.service.payments.statements.days import six_digits
from harimi.service.payments.statements.lines import Credit, StatementError, Told

LENGTH = 200
TRANSFERS, MOVEMENTS = "01", "03"
Slices = Mapping[str, slice]
_NAMES = {
    TRANSFERS: {"day": slice(7, 13), "yen": slice(19, 29), "payer": slice(49, 97), "cancelled": slice(127, 128)},
    MOVEMENTS: {
        "day": slice(9, 15),
        "way": slice(21, 22),
        "yen": slice(24, 36),
        "payer": slice(81, 129),
        "text": slice(159, 179),
    },
}
_TOTALS = {
    TRANSFERS: (slice(1, 7), slice(7, 19), slice(19, 25), slice(25, 37)),
    MOVEMENTS: (slice(1, 7), slice(7, 20), slice(20, 26), slice(26, 39)),
}
"""Where a trailer has the count and sum of what came in, and of what went out or was cancelled."""


def is_one(data: bytes) -> bool:
    """Whether it looks like such a file."""
    return data[:3] in (b"101", b"103") and data[3:4] in (b"0", b"1") and b"," not in data[:LENGTH]


def read(data: bytes, near: date) -> Told:
    """All accounts of a file. Raises `StatementError`."""
    state = _Reading(near)
    for line, record in enumerate(records(data, LENGTH), 1):
        state.take(line, record)
    if not state.ended:
        raise StatementError("no_end")
    return Told("zengin", tuple(state.credits), state.debits, state.cancelled)


def records(data: bytes, length: int) -> Iterator[bytes]:
    """Records of a length, with line ends between them or without. Raises `StatementError`."""
    place, line = 0, 0
    body = data.rstrip(b"\x1a\r\n")
    while place < len(body):
        line += 1
        record = body[place : place + length]
        if len(record) < length or b"\n" in record or b"\r" in record:
            cut = record.splitlines()[0] if record else b""
            raise StatementError("length", line, str(len(cut)))
        yield record
        place += length
        while body[place : place + 1] in (b"\r", b"\n"):
            place += 1


def text_of(record: bytes, where: slice, line: int) -> str:
    """The characters of a field. Raises `StatementError`."""
    try:
        return record[where].decode("cp932").strip()
    except UnicodeDecodeError as error:
        raise StatementError("encoding", line) from error


def number_of(record: bytes, where: slice, line: int) -> int:
    """The digits of a field; spaces are none. Raises `StatementError`."""
    digits = record[where].strip()
    if digits and not digits.isdigit():
        raise StatementError("number", line, digits.decode("ascii", "replace"))
    return int(digits or b"0")


@dataclass
class _Reading:
    """1. a header, 2. data, 3. a trailer that counts them, which repeats for each account; 4. the end."""

    near: date
    credits: list[Credit] = field(default_factory=list)
    debits: int = 0
    cancelled: int = 0
    kind: str = ""
    ended: bool = False
    _in: list[Credit] = field(default_factory=list)
    _out: list[Credit] = field(default_factory=list)

    def take(self, line: int, record: bytes) -> None:
        """One record."""
        mark = record[:1]
        if self.ended or mark not in ((b"2", b"8") if self.kind else (b"1", b"9")):
            raise StatementError("order", line)
        match mark:
            case b"1":
                self._begin(line, record)
            case b"2":
                self._data(line, record)
            case b"8":
                self._total(line, record)
            case _:
                self.ended = True

    def _begin(self, line: int, record: bytes) -> None:
        kind = record[1:3].decode("ascii", "replace")
        if kind not in _NAMES:
            raise StatementError("kind", line, kind)
        if record[3:4] != b"0":
            raise StatementError("ebcdic", line)
        self.kind, self._in, self._out = kind, [], []

    def _data(self, line: int, record: bytes) -> None:
        names = _NAMES[self.kind]
        yen = number_of(record, names["yen"], line)
        payer = text_of(record, names["payer"], line)
        if not payer and "text" in names:
            payer = text_of(record, names["text"], line)
        credit = Credit(_day(record[names["day"]], line, self.near), yen, payer)
        out = record[names["cancelled"]] == b"1" if "cancelled" in names else _way(record[names["way"]], line) == b"2"
        (self._out if out else self._in).append(credit)

    def _total(self, line: int, record: bytes) -> None:
        told = [number_of(record, where, line) for where in _TOTALS[self.kind]]
        found = [len(self._in), sum(one.yen for one in self._in), len(self._out), sum(one.yen for one in self._out)]
        if told != found:
            raise StatementError("total", line, f"{told} ≠ {found}")
        if self.kind == TRANSFERS:
            self._cancel()
        else:
            self.debits += len(self._out)
        self.credits += [one for one in self._in if one.yen]
        self.kind = ""

    def _cancel(self) -> None:
        """A transfer that came and was cancelled in the same file never came."""
        for one in self._out:
            same = next((other for other in self._in if (other.yen, other.payer) == (one.yen, one.payer)), None)
            if same:
                self._in.remove(same)
            else:
                self.cancelled += 1


def _way(mark: bytes, line: int) -> bytes:
    if mark not in (b"1", b"2"):
        raise StatementError("way", line, mark.decode("ascii", "replace"))
    return mark


def _day(digits: bytes, line: int, near: date) -> date:
    try:
        return six_digits(digits.decode("ascii", "replace"), near)
    except ValueError as error:
        raise StatementError("day", line, digits.decode("ascii", "replace")) from error
