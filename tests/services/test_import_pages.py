"""Tables are sent, explained row by row and confirmed: by those who may, and nobody else sees what they sent."""

import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from harimi.service.accounts.models import Activity
from harimi.service.meters.models import Meter, Site, Upload
from harimi.service.meters.tables import read_table
from harimi.service.pages.texts import TEXTS
from harimi.service.readings.imports.columns import NAMES, TAKEN, columns
from harimi.service.readings.models import Reading
from harimi.service.readings.settled import Word, tell
from tests.services.world import World, home, member, person, work, world

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2026, 4, 6, 0, 0, tzinfo=UTC)
WHO = ("owner", "manager", "viewer", "other", "staff", "nobody")
MAY = {"owner", "manager", "other"}
METERS = "場所,メーター名,種類,桁数\n本社,水道,ドラム,8\n本社,ガス,なにか,8\n"
READINGS = "日時,値\n2026-03-01 09:00,8000.00\n2026-03-02,8100.5\n2026-03-03,abc\n"


@pytest.fixture
def made() -> World:
    made = world("energy", since=START, faced=False)
    for role in ("manager", "viewer"):
        member(made.site.organization, f"{role}@example.jp", role)
    home(person("other@example.jp"), "Elsewhere")
    person("staff@example.jp", staff=True)
    return made


def _client(who: str = "owner", language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    if who != "nobody":
        assert client.login(email=f"{who}@example.jp", password="a long password")
    return client


def _file(text: str | bytes, name: str = "table.csv") -> dict[str, SimpleUploadedFile]:
    return {"table": SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)}


def _send(client: Client, text: str | bytes, address: str) -> HttpResponse:
    return client.post(address, _file(text))  # type: ignore[return-value]


def _addresses(made: World) -> dict[str, Callable[[], str]]:
    return {
        "import_meters": lambda: reverse("import_meters"),
        "import_readings": lambda: reverse("import_readings"),
        "import_meter_readings": lambda: reverse("import_meter_readings", args=[made.register.meter_id]),
    }


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("page", ["import_meters", "import_readings", "import_meter_readings", "import_template"])
def test_only_those_who_may_change_meters_and_values_send_tables(made: World, who: str, page: str) -> None:
    client, template = _client(who), page == "import_template"
    address = reverse(page, args=["meters", "csv"]) if template else _addresses(made)[page]()
    allowed = who in MAY and not (page == "import_meter_readings" and who == "other")
    expected = 302 if who == "nobody" else 200 if allowed else 404
    assert client.get(address).status_code == expected
    if not template:
        rows = METERS if page == "import_meters" else "製造番号,日時,値\nx,2026-03-01,1"
        assert _send(client, rows, address).status_code == (302 if allowed else expected)
        assert Upload.objects.exists() is allowed


@pytest.mark.parametrize("who", [who for who in WHO if who != "owner"])
@pytest.mark.parametrize("page", ["import_upload", "import_problems"])
def test_what_somebody_sent_is_theirs_alone(made: World, who: str, page: str) -> None:
    _send(_client(), METERS, reverse("import_meters"))
    address = reverse(page, args=[Upload.objects.get().pk])
    expected = 302 if who == "nobody" else 404
    assert _client(who).get(address).status_code == expected
    assert _client(who).post(address, {"leave_out": "1"}).status_code == (405 if page == "import_problems" else expected) or (
        who == "nobody"
    )
    assert Upload.objects.get().confirmed_at is None


def test_who_lost_their_role_confirms_nothing(made: World) -> None:
    manager = _client("manager")
    _send(manager, METERS, reverse("import_meters"))
    made.site.organization.memberships.filter(role="manager").update(role="viewer")
    address = reverse("import_upload", args=[Upload.objects.get().pk])
    assert manager.post(address, {"leave_out": "1"}).status_code == 404


def test_a_form_from_elsewhere_is_refused(made: World) -> None:
    _send(_client(), METERS, reverse("import_meters"))
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.owner)
    assert client.post(reverse("import_upload", args=[Upload.objects.get().pk]), {"leave_out": "1"}).status_code == 403
    assert client.post(reverse("import_meters"), _file(METERS)).status_code == 403


def test_an_organization_of_somebody_else_gets_nothing(made: World) -> None:
    elsewhere = Site.objects.exclude(pk=made.site.pk).get().organization
    answer = _client().post(reverse("import_meters"), _file(METERS) | {"organization_id": str(elsewhere.pk)})
    assert answer.status_code == 422
    assert not Upload.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("ja", "種類は「ドラム」"), ("en", "Must be drums")])
def test_every_row_is_explained_and_nothing_is_written(made: World, language: str, words: str) -> None:
    client = _client(language=language)
    answer = _send(client, METERS, reverse("import_meters"))
    page = client.get(answer.headers["Location"]).content.decode()
    assert words in page
    assert Meter.objects.count() == 1
    assert Site.objects.filter(organization=made.site.organization).count() == 1


