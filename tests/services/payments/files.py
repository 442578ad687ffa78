"""Bank's files, written for tests."""

from collections.abc import Sequence
from datetime import date

Line = tuple[date, int, str]


def _half(text: str, length: int) -> bytes:
    return text.encode("cp932").ljust(length)[:length]


def _reiwa(day: date) -> str:
    return f"{day.year - 2018:02}{day:%m%d}"


def transfers(lines: Sequence[Line], cancelled: Sequence[Line] = (), end: bytes = b"\r\n") -> bytes:
    """振込入金通知: transfers received, and some that were cancelled."""
    all_days = [day for day, _, _ in (*lines, *cancelled)] or [date(2026, 10, 1)]
    head = f"1010{_reiwa(max(all_days))}{_reiwa(min(all_days))}{_reiwa(max(all_days))}0001".encode() + _half("ﾐﾎﾝ", 15)
    head += b"001" + _half("ﾎﾝﾃﾝ", 15) + b"11234567" + _half("ﾊﾘﾐｹｲｿｸ(ｶ", 40) + b" " * 93
    data = [_transfer(n, one, b"0") for n, one in enumerate(lines)] + [
        _transfer(n, one, b"1") for n, one in enumerate(cancelled)
    ]
    sums = [(len(some), sum(yen for _, yen, _ in some)) for some in (lines, cancelled)]
    tail = f"8{sums[0][0]:06}{sums[0][1]:012}{sums[1][0]:06}{sums[1][1]:012}".encode() + b" " * 163
    return end.join([head, *data, tail, b"9" + b" " * 199]) + end


def _transfer(n: int, line: Line, mark: bytes) -> bytes:
    day, yen, payer = line
    start = f"2{n:06}{_reiwa(day)}{_reiwa(day)}{yen:010}{0:010}{0:010}".encode()
    return start + _half(payer, 48) + b" " * 30 + mark + b" " * 72


def movements(lines: Sequence[Line], debits: Sequence[Line] = (), end: bytes = b"") -> bytes:
    """入出金取引明細: all that came and went."""
    head = b"1030" + b"081001" * 3 + b"0001" + _half("ﾐﾎﾝ", 15) + b"001" + _half("ﾎﾝﾃﾝ", 15) + b"000" + b"1" + b"0001234567"
    head = (head + _half("ﾊﾘﾐ", 40) + b"11" + b"0" * 14).ljust(200)
    data = [_movement(n, one, "1") for n, one in enumerate(lines)] + [_movement(n, one, "2") for n, one in enumerate(debits)]
    sums = [(len(some), sum(yen for _, yen, _ in some)) for some in (lines, debits)]
    tail = f"8{sums[0][0]:06}{sums[0][1]:013}{sums[1][0]:06}{sums[1][1]:013}1{0:014}{len(data):07}".encode().ljust(200)
    return end.join([head, *data, tail, b"9".ljust(200)])


def _movement(n: int, line: Line, way: str) -> bytes:
    day, yen, payer = line
    start = f"2{n:08}{_reiwa(day)}{_reiwa(day)}{way}11{yen:012}{0:012}".encode() + b"0" * 6 * 2 + b"0" + b"0" * 7 + b"000"
    return (start + b"0" * 10 + _half(payer, 48)).ljust(200)


def table(lines: Sequence[Line]) -> bytes:
    """CSV as 住信SBIネット銀行 has it."""
    rows = [f'"{day:%Y/%m/%d}","{payer}","","{yen:,}","1,000,000","-"' for day, yen, payer in lines]
    return "\r\n".join(['"日付","内容","出金金額(円)","入金金額(円)","残高(円)","メモ"', *rows, ""]).encode("cp932")
