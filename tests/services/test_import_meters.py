"""Sites, tenants and meters come in from a table: new, changed, the same, or with a problem beside its cell."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from harimi.service.accounts.models import User
from harimi.service.captures.registration import Wanted, register_meter
from harimi.service.meters.models import Meter, Register, RegisterSetting, Site, Tenancy, Tenant, Upload
from harimi.service.meters.places import let, new_tenant
from harimi.service.meters.tables import read_table
from harimi.service.meters.uploads import Sender, confirm, keep, table_of
from harimi.service.platform.leases import LeaseLostError, hold
from harimi.service.readings.imports import meter_write, running
from harimi.service.readings.imports.meter_plan import MeterPlan, meter_plan
from harimi.service.readings.settled import Word, tell
from tests.services.world import home, person, work

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = (
    "場所,タイムゾーン,メーター名,製造番号,型式,種類,積算,単位,桁数,小数,最小,最大,最大/時,乗率,検定満期,テナント,利用開始\n"
)
FULL = "本社,Asia/Tokyo,水道,W-1,SD20,ドラム,はい,m3,8,3,,,3,10,2031-03-31,佐藤商店,2026-04-01\n"


@pytest.fixture
def site() -> Site:
    return home(person("owner@example.jp"))


def _owner() -> User:
    return User.objects.get(email="owner@example.jp")


def _sent(site: Site, text: str) -> Upload:
    return keep(read_table(text.encode()), "meters", Sender(_owner(), site.organization))


def _plan(site: Site, text: str) -> MeterPlan:
    upload = _sent(site, text)
    return meter_plan(upload, table_of(upload))


def _codes(site: Site, text: str) -> list[tuple[int, str, str]]:
    return [(line.number, one.column, one.code) for line in _plan(site, text).lines for one in line.problems]


def _imported(site: Site, text: str, *, leave_out: bool = False) -> dict[str, int]:
    upload = _sent(site, text)
    confirm(upload, leave_out=leave_out, replace=False)
    work()
    upload.refresh_from_db()
    assert upload.fault == ""
    counts: dict[str, int] = {name: n for name, n in upload.outcome.items() if n}
    return counts


def test_a_row_makes_place_tenant_meter_and_register(site: Site) -> None:
    assert _imported(site, HEADER + FULL) == {"new": 1}
    meter = Meter.objects.select_related("site__organization").get()
    assert (meter.name, meter.serial, meter.model, meter.expires_on) == ("水道", "W-1", "SD20", date(2031, 3, 31))
    assert (meter.site.name, meter.site.time_zone, meter.site.organization) == ("本社", "Asia/Tokyo", site.organization)
    one = Register.objects.get()
    assert (one.kind, one.display, one.digits, one.decimals, one.unit) == ("counter", "drums", 8, 3, "m3")
    assert (one.rolls_over_at, one.max_per_hour, one.multiplier, one.finer) == (10**8, 3000, Decimal(10), 0)
    time = Tenancy.objects.select_related("tenant__organization").get()
    assert (time.tenant.name, time.since) == ("佐藤商店", datetime(2026, 3, 31, 15, tzinfo=UTC))
    assert not meter.installations.exists()


def test_a_meter_of_a_table_is_like_one_that_was_registered(site: Site) -> None:
    wanted = Wanted("Pressure", "dial", "MPa", low=Decimal("-0.1"), high=Decimal("1.6"))
    told = register_meter(site, wanted)
    _imported(site, "place,meter,kind,unit,lowest,highest\nHome,Other,dial,MPa,-0.1,1.6\n")
    other = Register.objects.exclude(pk=told.pk).get()
    names = [field.name for field in Register._meta.fields if field.name not in ("id", "meter")]
    assert [getattr(other, name) for name in names] == [getattr(Register.objects.get(pk=told.pk), name) for name in names]


def test_sent_twice_nothing_is_made_twice(site: Site) -> None:
    _imported(site, HEADER + FULL)
    assert _imported(site, HEADER + FULL) == {"same": 1}
    assert (Meter.objects.count(), Tenant.objects.count(), Tenancy.objects.count(), Site.objects.count()) == (1, 1, 1, 2)


def test_names_that_are_only_typed_otherwise_are_the_same(site: Site) -> None:
    rows = ("本社\u3000ビル,A1,ドラム,8,佐藤", "本社ビル,\uff212,ドラム,\uff18,佐 藤")
    text = "\n".join(["場所,メーター名,種類,桁数,テナント", *rows])
    assert _imported(site, text) == {"new": 2}
    assert (Site.objects.count(), Tenant.objects.count()) == (2, 1)


def test_only_what_is_said_otherwise_changes(site: Site) -> None:
    _imported(site, HEADER + FULL)
    text = "製造番号,場所,メーター名,単位,乗率,型式,テナント,検定満期\nW-1,別館,水道 2,L,0.5,,鈴木,2032-01-01\n"
    changes = {change.column: (change.before, change.after) for change in _plan(site, text).lines[0].changes}
    assert changes["place"] == ("本社", "別館")
    assert changes["tenant"] == ("佐藤商店", "鈴木")
    assert set(changes) == {"place", "name", "unit", "multiplier", "tenant", "expires_on"}
    assert _imported(site, text) == {"changed": 1}
    meter, one = Meter.objects.get(), Register.objects.get()
    assert (meter.name, meter.site.name, meter.model, meter.expires_on) == ("水道 2", "別館", "SD20", date(2032, 1, 1))
    assert (one.unit, one.multiplier, one.finer, one.digits, one.max_per_hour) == ("L", Decimal("0.5"), 1, 8, 3000)
    assert Tenancy.objects.get(until=None).tenant.name == "鈴木"


def test_what_was_counted_already_keeps_its_multiplier(site: Site) -> None:
    one = register_meter(site, Wanted("Water", "drums", "m3", digits=6))
    tell(one, timezone.now() - timedelta(hours=1), Word(Decimal(5), _owner()))
    _imported(site, "場所,メーター名,乗率\nHome,Water,10\n")
    assert RegisterSetting.objects.get().multiplier == 1
    assert Register.objects.get().multiplier == 10


ROW = {"場所": "本社", "メーター名": "水道", "種類": "ドラム", "桁数": "8"}
PROBLEMS = {
    "no_place": ({"場所": ""}, "place", "empty"),
    "no_name": ({"メーター名": ""}, "name", "empty"),
    "no_kind": ({"種類": ""}, "kind", "empty"),
    "odd_kind": ({"種類": "歯車"}, "kind", "no_kind"),
    "no_digits": ({"桁数": ""}, "digits", "needs_digits"),
    "odd_digits": ({"桁数": "八"}, "digits", "not_a_number"),
    "many_digits": ({"桁数": "99"}, "digits", "not_whole"),
    "half_digits": ({"桁数": "7.5"}, "digits", "not_whole"),
    "decimals": ({"小数": "9"}, "decimals", "more_decimals"),
    "zone": ({"タイムゾーン": "Asia/Edo"}, "time_zone", "no_zone"),
    "path": ({"タイムゾーン": "../etc/passwd"}, "time_zone", "no_zone"),
    "multiplier": ({"乗率": "-1"}, "multiplier", "not_positive"),
    "zero": ({"乗率": "0"}, "multiplier", "not_positive"),
    "fine": ({"乗率": "0.0000001"}, "multiplier", "too_much"),
    "day": ({"検定満期": "令和八年"}, "expires_on", "not_a_day"),
    "long": ({"メーター名": "水" * 121}, "name", "too_long"),
    "unit": ({"単位": "m" * 21}, "unit", "too_long"),
    "range": ({"種類": "指針", "桁数": ""}, "low", "needs_range"),
    "upside_down": ({"種類": "指針", "最小": "2", "最大": "1"}, "low", "needs_range"),
    "choice": ({"積算": "たぶん"}, "counts_up", "no_choice"),
    "since": ({"利用開始": "2026-04-01"}, "since", "since_alone"),
    "since_wrong": ({"テナント": "佐藤", "利用開始": "2026-02-30"}, "since", "not_a_day"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_problem_stands_beside_its_cell(site: Site, case: str) -> None:
    changed, column, code = PROBLEMS[case]
    row = ROW | changed
    text = f"{','.join(row)}\n{','.join(row.values())}\n"
    assert _codes(site, text) == [(2, column, code)]


def test_what_stands_twice_in_a_table_is_told_in_both_rows(site: Site) -> None:
    text = "場所,メーター名,製造番号,種類,桁数\nA,1,S1,ドラム,8\nA,2,s1,ドラム,8\nA,3,,ドラム,8\na,3,,ドラム,8\n"
    assert [(row, code) for row, _, code in _codes(site, text)] == [(n, "twice_in_file") for n in (2, 3, 4, 5)]


def test_a_meter_that_two_rows_mean_is_told(site: Site) -> None:
    _imported(site, HEADER + FULL)
    text = "製造番号,場所,メーター名,単位\nW-1,本社,水道,L\n,本社,水道,kL\n"
    assert _codes(site, text) == [(3, "name", "twice_in_file")]


def test_a_place_has_one_time_zone(site: Site) -> None:
    rows = (
        "Home,UTC,1,ドラム,8",
        "A,UTC,2,ドラム,8",
        "A,Asia/Seoul,3,ドラム,8",
        "A,,4,ドラム,8",
        "B,,5,ドラム,8",
        "B,UTC,6,ドラム,8",
    )
    text = "\n".join(["場所,タイムゾーン,メーター名,種類,桁数", *rows])
    assert _codes(site, text) == [(2, "time_zone", "other_zone"), (4, "time_zone", "other_zone")]
    _imported(site, text, leave_out=True)
    assert list(Site.objects.exclude(pk=site.pk).values_list("time_zone", flat=True)) == ["UTC", "UTC"]


def test_what_readings_depend_on_is_not_changed_by_a_table(site: Site) -> None:
    _imported(site, HEADER + FULL)
    text = "製造番号,場所,メーター名,種類,小数\nW-1,本社,水道,液晶,2\n"
    assert _codes(site, text) == [(2, "kind", "fixed"), (2, "decimals", "fixed")]


def test_another_serial_number_is_an_exchange(site: Site) -> None:
    _imported(site, HEADER + FULL)
    assert _codes(site, "製造番号,場所,メーター名\nW-2,本社,水道\n") == [(2, "serial", "other_serial")]


def test_two_meters_of_one_name_are_told_apart_by_serial_alone(site: Site) -> None:
    for serial in ("A", "B"):
        one = register_meter(site, Wanted("Water", "drums", "m3", digits=6))
        Meter.objects.filter(pk=one.meter_id).update(serial=serial)
    assert _codes(site, "場所,メーター名,単位\nHome,Water,L\n") == [(2, "name", "several_there")]
    assert _imported(site, "場所,メーター名,製造番号,単位\nHome,Water,b,L\n") == {"changed": 1}
    assert Register.objects.get(meter__serial="B").unit == "L"


def test_a_time_that_is_taken_is_told(site: Site) -> None:
    one = register_meter(site, Wanted("Water", "drums", "m3", digits=6))
    actor = site.organization.memberships.get().user
    let(one.meter, new_tenant(site.organization, "Sato", actor=actor), datetime(2026, 4, 1, tzinfo=UTC), actor=actor)
    assert _codes(site, "場所,メーター名,テナント,利用開始\nHome,Water,Suzuki,2026-03-01\n") == [(2, "since", "taken")]
    assert _codes(site, "場所,メーター名,テナント,利用開始\nHome,Water,Sato,2026-03-01\n") == []


def test_another_houses_meters_are_not_touched(site: Site) -> None:
    elsewhere = home(person("other@example.jp"), "Elsewhere")
    theirs = register_meter(elsewhere, Wanted("Water", "drums", "m3", digits=6))
    Meter.objects.update(serial="W-1")
    assert _imported(site, HEADER + FULL) == {"new": 1}
    assert Meter.objects.get(pk=theirs.meter_id).name == "Water"
    assert Meter.objects.filter(site__organization=site.organization).count() == 1


def test_a_worker_that_is_killed_half_way_is_followed_by_another(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"ビル{n % 3},メーター{n},ドラム,8,テナント{n % 2}\n" for n in range(9))
    upload = _sent(site, "場所,メーター名,種類,桁数,テナント\n" + rows)
    confirm(upload, leave_out=False, replace=False)
    monkeypatch.setattr(meter_write, "AT_A_TIME", 2)
    held, count = hold, 0

    def dies(upload: Upload, **changes: object) -> None:
        nonlocal count
        count += 1
        if count > 4:
            raise LeaseLostError("killed")
        held(upload, **changes)

    monkeypatch.setattr(running, "hold", dies)
    assert running.import_one()
    monkeypatch.setattr(running, "hold", held)
    assert 0 < Meter.objects.count() < 9
    Upload.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    work()
    upload.refresh_from_db()
    assert (upload.outcome["new"], upload.fault) == (9, "")
    assert (Meter.objects.count(), Register.objects.count(), Site.objects.count(), Tenant.objects.count()) == (9, 9, 4, 2)
    assert Tenancy.objects.count() == 9


def test_two_tables_of_an_organization_are_written_one_after_the_other(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(2):
        confirm(_sent(site, HEADER + FULL), leave_out=False, replace=False)
    written, seen = meter_write.write_meters, list[bool]()

    def looks(plan: MeterPlan, actor: User, hold: Callable[[], None]) -> Iterator[int]:
        seen.append(running.import_one())
        yield from written(plan, actor, hold)

    monkeypatch.setattr(running, "write_meters", looks)
    assert running.import_one()
    assert seen == [False]
    assert running.import_one()
    assert Meter.objects.count() == 1


def test_rows_with_problems_are_left_out_only_where_that_was_said(site: Site) -> None:
    text = "場所,メーター名,種類,桁数\nA,1,ドラム,8\nA,2,歯車,8\n"
    upload = _sent(site, text)
    confirm(upload, leave_out=False, replace=False)
    work()
    upload.refresh_from_db()
    assert (upload.fault, Meter.objects.count(), Site.objects.count()) == ("changed", 0, 1)
    assert _imported(site, text, leave_out=True) == {"new": 1, "problem": 1}
