"""What is in the ZIP that somebody takes along, and who is named in it."""

import json
import zipfile
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from harimi.service.accounts.members import change_role
from harimi.service.accounts.models import Activity, Membership
from harimi.service.captures.models import Cut
from harimi.service.pages.exports import making, table_pages
from harimi.service.pages.exports.cells import in_csv
from harimi.service.platform.blobs import blobs
from harimi.service.rights import exported
from harimi.service.rights.models import Export
from tests.services.exporting import house, lines, rows, taken, zipped
from tests.services.world import World, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made(published: None) -> World:
    return house()


def test_it_holds_pages_tables_photographs_and_a_readme(made: World) -> None:
    found = taken(made)
    names = set(found.namelist())
    assert {"index.html", "README.txt", "pages/meters_meter.html", "data/meters_meter.csv"} <= names
    assert len(names) == len(found.namelist())
    cuts = rows(found, "captures_cut")
    assert {one["file"] for one in cuts} == {name for name in names if name.startswith("photographs/Home/Electricity/")}
    assert [found.read(one["file"]) for one in cuts] == [blobs().get(one.blob) for one in Cut.objects.order_by("pk")]
    assert all(one["file"] in found.read("pages/captures_cut.html").decode() for one in cuts)
    index, readme = found.read("index.html").decode(), found.read("README.txt").decode("utf-8-sig")
    assert "メーターの台帳" in index
    assert "秘密の値" in readme
    assert "第1版" in readme
    assert "2枚の写真" in readme
    for name in names:
        if name.endswith(".html"):
            page = found.read(name).decode()
            assert "<script" not in page
            assert "http:" not in page
            assert "https:" not in page


def test_values_have_decimals_units_names_and_zones(made: World) -> None:
    found = taken(made, language="en")
    reading = rows(found, "readings_reading")[1]
    assert (reading["value"], reading["value_decimal"], reading["unit"]) == (876600, "8766.00", "kWh")
    assert reading["register_name"] == "Electricity"
    assert (reading["state"], reading["state_words"]) == ("estimated", "Read")
    assert reading["register_id"] == rows(found, "meters_register")[0]["id"] == str(made.register.pk)
    assert reading["at"] == "2026-04-06T10:00:00+09:00"
    assert rows(found, "meters_site")[0]["name"] == "Home"
    head, first, *_ = lines(found, "readings_reading")
    assert head.index("Unit") == head.index("Value") + 1
    assert first[head.index("Value")] == "8765.41"
    assert first[head.index("Unit")] == "kWh"
    assert "8,766.00" in found.read("pages/readings_reading.html").decode()


def test_what_a_spreadsheet_would_compute_is_text_and_numbers_stay_numbers(made: World) -> None:
    for name in ("=1+1", "+1", "-1", "@SUM(A1)", "＝1"):
        made.register.meter.name = name
        made.register.meter.save()
        found = taken(made, language="en")
        head, first = lines(found, "meters_meter")
        assert first[head.index("Name")] == f"'{name}"
        assert rows(found, "meters_meter")[0]["name"] == name
    assert [in_csv(one) for one in (-5, -0.5, Decimal("-1.50"), "-5", "a-5", ["=1"], None)] == [
        *("-5", "-0.5", "-1.50", "'-5", "a-5", '["=1"]', "")
    ]


def test_names_that_no_file_system_takes_become_safe(made: World) -> None:
    made.register.meter.name = "../\\:CON?"
    made.register.meter.save()
    made.site.name = "COM1"
    made.site.save()
    names = [name for name in taken(made).namelist() if name.startswith("photographs/")]
    assert all(name.startswith("photographs/_COM1/_") and ".." not in name.split("/") for name in names), names


def test_members_are_named_staff_and_those_who_left_are_not(made: World) -> None:
    membership = Membership.objects.get(user__email="viewer@example.jp")
    change_role(membership, "manager", actor=made.owner)
    staff, gone, owner = person("boss@example.jp", staff=True), person("gone@example.jp"), made.owner
    for actor in (staff, gone, owner):
        Activity.objects.create(organization=made.site.organization, action="place.changed", actor=actor)
    found = taken(made, language="en")
    told = [one["actor_id"] for one in rows(found, "accounts_activity") if one["action"] == "place.changed"]
    assert told == ["staff of the operator", "somebody who has left", "owner@example.jp"]
    done = [one["action_words"] for one in rows(found, "accounts_activity")]
    assert "Electricity" in done[0]
    assert any("viewer@example.jp" in one for one in done)
    everything = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    assert "boss@" not in everything
    assert "gone@" not in everything
    assert {one["user_id"] for one in rows(found, "accounts_membership")} == {
        *("owner@example.jp", "manager@example.jp", "viewer@example.jp")
    }


def test_a_persons_own_names_nobody_else(made: World) -> None:
    found = taken(made, "me", "viewer", "en")
    everything = "".join(found.read(name).decode(errors="replace") for name in found.namelist())
    assert "viewer@example.jp" in everything
    assert "owner@example.jp" not in everything
    assert "manager@example.jp" not in everything
    assert "Home" not in everything
    assert not [name for name in found.namelist() if name.startswith("photographs/")]


def test_a_photograph_whose_bytes_are_missing_is_told_of(made: World) -> None:
    gone = Cut.objects.order_by("pk")[0]
    blobs().delete(gone.blob)
    found = taken(made)
    readme = found.read("README.txt").decode("utf-8-sig")
    assert "1枚は、記録はありますが" in readme
    assert next(one["file"] for one in rows(found, "captures_cut")) == "(データが見つかりません)"
    assert len([name for name in found.namelist() if name.startswith("photographs/")]) == 1


@pytest.mark.parametrize("batch", [1, 2, 3, 4, 500])
def test_many_rows_come_in_pages_and_none_is_left_out_or_doubled(
    made: World, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(4):
        Activity.objects.create(organization=made.site.organization, action="place.changed", about=str(n))
    monkeypatch.setattr(exported, "BATCH", batch)
    monkeypatch.setattr(table_pages, "MOST", 3)
    found = taken(made, language="en")
    for table in ("accounts_activity", "readings_reading", "captures_capture", "captures_cut"):
        told = rows(found, table)
        assert len(told) == len(lines(found, table)) - 1 == len({json.dumps(one) for one in told})
        pages = [name for name in found.namelist() if name.startswith(f"pages/{table}")]
        assert len(pages) == min(3, -(-len(told) // batch))
        last = found.read(pages[-1]).decode()
        assert ("Next page" in last) is False
        assert ("All rows are in the file" in last) is (len(told) > 3 * batch)
        assert all("Next page" in found.read(name).decode() for name in pages[:-1])


def test_a_file_larger_than_a_plain_zip_can_be_is_a_large_one(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 3_000)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 10)
    found = taken(made)
    assert found.testzip() is None
    assert len(found.namelist()) > 50
    assert max(one.file_size for one in found.infolist()) > 3_000


def test_a_person_without_anything_may_take_that_along_too(made: World) -> None:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person("alone@example.jp"))
    client.post(reverse("export_make"), {"who": "me"})
    assert making.make_one()
    assert "alone@example.jp" in zipped(Export.objects.get()).read("index.html").decode()
