"""Historic readings come in from a table: as if each had been told, in any order, once, and never half."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.accounts.models import Activity, User
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Meter, Register, Site, Upload
from harimi.service.meters.tables import read_table
from harimi.service.meters.uploads import Sender, confirm, forget_old, keep, table_of
from harimi.service.platform import outbox
from harimi.service.platform.leases import LeaseLostError, hold
from harimi.service.platform.models import OutboxEvent
from harimi.service.readings.exchanging import Instrument, Side, Swap, exchange
from harimi.service.readings.imports import reading_write, running
from harimi.service.readings.imports.lines import counted
from harimi.service.readings.imports.reading_plan import reading_plans
from harimi.service.readings.models import Chain, Reading, ReadingVersion, Standing, Usage
from harimi.service.readings.settled import Word, tell
from tests.services.world import home, hours, person, send, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
Rows = Iterable[tuple[datetime, str]]


@pytest.fixture
def site() -> Site:
    return home(person("owner@example.jp"))


@pytest.fixture
def register(site: Site) -> Register:
    return register_meter(site, Wanted("Water", "drums", "m3", digits=4, decimals=1))


def _owner() -> User:
    return User.objects.get(email="owner@example.jp")


def _csv(rows: Rows) -> bytes:
    return "\n".join(["日時,値,メモ", *(f"{at.isoformat()},{value}," for at, value in rows)]).encode()


def _sent(register: Register, data: bytes, kind: str = "one") -> Upload:
    sender = Sender(_owner(), register.meter.site.organization)
    return keep(read_table(data), kind, sender, register if kind == "one" else None)


def _imported(register: Register, data: bytes, *, leave_out: bool = False, replace: bool = False) -> Upload:
    upload = _sent(register, data)
    confirm(upload, leave_out=leave_out, replace=replace)
    work()
    upload.refresh_from_db()
    return upload


def _codes(register: Register, data: bytes, kind: str = "one") -> list[tuple[int, str, str]]:
    upload = _sent(register, data, kind)
    lines = reading_plans(upload, table_of(upload), replace=False).lines
    return [(line.number, one.column, one.code) for line in lines for one in line.problems]


def _every(n: float, *values: str, since: datetime = START) -> list[tuple[datetime, str]]:
    return [(since + hours(n * place), value) for place, value in enumerate(values)]


def _stands(register: Register) -> tuple[list[object], list[object]]:
    readings = Reading.objects.filter(register=register).order_by("at").values_list("at", "value", "carried")
    usage = Usage.objects.filter(register=register).order_by("period", "start").values_list("period", "start", "amount")
    return list(readings), list(usage)


OLD: list[tuple[datetime, str]] = _every(30, "990.0", "995.5", "2.0", "7.7", "7.7")
MIDDLE = _every(30, "12.0", "13.1", since=START + hours(200))
NEW = _every(7, "20.0", "990.0", "4.5", since=START + hours(400))


@pytest.mark.parametrize("order", [(OLD, MIDDLE, NEW), (MIDDLE, OLD, NEW), (NEW, OLD, MIDDLE), (NEW, MIDDLE, OLD)])
@pytest.mark.parametrize("mixed", [False, True])
def test_what_was_used_is_as_if_each_reading_had_been_told(site: Site, order: tuple[Rows, ...], mixed: bool) -> None:
    """Before, between and behind what is there, over the counter's zero."""
    one, other = (register_meter(site, Wanted(name, "drums", "m3", digits=4, decimals=1)) for name in ("One", "Other"))
    for rows in (OLD, MIDDLE, NEW):
        for at, value in rows:
            tell(one, at, Word(Decimal(value), _owner()))
    work()
    for place, some in enumerate(order):
        if mixed and place == 0:
            for at, value in some:
                tell(other, at, Word(Decimal(value), _owner()))
        else:
            assert _imported(other, _csv(some)).fault == ""
    assert _stands(other) == _stands(one)


