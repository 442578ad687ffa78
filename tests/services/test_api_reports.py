"""Reports by the API: as CSV, as a spreadsheet, as a PDF that is asked for; tenants are named to those who may know them."""

from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from harimi.service.accounts.api_tokens import Scope
from harimi.service.accounts.models import User
from harimi.service.meters.models import ReportFile
from harimi.service.pages.reports import making
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.platform.blobs import blobs
from harimi.service.readings import report_papers
from tests.services.api_calls import calling, token_for
from tests.services.test_addresses import made as made
from tests.services.world import World, home, person

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]
JSON, APRIL = "application/json", "period=2026-04"
WITHOUT = [one for one in Scope if one != Scope.PEOPLE_READ]
laid_out = pytest.mark.skipif(not has_pdf(), reason="no WeasyPrint with Pango (Debian: libpango-1.0-0 libpangoft2-1.0-0)")


@pytest.fixture
def client(made: World) -> Client:
    """The owner's program."""
    return calling(token_for(made.site.organization, made.owner))


def _asked(client: Client, **body: Any) -> Any:
    return client.post("/api/v1/reports", {"period": "2026-04", **body}, content_type=JSON)


def _table(client: Client, query: str = APRIL) -> str:
    answer = client.get(f"/api/v1/report.csv?{query}")
    assert answer.status_code == 200, answer.content
    return answer.content.decode("utf-8-sig")


def test_the_same_table_comes_as_on_the_page(made: World, client: Client) -> None:
    page = Client(headers={"accept-language": "ja"})
    page.force_login(made.owner)
    for query, address in (
        (f"{APRIL}&site_id={made.site.pk}", f"/reports/report.csv?{APRIL}&site={made.site.pk}&language=ja"),
        (f"{APRIL}&language=en", f"/reports/report.csv?{APRIL}&site=all&language=en"),
        ("period=2026", "/reports/report.csv?period=2026&site=all&language=ja"),
    ):
        assert _table(client, query) == page.get(address).content.decode("utf-8-sig")
    answer = client.get(f"/api/v1/report.csv?{APRIL}&site_id={made.site.pk}")
    assert "2026-04_Home.csv" in answer.headers["Content-Disposition"]
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")


def test_the_spreadsheet_opens(client: Client) -> None:
    book = load_workbook(BytesIO(client.get(f"/api/v1/report.xlsx?{APRIL}").content))
    assert any("tenant" in str(cell) for sheet in book for row in sheet.values for cell in row)


def test_tenants_are_named_to_a_token_that_may_read_people(made: World, client: Client) -> None:
    nameless = calling(token_for(made.site.organization, made.owner, *WITHOUT))
    assert ("tenant" in _table(client), "tenant" in _table(nameless)) == (True, False)
    for answer in (nameless.get("/api/v1/reports"), _asked(nameless)):
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
        assert "people:read" in answer.json()["detail"]
    assert not ReportFile.objects.exists()


@laid_out
def test_a_pdf_is_asked_for_once_made_and_fetched(made: World, client: Client) -> None:
    asked = {"site_id": str(made.site.pk), "language": "en", "photographs": True}
    told = _asked(client, **asked).json()
    assert _asked(client, **asked).json()["id"] == told["id"]
    address = f"/api/v1/reports/{told['id']}"
    assert (told["period"], told["done_at"], told["photographs"]) == ("2026-04", None, True)
    assert client.get(f"{address}/file.pdf").status_code == 404
    assert making.make_one()
    done = client.get(address).json()
    assert (done["done_at"] is not None, done["fault"]) == (True, "")
    assert client.get("/api/v1/reports").json()["data"] == [done]
    answer = client.get(f"{address}/file.pdf")
    assert answer.content.startswith(b"%PDF")
    assert "2026-04_Home.pdf" in answer.headers["Content-Disposition"]
    blobs().delete(ReportFile.objects.get().blob)
    assert client.get(f"{address}/file.pdf").status_code == 404


def test_a_service_without_pdfs_says_so(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harimi.service.api.v1.reports.has_pdf", lambda: False)
    answer = _asked(client)
    assert (answer.status_code, answer.json()["code"]) == (422, "no_pdf")
    assert report_papers.has_pdf() == has_pdf()


def test_what_makes_no_sense_is_refused(made: World, client: Client) -> None:
    for query, code in (
        ("", "bad_request"),
        ("period=April", "bad_request"),
        ("period=2026-13", "bad_period"),
        ("period=1999", "bad_period"),
        ("period=2199-01", "bad_period"),
        (f"{APRIL}&language=fr", "bad_request"),
        (f"{APRIL}&site_id=x", "bad_request"),
    ):
        answer = client.get(f"/api/v1/report.csv?{query}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), query


def test_somebody_elses_is_not_there(made: World, client: Client) -> None:
    other = User.objects.get(email="other@example.jp")
    stranger = calling(token_for(other.memberships.get().organization, other))
    assert stranger.get(f"/api/v1/report.csv?{APRIL}&site_id={made.site.pk}").status_code == 404
    assert _asked(stranger, site_id=str(made.site.pk)).status_code == 404
    row = ReportFile.objects.create(
        organization=made.site.organization, kind="month", day="2026-04-01", language="ja", photographs=False,
        asked_at=timezone.now(), blob="x",
    )  # fmt: skip
    for end in ("", "/file.pdf"):
        assert stranger.get(f"/api/v1/reports/{row.pk}{end}").status_code == 404
    assert stranger.get("/api/v1/reports").json()["data"] == []
    empty = person("empty@example.jp")
    nothing = home(empty).organization
    nothing.sites.all().delete()
    assert calling(token_for(nothing, empty)).get(f"/api/v1/report.csv?{APRIL}").status_code == 404


def test_sheets_are_counted_as_work(client: Client, settings: Any) -> None:
    settings.HARIMI = settings.HARIMI.model_copy(update={"api_photographs_per_minute": 2})
    assert [client.get(f"/api/v1/report.csv?{APRIL}").status_code for _ in range(3)] == [200, 200, 429]