def test_all_or_nothing_unless_rows_with_problems_are_left_out(made: World) -> None:
    client = _client()
    address = _send(client, METERS, reverse("import_meters")).headers["Location"]
    answer = client.post(address)
    assert answer.status_code == 422
    work()
    assert Meter.objects.count() == 1
    assert client.post(address, {"leave_out": "1"}).status_code == 302
    assert "Importing" in client.get(address).content.decode()
    work()
    assert Meter.objects.filter(name="水道").exists()
    assert "Imported" in client.get(address).content.decode()
    client.post(address, {"leave_out": "1"})
    work()
    assert Meter.objects.count() == 2
    page = client.get(reverse("activity")).content.decode()
    assert "Imported meters (rows: 1)" in page


def test_what_is_discarded_is_gone(made: World) -> None:
    client = _client()
    address = _send(client, METERS, reverse("import_meters")).headers["Location"]
    assert client.post(address, {"action": "discard"}).headers["Location"] == reverse("import_meters")
    assert not Upload.objects.exists()
    assert client.get(address).status_code == 404


def test_readings_of_one_meter_come_in_on_its_page(made: World) -> None:
    client = _client()
    address = _send(client, READINGS, _addresses(made)["import_meter_readings"]()).headers["Location"]
    page = client.get(address).content.decode()
    assert "Not a number" in page
    assert "a day alone (2)" in page
    client.post(address, {"leave_out": "1"})
    work()
    assert list(Reading.objects.order_by("at").values_list("value", flat=True)) == [800000, 810050]
    assert Activity.objects.get().action == "imports.readings"
    assert reverse("meter", args=[made.register.meter_id]) in client.get(address).content.decode()


def test_other_values_are_shown_and_replaced_where_that_is_ticked(made: World) -> None:
    tell(made.register, datetime(2026, 3, 1, 0, 0, tzinfo=UTC), Word(Decimal("7999.00"), made.owner))
    client = _client()
    rows = "日時,値\n2026-03-01 09:00,8000.00\n"
    address = _send(client, rows, _addresses(made)["import_meter_readings"]()).headers["Location"]
    assert "Other value kept" in client.get(address).content.decode()
    client.post(address, {"replace": "1"})
    work()
    assert Reading.objects.get().value == 800000


def test_problems_are_a_table_that_computes_nothing(made: World) -> None:
    client = _client()
    rows = "場所,メーター名,種類\n=HYPERLINK(),水道,ドラム\n"
    address = _send(client, rows, reverse("import_meters")).headers["Location"]
    assert address
    answer = client.get(reverse("import_problems", args=[Upload.objects.get().pk]))
    assert answer.content.startswith(b"\xef\xbb\xbf")
    table = read_table(answer.content)
    assert table.rows[0].cells[:2] == ("2", "'=HYPERLINK()")
    assert "how many digits" in table.rows[0].cells[-1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Choose a file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old Excel file"),
        (b"PK\x03\x04nothing", "cannot be opened"),
        ("場所,桁数\nA,8\n".encode(), "missing: Meter"),
        ("場所,Place,メーター\nA,A,B\n".encode(), "mean the same: Place"),
        ("場所,メーター\n".encode(), "has no rows"),
        (b'place,meter\n"A,B\n', "not closed"),
        (b"x" * 5_000_001, "too large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_words(made: World, data: bytes, words: str) -> None:
    answer = _send(_client(), data, reverse("import_meters"))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


@pytest.mark.parametrize("kind", ["meters", "one", "many"])
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_is_a_table_that_is_understood(made: World, kind: str, language: str, ending: str) -> None:
    answer = _client(language=language).get(reverse("import_template", args=[kind, ending]))
    named = columns(read_table(answer.content), kind)
    assert (set(named.places), named.ignored, named.missing, named.twice) == (set(TAKEN[kind]), (), (), ())
    if ending == "xlsx":
        assert load_workbook(io.BytesIO(answer.content)).active is not None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_example_rows_of_a_template_are_right(made: World, language: str) -> None:
    client = _client(language=language)
    data = client.get(reverse("import_template", args=["meters", "xlsx"])).content
    client.post(_send(client, data, reverse("import_meters")).headers["Location"])
    work()
    assert Upload.objects.get().outcome == {"new": 2, "changed": 0, "same": 0, "kept": 0, "problem": 0}


@pytest.mark.parametrize("kind", ["nothing", "meters"])
def test_no_other_template_is_there(made: World, kind: str) -> None:
    assert _client().get(reverse("import_template", args=[kind, "exe"])).status_code == 404


def test_a_column_that_means_nothing_is_named(made: World) -> None:
    client = _client()
    rows = "場所,メーター名,種類,桁数,担当者\n本社,水道,ドラム,8,佐藤\n"
    page = client.get(_send(client, rows, reverse("import_meters")).headers["Location"]).content.decode()
    assert "not used: 担当者" in page


def test_every_problem_has_words() -> None:
    told = {key.rpartition(".")[2] for key in TEXTS if key.startswith("imports.problem.")}
    assert len(told) > 30
    assert set(NAMES) >= {column for taken in TAKEN.values() for column in taken}


def test_an_empty_house_leads_to_the_import() -> None:
    home(person("owner@example.jp"))
    assert reverse("import_meters") in _client().get("/").content.decode()
