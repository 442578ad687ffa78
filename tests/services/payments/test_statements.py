"""Banks' files are read to the yen, or refused with the line that is wrong."""

from datetime import date, timedelta

import pytest

from harimi.service.payments.folding import folded, half_width, references
from harimi.service.payments.statements.days import day_of, six_digits
from harimi.service.payments.statements.lines import StatementError
from harimi.service.payments.statements.reading import LARGEST, read
from harimi.service.payments.statements.tables import Columns
from tests.services.payments.files import movements, table, transfers

DAY, TODAY = date(2026, 10, 15), date(2026, 10, 20)
LINES = [(DAY, 1100, "12345678 ﾔﾏﾀﾞ ﾊﾅｺ"), (DAY, 2200, "ｱｵｿﾞﾗﾋﾞﾙ(ｶ")]


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_transfers_and_movements_are_read_with_and_without_line_ends(end: bytes) -> None:
    for data in (transfers(LINES, end=end), movements(LINES, [(DAY, 500, "ﾃﾞﾝｷ")], end=end)):
        told = read(data, TODAY)
        assert [(one.day, one.yen) for one in told.credits] == [(DAY, 1100), (DAY, 2200)]
        assert folded(told.credits[0].payer) == "12345678ヤマダハナコ"
    assert told.debits == 1


def test_a_transfer_that_is_cancelled_in_the_same_file_never_came_and_another_is_told() -> None:
    told = read(transfers(LINES, [LINES[0], (DAY, 9, "ﾐｼﾗﾇ")]), TODAY)
    assert [one.yen for one in told.credits] == [2200]
    assert told.cancelled == 1


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (lambda data: data[:-10], "length", 5),
        (lambda data: data[:30] + data[31:], "length", 1),
        (lambda data: data.replace(b"0000001100", b"0000001101"), "total", 4),
        (lambda data: data.replace(b"000002000000003300", b"000003000000003300"), "total", 4),
        (lambda data: data.replace(b"0000001100", b"000000A100"), "number", 2),
        (lambda data: data.replace(b"2000000081015", b"2000000081315"), "day", 2),
        (lambda data: data[:202] + b"5" + data[203:], "order", 2),
        (lambda data: data[: 202 * 4], "no_end", 0),
        (lambda data: data[:202] * 2 + data[202:], "order", 2),
        (lambda data: b"1011" + data[4:], "ebcdic", 1),
    ],
)
def test_a_bad_file_is_refused_with_its_line(change: object, code: str, line: int) -> None:
    with pytest.raises(StatementError) as error:
        read(change(transfers(LINES)), TODAY)  # type: ignore[operator]
    assert (error.value.code, error.value.line) == (code, line)


@pytest.mark.parametrize("lines", [["日付,金額"], ["口座番号,1234567", "日付,お名前,金額"]])
def test_what_looks_like_headings_is_told_however_few_they_are(lines: list[str]) -> None:
    with pytest.raises(StatementError) as error:
        read("\n".join([*lines, "2026-10-15,1"]).encode(), TODAY)
    assert error.value.what == lines[-1].replace(",", ", ")


def test_what_is_told_on_holidays_for_the_next_working_day_is_read() -> None:
    days = [TODAY + timedelta(days=ahead) for ahead in (1, 3, 5)]
    assert [one.day for one in read(transfers([(day, 1, "X") for day in days]), TODAY).credits] == days
    with pytest.raises(StatementError, match="future"):
        read(transfers([(TODAY + timedelta(days=6), 1, "X")]), TODAY)


def test_a_day_to_come_too_much_and_nothing_are_refused() -> None:
    for data, code in (
        (transfers([(date(2026, 12, 1), 1, "X")]), "future"),
        (b"x" * (LARGEST + 1), "large"),
        (b"  \n", "empty"),
        (b"\x81\x00\xff\xff,", "encoding"),
        (b"a,b,c\n1,2,3\n", "layout"),
    ):
        with pytest.raises(StatementError) as error:
            read(data, TODAY)
        assert error.value.code == code


