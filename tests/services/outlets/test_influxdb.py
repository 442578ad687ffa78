"""Points in a real InfluxDB: at the photograph's moment, one each, corrected and withdrawn with the reading."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harimi.service.meters.models import Meter
from harimi.service.outlets.kinds import influxdb
from harimi.service.outlets.kinds.influxdb import nanoseconds, point
from harimi.service.outlets.models import Event, Filling, Outlet
from harimi.service.outlets.naming import Named
from harimi.service.outlets.services import fill
from harimi.service.platform.outbox import tell
from harimi.service.readings.imports.reading_write import IMPORTED
from harimi.service.readings.models import Reading, State
from harimi.service.third_parties.models import Provision
from tests.instances.influxdb import DATABASE, InfluxDb, installed
from tests.instances.program import absent, open_folder
from tests.services.outlets.scene import START, customer, heard, known, later, outlet, say, sent, water, withdraw
from tests.services.third_parties.scene import Server

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published", "purpose")]


@pytest.fixture(scope="module")
def influx() -> Iterator[InfluxDb]:
    """A real one."""
    if why := installed():
        absent(why)
    with open_folder("influx") as folder:
        made = InfluxDb(folder / "influx")
        made.start()
        yield made
        made.stop()


@pytest.fixture(autouse=True)
def let_in(settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"inside": "127.0.0.1"})


def made_outlet(influx: InfluxDb, owner: Any, site: Any, **changed: Any) -> Outlet:
    influx.ask(f'DROP DATABASE "{DATABASE}"')
    influx.ask(f'CREATE DATABASE "{DATABASE}"')
    told = {"url": influx.url, "api": "1", "bucket": DATABASE}
    return outlet(owner, site.organization, "influxdb", settings=told, **changed)


def _points(influx: InfluxDb) -> list[tuple[object, ...]]:
    found = influx.ask("SELECT * FROM harimi")
    return [(one["time"], one["meter"], one["value"], one["total"], one["state"], one["valid"]) for one in found]


def test_readings_are_points_at_the_photographs_moment_and_corrections_replace_them(influx: InfluxDb) -> None:
    owner, site = customer()
    made_outlet(influx, owner, site)
    register = water(site, "Water, cellar = 1")
    say(register, 1, 1000)
    say(register, 2, 1010)
    say(register, 1.5, 1005)
    sent()
    say(register, 2, 1012, State.CORRECTED)
    sent()
    assert _points(influx) == [
        ("2026-04-01T01:00:00Z", "Water, cellar = 1", 100, 100, "estimated", True),
        ("2026-04-01T01:30:00Z", "Water, cellar = 1", 100.5, 100.5, "estimated", True),
        ("2026-04-01T02:00:00Z", "Water, cellar = 1", 101.2, 101.2, "corrected", True),
    ]
    withdraw(register, 2)
    sent()
    assert [one[0] for one in _points(influx)] == ["2026-04-01T01:00:00Z", "2026-04-01T01:30:00Z"]


def test_the_archive_can_be_sent_and_twice_is_as_good_as_once(influx: InfluxDb) -> None:
    owner, site = customer()
    registers = [water(site, f"Water {n}") for n in range(3)]
    for register in registers:
        for hour in range(4):
            say(register, hour, 1000 + hour)
    made = made_outlet(influx, owner, site)
    for _ in range(2):
        fill(made, START + timedelta(hours=1), actor=owner)
        sent()
    assert len(_points(influx)) == 9
    assert not Filling.objects.exists()


def test_readings_that_came_in_a_table_are_fetched_from_the_archive(influx: InfluxDb) -> None:
    owner, site = customer()
    register, other = water(site), water(site, "Other")
    made_outlet(influx, owner, site)
    told = [
        Reading(register=one, at=START + timedelta(hours=n), value=n, state=State.CONFIRMED, changed_at=START)
        for one in (register, other)
        for n in range(5)
    ]
    Reading.objects.bulk_create(told)
    first, last = START + timedelta(hours=1), START + timedelta(hours=3)
    tell(IMPORTED, {"register": str(register.pk), "from": first.isoformat(), "to": last.isoformat(), "count": 3})
    heard()
    sent()
    assert [one[0] for one in _points(influx)] == [f"2026-04-01T0{n}:00:00Z" for n in (1, 2, 3)]


def test_a_correction_after_a_rename_leaves_no_second_point_nor_does_the_archive(influx: InfluxDb) -> None:
    owner, site = customer()
    made = made_outlet(influx, owner, site)
    register = water(site, "A\\B, C\\")
    for hour in (1, 2, 3):
        say(register, hour, 1000 + hour)
    sent()
    assert {one[1] for one in _points(influx)} == {"A\\B, C"}
    Meter.objects.filter(pk=register.meter_id).update(name="N'ew\\x")
    say(register, 1, 1100, State.CORRECTED)
    sent()
    assert [(one[1], one[2]) for one in _points(influx)] == [("N'ew\\x", 110), ("A\\B, C", 100.2), ("A\\B, C", 100.3)]
    fill(made, START, actor=owner)
    sent()
    assert [one[1] for one in _points(influx)] == ["N'ew\\x"] * 3


def test_what_came_from_the_archive_is_withdrawn_too(influx: InfluxDb) -> None:
    owner, site = customer()
    register = water(site)
    say(register, 1, 1000)
    say(register, 2, 1010)
    fill(made_outlet(influx, owner, site), START, actor=owner)
    sent()
    assert len(_points(influx)) == 2
    say(register, 2, None, State.REJECTED)
    sent()
    assert [one[0] for one in _points(influx)] == ["2026-04-01T01:00:00Z"]


def test_no_more_than_some_points_are_deleted_at_a_time(influx: InfluxDb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(influxdb, "DELETED", 2)
    owner, site = customer()
    made_outlet(influx, owner, site)
    register = water(site)
    for hour in range(5):
        say(register, hour, 1000 + hour)
        say(register, hour, 1100 + hour, State.CORRECTED)
    withdraw(register, 4)
    sent()
    assert [one[2] for one in _points(influx)] == [110, 110.1, 110.2, 110.3]
    assert Provision.objects.get().times == 3


def test_the_path_of_a_proxy_is_kept(monkeypatch: pytest.MonkeyPatch, settings: Any, server: Server) -> None:
    known(monkeypatch, settings)
    owner, site = customer()
    told = {"url": "http://partner.example/influx/", "org": "o", "bucket": "b", "token": "t"}
    outlet(owner, site.organization, "influxdb", settings=told)
    register = water(site)
    say(register, 1, 1000)
    say(register, 1, 1001, State.CORRECTED)
    sent()
    assert [path.partition("?")[0] for path, *_ in server.taken] == ["/influx/api/v2/delete", "/influx/api/v2/write"]


def test_a_wrong_database_is_said_and_nothing_is_lost(influx: InfluxDb) -> None:
    owner, site = customer()
    made = made_outlet(influx, owner, site)
    influx.ask(f'DROP DATABASE "{DATABASE}"')
    register = water(site)
    say(register, 1, 1000)
    sent()
    made.refresh_from_db()
    assert made.fault == "http_404"
    influx.ask(f'CREATE DATABASE "{DATABASE}"')
    later()
    sent()
    assert len(_points(influx)) == 1


@given(names=st.lists(st.text(min_size=1, max_size=20), min_size=3, max_size=3))
def test_no_name_breaks_a_line(names: list[str]) -> None:
    meter = Meter().pk
    site, meter_name, register = names
    called = Named(meter, meter, site, meter_name, register, "", "m³", "counter", 1, ())
    data = {"value": "1.0", "total": "1.0", "state": "estimated", "confidence": 0.5, "lamps": []}
    line = point(Event(type="reading.created", at=START, data=data), called)
    assert "\n" not in line
    assert "\r" not in line
    assert line.endswith(f" {nanoseconds(START)}")


def test_moments_are_exact() -> None:
    at = datetime(2026, 4, 1, 12, 0, 0, 123457, tzinfo=UTC)
    assert nanoseconds(at) == 1_775_044_800_123_457_000
