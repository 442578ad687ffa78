"""Tables by the API: sent, looked at row by row, applied once, thrown away; by whoever sent them and nobody else."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from harimi.service.meters.models import Meter, Upload
from harimi.service.meters.tables import MOST_BYTES, read_table
from harimi.service.readings.imports.columns import TAKEN, columns
from harimi.service.readings.models import Reading, ReadingVersion
from harimi.service.readings.settled import Word, tell
from tests.services.api_calls import calling, token_for
from tests.services.world import World, member, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
JSON, EXCEL = "application/json", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METERS = "場所,メーター名,種類,桁数,担当者\n本社,水道,ドラム,8,佐藤\n本社,ガス,なにか,8,佐藤\n"
READINGS = "日時,値\n2026-03-01 09:00,8000.00\n2026-03-02,8100.5\n2026-03-03,abc\n"


@pytest.fixture
def made() -> World:
    """A meter that nobody has read."""
    return world("energy", since=START, faced=False)


@pytest.fixture
def client(made: World) -> Client:
    """The owner's program."""
    return calling(token_for(made.site.organization, made.owner))


def sent(client: Client, data: str | bytes, kind: str = "meters", **told: Any) -> Any:
    table = SimpleUploadedFile("table", data.encode() if isinstance(data, str) else data)
    return client.post("/api/v1/imports", {"table": table, "kind": kind, **told})


def path(answer: Any, *more: str) -> str:
    return "/".join(["/api/v1/imports", answer.json()["id"], *more])


def test_a_table_of_meters_is_explained_and_applied_once(made: World, client: Client) -> None:
    answer = sent(client, METERS)
    assert (answer.status_code, answer.json()["state"]) == (200, "waits"), answer.content
    told = client.get(path(answer, "rows")).json()
    assert (told["counts"]["new"], told["counts"]["problem"], told["ignored"]) == (1, 1, ["担当者"])
    good, bad = told["data"]
    assert (good["number"], good["becomes"], good["cells"]["name"], good["problems"]) == (2, "new", "水道", [])
    assert [(one["column"], one["code"]) for one in bad["problems"]] == [("kind", "no_kind")]
    refused = client.post(path(answer, "apply"), {}, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "problems_left")
    assert Meter.objects.count() == 1
    for _ in range(2):
        assert client.post(path(answer, "apply"), {"leave_out": True}, content_type=JSON).json()["state"] == "running"
    work()
    done = client.get(path(answer)).json()
    assert (done["state"], done["fault"], done["rows"]["new"], done["rows"]["problem"]) == ("done", "", 1, 1)
    assert client.post(path(answer, "apply"), {"leave_out": True}, content_type=JSON).json() == done
    assert [one["id"] for one in client.get("/api/v1/imports").json()["data"]] == [done["id"]]
    assert sorted(Meter.objects.values_list("name", flat=True)) == ["Electricity", "水道"]


def test_readings_of_one_register_are_told_with_what_they_mean(made: World, client: Client) -> None:
    tell(made.register, datetime(2026, 3, 1, 0, 0, tzinfo=UTC), Word(Decimal("7999.00"), made.owner))
    answer = sent(client, READINGS, "one", register_id=str(made.register.pk))
    told = client.get(path(answer, "rows")).json()
    assert [one["becomes"] for one in told["data"]] == ["kept", "new", "problem"]
    assert told["days"] == 2
    assert told["data"][1]["at"] == "2026-03-01T15:00:00Z"
    assert (told["data"][1]["value"], told["data"][1]["register_id"]) == ("8100.50", str(made.register.pk))
    replaced = client.get(path(answer, "rows") + "?replace=true&becomes=changed").json()["data"]
    assert [one["number"] for one in replaced] == [2]
    client.post(path(answer, "apply"), {"leave_out": True, "replace": True}, content_type=JSON)
    work()
    assert list(Reading.objects.order_by("at").values_list("value", flat=True)) == [800000, 810050]
    assert ReadingVersion.objects.get().value == 799900


def test_what_contradicts_is_told_with_the_other_value_and_when(made: World, client: Client) -> None:
    rows = "日時,値\n2026-03-01 09:00,8000\n2026-03-02 09:00,7000\n2026-03-03 09:00,7001\n"
    answer = sent(client, rows, "one", register_id=str(made.register.pk))
    [row] = client.get(path(answer, "rows") + "?becomes=problem").json()["data"]
    [problem] = row["problems"]
    assert (row["number"], problem["column"], problem["code"]) == (2, "value", "leapt")
    assert problem["details"] == {"other": "7000.00", "other_at": "2026-03-02T00:00:00Z"}


def test_the_rows_come_in_pages(made: World, client: Client) -> None:
    rows = "".join(f"2026-03-{day:02},{8000 + day}\n" for day in range(1, 8))
    answer = sent(client, f"日時,値\n{rows}", "one", register_id=str(made.register.pk))
    address, numbers = f"{path(answer, 'rows')}?limit=3", []
    page = client.get(address).json()
    while True:
        numbers += [one["number"] for one in page["data"]]
        if page["next"] is None:
            break
        page = client.get(address, {"cursor": page["next"], "limit": 3}).json()
    assert numbers == list(range(2, 9))
    assert client.get(f"{address}&cursor=x").json()["code"] == "bad_cursor"


