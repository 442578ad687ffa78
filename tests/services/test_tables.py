"""Tables are read whatever made them: encodings, separators and Excel; what would fill the machine is refused before."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from harimi.service.meters import sheets, tables
from harimi.service.meters.cells import CellError, day, moment, number, whole
from harimi.service.meters.tables import TableError, read_table
from harimi.service.readings.imports.columns import MANY, METERS, ONE, columns

TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
TEXT = '場所,メーター名,メモ\n本社,"3階, 東","二行の\nメモ"\n\n別館,ガス,\n'


def _xlsx(*rows: list[object], change: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    if change is not None:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _code(data: bytes) -> str:
    with pytest.raises(TableError) as caught:
        read_table(data)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp932", "shift_jis"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_a_csv_file_is_read_in_any_encoding(encoding: str, ends: str) -> None:
    table = read_table(TEXT.replace("\n", ends).encode(encoding))
    assert table.header == ("場所", "メーター名", "メモ")
    assert [row.cells for row in table.rows] == [("本社", "3階, 東", "二行の\nメモ"), ("別館", "ガス")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_outside_of_quotes(separator: str) -> None:
    table = read_table(separator.join(['"a;,;,;\t"', "b", "c"]).encode() + b"\n" + separator.join("123").encode())
    assert (table.separator, table.header[1:], table.rows[0].cells) == (separator, ("b", "c"), ("1", "2", "3"))


def test_rows_are_numbered_as_excel_does() -> None:
    assert [row.number for row in read_table(b"\n\na,b\n\n1,2\n,,\n3,4\n").rows] == [5, 7]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n ,,, \n", "empty"),
        (b"a,b\n", "no_rows"),
        (b'a,b\n"1,2\n', "broken"),
        (b"a,b\n\xff\xfe\xfd\x80", "encoding"),
        (b"%PDF\0\0\0binary\0\0", "encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_excel"),
        (b"PK\x03\x04", "broken_excel"),
        (b",".join([b"x"] * 61) + b"\n1", "too_many_columns"),
        (b"a\n" + b"1\n" * 20_001, "too_many_rows"),
        (b"a\n" + b"1" * 5_000_000, "too_large"),
        (b"a\n" + b"1" * 200_000, "broken"),
    ],
)
def test_what_is_no_table_is_told_by_its_code(data: bytes, code: str) -> None:
    assert _code(data) == code


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_an_error_of_ours(data: bytes) -> None:
    try:
        table = read_table(data)
    except TableError:
        return
    assert all(row.cells and row.cells[-1] for row in table.rows)


@given(st.lists(st.lists(st.text("あ1 ,;\"\n'=", max_size=6), min_size=1, max_size=4), min_size=2, max_size=5))
def test_what_a_csv_writer_wrote_is_read_back(rows: list[list[str]]) -> None:
    import csv

    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([["見出し", "b"], *rows])
    try:
        found = [list(row.cells) for row in read_table(out.getvalue().encode()).rows]
    except TableError as error:
        assert error.code == "no_rows"
        return
    wanted = [[cell.strip() for cell in row] for row in rows]
    assert found == [_short(row) for row in wanted if any(row)]


def _short(row: list[str]) -> list[str]:
    return row[: max(place for place, cell in enumerate(row, 1) if cell)]


def test_excel_gives_dates_numbers_and_texts_as_somebody_would_type_them() -> None:
    at = datetime(2026, 1, 31, 9, 0, 0, 999_600)  # noqa: DTZ001 Excel knows no zones
    row: list[object] = [at, date(2026, 2, 1), time(9, 30), 12.5, 7, 1234567890.0, 0.1, True, "  本社 ", None]
    table = read_table(_xlsx(["a"] * 10, row))
    expected = ("2026-01-31 09:00:01", "2026-02-01 00:00:00", "09:30:00", "12.5", "7", "1234567890", "0.1", "True", "本社")
    assert table.rows[0].cells == expected


def test_of_a_formula_only_its_value_is_read() -> None:
    assert read_table(_xlsx(["a", "b"], ["=1+1", "x"])).rows[0].cells == ("", "x")


def test_the_first_visible_sheet_that_says_anything_is_read() -> None:
    def more(book: Workbook) -> None:
        hidden = book.create_sheet("hidden")
        hidden.append(["secret"])
        hidden.sheet_state = "hidden"
        book.create_sheet("data").append(["a"])
        book["data"].append(["1"])

    assert read_table(_xlsx(change=more)).header == ("a",)


def test_rows_far_below_are_refused() -> None:
    def far(book: Workbook) -> None:
        book.worksheets[0].cell(row=200_000, column=1, value="far")

    assert _code(_xlsx(["a"], ["1"], change=far)) == "too_many_rows"


def test_a_file_that_unpacks_to_too_much_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", "<x/>")
        parts.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.UNZIPPED + 1))
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("opened"))
    assert len(bomb.getvalue()) < tables.MOST_BYTES
    assert _code(bomb.getvalue()) == "too_large_inside"


def test_a_file_of_very_many_parts_is_refused() -> None:
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as parts:
        for n in range(sheets.MEMBERS + 1):
            parts.writestr(f"{n}", "")
    assert _code(many.getvalue()) == "too_large_inside"


def test_another_zip_is_no_table() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as parts:
        parts.writestr("word/document.xml", "<x/>")
    assert _code(other.getvalue()) == "no_table"


def test_entities_that_grow_are_refused() -> None:
    grown = io.BytesIO()
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    evil = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e0 "0123456789">{entities}]><w>&e11;</w>'
    with zipfile.ZipFile(io.BytesIO(_xlsx(["a"], ["1"]))) as good, zipfile.ZipFile(grown, "w") as parts:
        for name in good.namelist():
            parts.writestr(name, evil if name == "xl/workbook.xml" else good.read(name))
    assert _code(grown.getvalue()) in ("broken_excel", "empty")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("12.5", "12.5"),
        ("\uff11\uff12\uff0e\uff15", "12.5"),
        ("1,234,567.8", "1234567.8"),
        (" 7 ", "7"),
        ("-0.5", "-0.5"),
        ("+3", "3"),
        ("007", "7"),
    ],
)
def test_a_number_is_read_as_people_type_it(typed: str, value: str) -> None:
    assert number(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["", "abc", "1.2.3", "12,5", "1,23", "1e9", "NaN", "∞", "0x1f", "1 234 m3", "9" * 31])
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(CellError, match="not_a_number"):
        number(typed)


def test_a_comma_beside_semicolons_is_refused_since_it_may_mean_either() -> None:
    with pytest.raises(CellError, match="comma"):
        number("1,234", separator=";")
    assert number("1.234", separator=";") == Decimal("1.234")


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_any_number_with_or_without_commas_is_itself(value: Decimal) -> None:
    assert number(f"{value:,.4f}") == number(f"{value:.4f}") == value


@given(st.text(max_size=40))
def test_any_cell_is_something_or_an_error_of_ours(cell: str) -> None:
    for parse in (number, day, lambda one: whole(one, 0, 9), lambda one: moment(one, BERLIN)):
        try:
            parse(cell)
        except CellError as error:
            assert error.code


MOMENTS = {
    "2026-01-31 09:05": datetime(2026, 1, 31, 0, 5, tzinfo=UTC),
    "2026-01-31T09:05:10": datetime(2026, 1, 31, 0, 5, 10, tzinfo=UTC),
    "2026/1/31 9:05": datetime(2026, 1, 31, 0, 5, tzinfo=UTC),
    "2026年1月31日 9時05分": datetime(2026, 1, 31, 0, 5, tzinfo=UTC),
    "2026年1月31日9時": datetime(2026, 1, 31, 0, 0, tzinfo=UTC),
    "\uff12\uff10\uff12\uff16\uff0f\uff11\uff0f31\u30009\uff1a05": datetime(2026, 1, 31, 0, 5, tzinfo=UTC),
    "2026.1.31 24:00": datetime(2026, 1, 31, 15, 0, tzinfo=UTC),
    "2026-01-31 09:05Z": datetime(2026, 1, 31, 9, 5, tzinfo=UTC),
    "2026-01-31T09:05:00.250-05:00": datetime(2026, 1, 31, 14, 5, tzinfo=UTC),
    "2026-01-31 09:05 +0900": datetime(2026, 1, 31, 0, 5, tzinfo=UTC),
}


@pytest.mark.parametrize("typed", MOMENTS)
def test_a_moment_is_read_as_people_and_machines_write_it(typed: str) -> None:
    found = moment(typed, TOKYO)
    assert (found.at, found.midnight) == (MOMENTS[typed], False)


@pytest.mark.parametrize("typed", ["2026-01-31", "2026/1/31", "2026年1月31日"])
def test_a_day_alone_is_its_beginning_and_says_so(typed: str) -> None:
    found = moment(typed, TOKYO)
    assert (found.at, found.midnight) == (datetime(2026, 1, 30, 15, tzinfo=UTC), True)
    assert day(typed) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "typed", ["", "31.1.2026", "2026-02-30", "2026-13-01", "0026-01-01", "2026-01-01 25:00", "2026-01-01 9:99", "+9:00", "2026"]
)
def test_what_is_no_moment_is_refused(typed: str) -> None:
    with pytest.raises(CellError, match="not_a_moment"):
        moment(typed, TOKYO)


@pytest.mark.parametrize(("typed", "code"), [("2026-03-29 02:30", "never"), ("2026-10-25 02:30", "twice")])
def test_where_clocks_change_a_time_needs_an_offset(typed: str, code: str) -> None:
    with pytest.raises(CellError, match=code):
        moment(typed, BERLIN)
    assert moment(f"{typed}+01:00", BERLIN).at.minute == 30


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 as a clock shows them
def test_every_other_time_is_the_one_that_clocks_show(local: datetime) -> None:
    local = local.replace(microsecond=0)
    try:
        found = moment(f"{local:%Y-%m-%d %H:%M:%S}", BERLIN)
    except CellError as error:
        assert error.code in ("never", "twice")
        return
    assert found.at.astimezone(BERLIN).replace(tzinfo=None) == local


def test_columns_are_known_by_any_of_their_names_in_any_order() -> None:
    named = columns(read_table("値(m3),担当,日 時\n1,x,2026-01-01".encode()), ONE)
    assert (dict(named.places), named.ignored, named.missing) == ({"value": 0, "at": 2}, ("担当",), ())
    english = columns(read_table(b"METER,time zone,Place *,Max/h\nx,y,z,1"), METERS)
    assert dict(english.places) == {"name": 0, "time_zone": 1, "place": 2, "max_per_hour": 3}


def test_columns_that_are_missing_or_stand_twice_are_named() -> None:
    assert columns(read_table(b"serial,Place\nx,y"), MANY).missing == ("at", "value")
    assert columns(read_table(b"time,value\nx,1"), MANY).missing == ("place", "name")
    assert columns(read_table("日時,値,指針\nx,1,2".encode()), ONE).twice == ("指針",)