KNOWN = {
    "sbi": table([(DAY, 1100, "振込＊ヤマダ ハナコ")]),
    "paypay": (
        '"操作日(年)","操作日(月)","操作日(日)","操作時刻(時)","操作時刻(分)","操作時刻(秒)","取引順番号","摘要","お支払金額",'
        '"お預り金額","残高","メモ"\r\n"2026","10","15","9","1","2","1","振込　ヤマダ　ハナコ","","1100","5","-"\r\n'
        '"2026","10","15","9","1","2","2","デンキ","700","","5","-"\r\n'
    ).encode("cp932"),
    "rakuten": (
        "取引日,入出金(円),取引後残高(円),入出金内容\r\n20261015,1100,5,ヤマダ ハナコ\r\n20261015,-700,5,デンキ\r\n"
    ).encode("cp932"),
    "yucho": (
        "お客さま口座情報\r\n現在高：,5,円\r\n取引日,入出金明細ＩＤ,受入金額（円）,払出金額（円）,詳細１,詳細２,現在（貸付）高,\r\n"
        "20261015,1,1100,,振込,ヤマダ　ハナコ,5,\r\n20261015,2,,700,自払,デンキ,5,\r\n"
    ).encode("cp932"),
}


@pytest.mark.parametrize("name", KNOWN)
def test_known_layouts_of_csv_are_read(name: str) -> None:
    told = read(KNOWN[name], TODAY)
    assert told.layout == name
    assert [(one.day, one.yen, folded(one.payer)) for one in told.credits] == [(DAY, 1100, "ヤマダハナコ")]
    assert told.debits == (name != "sbi")


def test_staff_choose_columns_by_heading_or_by_number() -> None:
    data = "令和8年10月15日,x,¥1,100円\n".replace("¥1,100円", '"¥1,100円"').encode()
    assert read(data, TODAY, [Columns("own", ("1",), ("2",), "3")]).credits[0].yen == 1100
    headed = "いつ,だれ,いくら,出\nR8.10.15,ヤマダ,1100,\nR8.10.16,デンキ,,3\n".encode()
    told = read(headed, TODAY, [Columns("own", ("いつ",), ("だれ",), "いくら", "出")])
    assert (told.layout, told.credits[0].day, told.debits) == ("own", DAY, 1)


@pytest.mark.parametrize(("row", "code"), [("x,y,1", "day"), ("20261015,y,1.5", "number"), ("20261015,y", "columns")])
def test_a_bad_row_names_its_line(row: str, code: str) -> None:
    with pytest.raises(StatementError) as error:
        read(f"20261015,y,1\n{row}\n".encode(), TODAY, [Columns("own", ("1",), ("2",), "3")])
    assert (error.value.code, error.value.line) == (code, 2)


@pytest.mark.parametrize(
    "typed",
    [
        "20261015",
        "2026/10/15",
        "2026-10-15 12:30",
        "2026年10月15日",
        "令和8年10月15日",
        "R8/10/15",
        "R08.10.15",
        "081015",
        "261015",
    ],
)
def test_days_are_read_by_either_calendar(typed: str) -> None:
    assert day_of(typed, TODAY) == DAY


def test_six_digits_are_the_nearest_year() -> None:
    assert six_digits("310430", date(2019, 5, 1)) == date(2019, 4, 30)
    assert six_digits("010501", date(2019, 5, 1)) == date(2019, 5, 1)


@pytest.mark.parametrize(
    ("payer", "numbers"),
    [
        ("1234-5678ﾔﾏﾀﾞ", ["1234-5678"]),
        ("１２３４ー５６７８　ヤマダ", ["1234-5678"]),
        ("ﾔﾏﾀﾞ 12345678", ["1234-5678"]),
        ("0012345678ﾔﾏﾀﾞ", ["1234-5678"]),
        ("2345678ﾔﾏﾀﾞ", ["0234-5678"]),
        ("123ﾔﾏﾀﾞ", []),
        ("123456789ﾔﾏﾀﾞ", []),
        ("ﾔﾏﾀﾞ", []),
        ("00000000", []),
    ],
)
def test_a_reference_is_found_however_it_is_written(payer: str, numbers: list[str]) -> None:
    assert references(payer) == numbers


def test_names_are_brought_to_one_form() -> None:
    assert len({folded(one) for one in ("ﾔﾏﾀﾞ ﾊﾅｺ", "ヤマダ　ハナコ", "やまだ はなこ", "振込＊ヤマダ ハナコ")}) == 1
    assert folded("ｷﾖｳﾄ") == folded("キョウト")
    assert half_width("やまだ　ガッこう") == "ﾔﾏﾀﾞ ｶﾞﾂｺｳ"