def test_an_excel_file_is_a_table_too(made: World, client: Client) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (["Time", "Value"], ["2026-03-01 09:00", 8000.5]):
        book.active.append(row)
    book.save(out)
    answer = sent(client, out.getvalue(), "one", register_id=str(made.register.pk))
    [row] = client.get(path(answer, "rows")).json()["data"]
    assert (row["becomes"], row["value"], row["at"]) == ("new", "8000.50", "2026-03-01T00:00:00Z")


def test_what_is_thrown_away_is_gone_and_what_was_applied_is_not(made: World, client: Client) -> None:
    first, second = sent(client, METERS), sent(client, METERS)
    assert client.delete(path(first)).status_code == 204
    assert client.get(path(first)).status_code == 404
    client.post(path(second, "apply"), {"leave_out": True}, content_type=JSON)
    refused = client.delete(path(second))
    assert (refused.status_code, refused.json()["code"]) == (422, "applied")
    assert Upload.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b" ", "table_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "table_old_excel"),
        (b"PK\x03\x04nothing", "table_broken_excel"),
        (b"\x00\x01\x02\x00", "table_encoding"),
        ("場所,桁数\nA,8\n".encode(), "table_missing"),
        ("場所,Place,メーター\nA,A,B\n".encode(), "table_twice"),
        ("場所,メーター\n".encode(), "table_no_rows"),
        (b'place,meter\n"A,B\n', "table_broken"),
        (b"place,meter\n" + b"A,B\n" * 20_001, "table_too_many_rows"),
        (b"x" * (MOST_BYTES + 1), "table_too_large"),
        (b"x" * (MOST_BYTES + 200_000), "too_large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_code(made: World, client: Client, data: bytes, code: str) -> None:
    answer = sent(client, data)
    assert (answer.status_code, answer.json()["code"]) == (413 if code == "too_large" else 422, code)
    assert "{" not in answer.json()["detail"]
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("kind", "register", "status", "code"),
    [
        ("one", None, 422, "bad_register"),
        ("many", "mine", 422, "bad_register"),
        ("one", "theirs", 404, "not_found"),
        ("some", None, 422, "bad_request"),
    ],
)
def test_a_register_is_named_for_readings_of_one_alone(
    made: World, client: Client, kind: str, register: str | None, status: int, code: str
) -> None:
    theirs = world("pressure", since=START, email="stranger@example.jp", faced=False)
    ids = {"mine": made.register.pk, "theirs": theirs.register.pk}
    told = {} if register is None else {"register_id": str(ids[register])}
    answer = sent(client, READINGS, kind, **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Upload.objects.exists()


def test_what_somebody_sent_is_theirs_alone_even_in_their_house(made: World, client: Client) -> None:
    answer = sent(client, METERS)
    manager = calling(token_for(made.site.organization, member(made.site.organization, "manager@example.jp", "manager")))
    assert manager.get("/api/v1/imports").json()["data"] == []
    for address in (path(answer), path(answer, "rows")):
        assert manager.get(address).status_code == 404
    assert manager.post(path(answer, "apply"), {"leave_out": True}, content_type=JSON).status_code == 404
    assert manager.delete(path(answer)).status_code == 404
    assert Upload.objects.get().confirmed_at is None


def test_a_sender_who_lost_their_role_has_nothing_written(made: World) -> None:
    user = member(made.site.organization, "manager@example.jp", "manager")
    client = calling(token_for(made.site.organization, user))
    answer = sent(client, METERS)
    client.post(path(answer, "apply"), {"leave_out": True}, content_type=JSON)
    user.memberships.update(role="viewer")
    assert client.get(path(answer)).status_code == 401
    work()
    assert Upload.objects.get().fault == "not_allowed"
    assert Meter.objects.count() == 1


def test_tables_are_limited_by_the_minute(made: World, client: Client, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 1})
    assert [sent(client, METERS).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("kind", ["meters", "many", "one"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("ending", "media"), [("csv", "text/csv; charset=utf-8"), ("xlsx", EXCEL)])
def test_a_template_is_a_table_that_is_understood(
    made: World, client: Client, kind: str, language: str, ending: str, media: str
) -> None:
    answer = client.get(f"/api/v1/import-template.{ending}?kind={kind}", headers={"accept-language": language})
    assert answer.headers["Content-Type"] == media
    named = columns(read_table(answer.content), kind)
    assert (set(named.places), named.ignored, named.missing, named.twice) == (set(TAKEN[kind]), (), (), ())


def test_a_template_is_for_whoever_may_import(made: World, client: Client) -> None:
    address = "/api/v1/import-template.xlsx"
    assert client.get(f"{address}?kind=some").json()["code"] == "bad_request"
    few = calling(token_for(made.site.organization, made.owner, "meters:write", "readings:write"))
    for nobody, code in ((few, "scope_missing"), (calling(""), "no_token")):
        assert nobody.get(f"{address}?kind=meters").json()["code"] == code