def test_small_parts_make_no_difference(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = (register_meter(site, Wanted(name, "drums", "m3", digits=4, decimals=1)) for name in ("One", "Other"))
    _imported(one, _csv([*OLD, *MIDDLE, *NEW]))
    monkeypatch.setattr(reading_write, "AT_A_TIME", 2)
    _imported(other, _csv([*OLD, *MIDDLE, *NEW]))
    assert _stands(other) == _stands(one)


def test_an_imported_reading_is_a_persons_word_and_others_hear_once(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(outbox._HANDLERS, "readings.imported", [lambda _: None])
    upload = _sent(register, "日時,値,メモ\n2026-01-31,12.5,検針票\n2026年2月28日 9:30,13.0,\n".encode())
    confirm(upload, leave_out=False, replace=False)
    while running.import_one():
        pass
    first, second = Reading.objects.order_by("at")
    assert (first.at, first.value) == (datetime(2026, 1, 30, 15, tzinfo=UTC), 125)
    assert second.at == datetime(2026, 2, 28, 0, 30, tzinfo=UTC)
    assert (first.state, first.by_person, first.attempt, first.settled_by) == ("confirmed", True, None, _owner())
    assert first.reason == "取り込み / imported: 検針票"
    event = OutboxEvent.objects.get()
    assert (event.topic, event.payload["count"], event.payload["to"]) == ("readings.imported", 2, second.at.isoformat())
    assert Standing.objects.get(register=register).value == 130
    assert Activity.objects.get().action == "imports.readings"
    assert not Chain.objects.exclude(dirty_from=None).exists()


def test_pressed_twice_or_sent_twice_it_is_written_once(register: Register) -> None:
    upload = _sent(register, _csv(OLD))
    assert confirm(upload, leave_out=False, replace=False)
    assert not confirm(upload, leave_out=True, replace=True)
    work()
    before = _stands(register)
    again = _imported(register, _csv(OLD))
    assert again.outcome == {"new": 0, "changed": 0, "same": 5, "kept": 0, "problem": 0}
    assert _stands(register) == before
    assert not ReadingVersion.objects.exists()


@pytest.mark.parametrize("killed_after", range(1, 7))
def test_a_worker_that_is_killed_half_way_is_followed_by_another(
    site: Site, monkeypatch: pytest.MonkeyPatch, killed_after: int
) -> None:
    one, other = (register_meter(site, Wanted(name, "drums", "m3", digits=4, decimals=1)) for name in ("One", "Other"))
    rows = [*OLD, *MIDDLE, *NEW]
    _imported(one, _csv(rows))
    monkeypatch.setattr(reading_write, "AT_A_TIME", 4)
    upload = _sent(other, _csv(rows))
    confirm(upload, leave_out=False, replace=False)
    held, count = hold, 0

    def dies(upload: Upload, **changes: object) -> None:
        nonlocal count
        count += not changes
        if count > killed_after:
            raise LeaseLostError("killed")
        held(upload, **changes)

    monkeypatch.setattr(running, "hold", dies)
    assert running.import_one()
    monkeypatch.setattr(running, "hold", held)
    upload.refresh_from_db()
    assert upload.done_at is None
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    upload.refresh_from_db()
    assert (upload.fault, upload.outcome["new"], upload.done_at is not None) == ("", 10, True)
    assert _stands(other) == _stands(one)


def test_another_value_stays_unless_it_is_to_be_replaced(register: Register) -> None:
    tell(register, START, Word(Decimal("10.0"), _owner()))
    tell(register, START + hours(48), Word(Decimal("20.0"), _owner()))
    rows = _csv([(START, "11.0"), (START + hours(24), "15.0")])
    kept = _imported(register, rows)
    assert (kept.outcome["kept"], kept.outcome["new"]) == (1, 1)
    assert list(Reading.objects.order_by("at").values_list("value", flat=True)) == [100, 150, 200]
    _imported(register, rows, replace=True)
    first = Reading.objects.order_by("at").first()
    assert first is not None
    assert (first.value, first.state) == (110, "corrected")
    assert ReadingVersion.objects.get().value == 100
    assert Usage.objects.filter(period="month").get().amount == 90
    assert OutboxEvent.objects.count() == 0


PROBLEMS = {
    "not_a_number": ("2026-04-01 00:00,abc", "value", "not_a_number"),
    "no_value": ("2026-04-01 00:00,", "value", "empty"),
    "two_points": ("2026-04-01 00:00,1.2.3", "value", "not_a_number"),
    "comma": ('2026-04-01 00:00,"12,5"', "value", "not_a_number"),
    "too_much": ("2026-04-01 00:00,1000.0", "value", "impossible"),
    "negative": ("2026-04-01 00:00,-1", "value", "impossible"),
    "endless": ("2026-04-01 00:00,1e400", "value", "not_a_number"),
    "finer": ("2026-04-01 00:00,1.25", "value", "finer"),
    "future": ("2126-04-01 00:00,1", "at", "future"),
    "no_date": ("soon,1", "at", "not_a_moment"),
    "no_day": ("2026-02-30,1", "at", "not_a_moment"),
    "month": ("2026-13-01,1", "at", "not_a_moment"),
    "two_digit_year": ("26-01-01,1", "at", "not_a_moment"),
    "none": (",1", "at", "empty"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_rows_problem_is_told_beside_its_cell(register: Register, case: str) -> None:
    row, column, code = PROBLEMS[case]
    data = f"日時,値\n{row}\n2026-04-02 00:00,5\n".encode()
    assert _codes(register, data) == [(2, column, code)]
    assert _imported(register, data).fault == "changed"
    assert not Reading.objects.exists()
    assert _imported(register, data, leave_out=True).fault == ""
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        (["10", "20", "15", "21"], [(4, "fell")]),
        (["10", "200", "20", "30"], [(3, "leapt")]),
        (["100", "10", "110", "120"], [(3, "fell")]),
        (["10", "20", "5"], [(4, "fell")]),
        (["900", "995", "2", "10"], []),
        (["900", "995", "600", "996"], [(4, "fell")]),
        (["10", "10", "10"], []),
    ],
)
def test_of_a_counter_that_falls_the_one_wrong_row_is_told(
    register: Register, values: list[str], wrong: list[tuple[int, str]]
) -> None:
    assert [(row, code) for row, _, code in _codes(register, _csv(_every(24, *values)))] == wrong


def test_what_is_there_already_stands_against_any_row(register: Register) -> None:
    tell(register, START + hours(48), Word(Decimal(20), _owner()))
    assert _codes(register, _csv(_every(24, "10", "30"))) == [(3, "value", "above_later")]
    assert _codes(register, _csv([(START + hours(72), "15")])) == [(2, "value", "fell")]
    assert _codes(register, _csv([(START + hours(72), "25")])) == []


def test_an_exchange_explains_a_fall(register: Register) -> None:
    tell(register, START, Word(Decimal(500), _owner()))
    exchange(Swap(register, START + hours(24), Side(Decimal(510)), Side(Decimal(300)), Instrument(digits=4), _owner()))
    assert _codes(register, _csv([(START + hours(48), "320")])) == []
    assert _imported(register, _csv([(START + hours(48), "320"), (START + hours(12), "505")])).fault == ""
    assert Usage.objects.filter(period="month").get().amount == 300


def test_a_gauge_may_fall(site: Site) -> None:
    gauge = register_meter(site, Wanted("Pressure", "dial", "MPa", low=Decimal(0), high=Decimal("1.6")))
    assert _imported(gauge, _csv(_every(1, "1.2", "0.4", "0.9"))).fault == ""
    assert not Usage.objects.exists()


def test_two_rows_of_one_moment_are_told(register: Register) -> None:
    data = b"time,value\n2026-04-01 00:00,1\n2026-03-31T15:00Z,2\n"
    assert _codes(register, data) == [(3, "at", "same_moment")]


def test_times_that_clocks_show_twice_or_never_are_told(site: Site) -> None:
    Site.objects.update(time_zone="Europe/Berlin")
    register = register_meter(Site.objects.get(), Wanted("Gas", "drums", "m3", digits=5, decimals=0))
    data = b"time,value\n2025-03-30 02:30,1\n2025-10-26 02:30,2\n2025-10-26 02:30+01:00,3\n"
    assert _codes(register, data) == [(2, "at", "never"), (3, "at", "twice")]


def test_readings_of_many_meters_find_theirs_by_serial_or_by_place_and_name(site: Site) -> None:
    one, other = (register_meter(site, Wanted(name, "drums", "m3", digits=4)) for name in ("One", "Other"))
    Meter.objects.filter(pk=one.meter_id).update(serial="A-1")
    data = (
        "製造番号,場所,メーター名,日時,値\nA-1,,,2026-04-01,5\n,home,OTHER,2026-04-01,7\n"
        "B-9,,,2026-04-01,7\n,Home,Nobody,2026-04-01,1\n"
    ).encode()
    assert _codes(one, data, "many") == [(4, "serial", "no_meter"), (5, "name", "no_meter")]
    upload = _sent(one, data, "many")
    confirm(upload, leave_out=True, replace=False)
    work()
    assert [Reading.objects.get(register=register).value for register in (one, other)] == [5, 7]


def test_another_houses_meters_are_not_found(site: Site) -> None:
    elsewhere = register_meter(home(person("other@example.jp"), "Elsewhere"), Wanted("One", "drums", digits=4))
    Meter.objects.update(serial="A-1")
    mine = register_meter(site, Wanted("Two", "drums", digits=4))
    data = "製造番号,場所,メーター名,日時,値\nA-1,,,2026-04-01,5\n,Elsewhere,One,2026-04-01,5\n".encode()
    assert [code for _, _, code in _codes(mine, data, "many")] == ["no_meter", "no_meter"]
    assert not Reading.objects.filter(register=elsewhere).exists()


def test_pictures_are_decided_again_beside_what_was_imported() -> None:
    made = world("energy", since=START)
    send(made, "8766.00", START + hours(2), 1)
    work()
    upload = _imported(made.register, _csv([(START - hours(24), "8700.00"), (START + hours(1), "8765.80")]))
    assert upload.fault == ""
    assert not Chain.objects.exclude(dirty_from=None).exists()
    values = list(Reading.objects.order_by("at").values_list("value", flat=True))
    assert (values[0], values[-1]) == (870000, 876600)
    assert Usage.objects.filter(period="month").get().amount == 6600


def test_who_may_no_longer_change_values_imports_nothing(register: Register) -> None:
    upload = _sent(register, _csv(OLD))
    confirm(upload, leave_out=False, replace=False)
    _owner().memberships.update(role="viewer")
    work()
    upload.refresh_from_db()
    assert upload.fault == "not_allowed"
    assert not Reading.objects.exists()


def test_a_table_that_cannot_be_written_is_given_up(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = _sent(register, _csv(OLD))
    confirm(upload, leave_out=False, replace=False)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(running, "reading_plans", breaks)
    for _ in range(5):
        Upload.objects.update(due_at=timezone.now())
        assert running.import_one()
    upload.refresh_from_db()
    assert (upload.fault, upload.done_at is not None) == ("broken", True)
    assert not running.import_one()


def test_a_table_is_kept_sealed_and_for_a_day(register: Register) -> None:
    upload = _sent(register, _csv(OLD))
    kept = Upload.objects.filter(pk=upload.pk).values_list("table", flat=True).get()
    assert "990" not in kept
    assert forget_old() == 0
    assert forget_old(timezone.now() + timedelta(days=1, minutes=1)) == 1


def test_counts_name_every_kind_of_row(register: Register) -> None:
    upload = _sent(register, _csv(OLD))
    counts = counted(reading_plans(upload, table_of(upload), replace=False).lines)
    assert counts == {"new": 5, "changed": 0, "same": 0, "kept": 0, "problem": 0}
