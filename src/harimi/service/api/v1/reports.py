"""Reports: a month or a year of a site or of all, as CSV, as a spreadsheet, and as a PDF that a worker makes."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.problems import ProblemError
from harimi.service.api.v1.caller import Caller, allowed, caller, found, missing, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_work
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.sites import sites_of
from harimi.service.api.v1.words import Listed, Sent
from harimi.service.meters.models import ReportFile, Site
from harimi.service.meters.report_files import Wanted, ask, content
from harimi.service.platform.blobs import BlobMissingError
from harimi.service.readings.report_papers import Ending, file_name, has_pdf, written
from harimi.service.readings.report_period import period_named

report_calls = Subject(
    "reports", "A month or a year of a site, or of all sites, as a file. Tenants are named to people:read alone."
)
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


class ReportOf(Sent):
    """Of which site, all where none is told, and of which month (2026-11) or year (2026)."""

    site_id: UUID | None = None
    period: Annotated[str, StringConstraints(pattern="^[0-9]{4}(-[0-9]{2})?$")] = Field(examples=["2026-04"])
    language: Literal["ja", "en"] = "ja"


class NewReport(ReportOf):
    """The same as a PDF, with the photographs of first and last values where they are wanted."""

    photographs: bool = False


class Report(BaseModel):
    """A PDF that was asked for at `asked_at`, `pages` of which are there. It is over at `done_at`, with a `fault` or a file.

    It is kept for a day. Who asks for the same one meanwhile shares it.
    """

    id: UUID
    site_id: UUID | None
    period: str
    language: str
    photographs: bool
    asked_at: datetime
    pages: int
    done_at: datetime | None
    fault: str


class Reports(Listed):
    """A page of them, the latest first."""

    data: list[Report]


@report_calls.file("/report.csv", Scope.READINGS_READ, MEDIA["csv"])
def get_report_table(request: HttpRequest, asked: Query[ReportOf]) -> HttpResponse:
    """The table of meters, a line for each meter and tenant, in UTF-8 with a mark as spreadsheets want it."""
    return _sheet(request, asked, "csv")


@report_calls.file("/report.xlsx", Scope.READINGS_READ, MEDIA["xlsx"])
def get_report_workbook(request: HttpRequest, asked: Query[ReportOf]) -> HttpResponse:
    """The whole report as a spreadsheet."""
    return _sheet(request, asked, "xlsx")


@report_calls.get("/reports", Scope.READINGS_READ, Reports)
def list_reports(request: HttpRequest, paging: Query[Paging]) -> Reports:
    """PDFs that somebody asked for within a day, the latest first."""
    part = part_of(request, _reports(_named(request)), ("-asked_at", "-id"), paging)
    return Reports(data=[_told(one) for one in part.rows], next=part.next)


@report_calls.make("/reports", Scope.READINGS_READ, Report)
def make_report(request: HttpRequest, body: NewReport) -> Report:
    """Has a PDF made: ask for it by its id until it is done. One that is done already is made anew, by what is known now."""
    who = _named(request)
    if not has_pdf():
        raise refused("no_pdf", "this service makes no PDFs; take the spreadsheet")
    return _told(ask(_wanted(who, body, photographs=body.photographs)))


@report_calls.get("/reports/{report_id}", Scope.READINGS_READ, Report, missing=True)
def get_report(request: HttpRequest, report_id: UUID) -> Report:
    """How far one is."""
    return _told(found(_reports(_named(request)), pk=report_id))


@report_calls.file("/reports/{report_id}/file.pdf", Scope.READINGS_READ, MEDIA["pdf"])
def get_report_file(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """The PDF, once it is made."""
    who = _named(request)
    row = found(_reports(who).exclude(blob=""), pk=report_id)
    try:
        data = content(row)
    except BlobMissingError as error:
        raise missing() from error
    wanted = Wanted(who.organization, row.site, row.kind, row.day, row.language, row.photographs)
    return _file(data, "pdf", file_name(wanted, "pdf"))


def _sheet(request: HttpRequest, asked: ReportOf, ending: Ending) -> HttpResponse:
    who = allowed(request, Action.SEE)
    wanted = _wanted(who, asked)
    if not sites_of(who).exists():
        raise missing()
    count_work(request, who.token)
    return _file(written(wanted, ending, named=_sees_people(who)), ending, file_name(wanted, ending))


def _wanted(who: Caller, asked: ReportOf, *, photographs: bool = False) -> Wanted:
    site: Site | None = found(sites_of(who), pk=asked.site_id) if asked.site_id else None
    zone = site.zone if site else None
    period = period_named(asked.period, timezone.localdate(timezone=zone))
    if period is None:
        raise refused("bad_period", "a month such as 2026-04 or a year such as 2026 that has begun, from 2000 on")
    return Wanted(who.organization, site, *period, asked.language, photographs)


def _named(request: HttpRequest) -> Caller:
    """Who may read a file in which tenants are named."""
    who = allowed(request, Action.SEE_PEOPLE)
    if Scope.PEOPLE_READ not in caller(request).token.scopes:
        why = f"tenants are named in it: the token needs {Scope.PEOPLE_READ}, too; the CSV and the spreadsheet go without"
        raise ProblemError(HTTPStatus.FORBIDDEN, "scope_missing", why)
    return who


def _sees_people(who: Caller) -> bool:
    return Scope.PEOPLE_READ in who.token.scopes and who.may(Action.SEE_PEOPLE)


def _reports(who: Caller) -> QuerySet[ReportFile]:
    return ReportFile.objects.filter(organization=who.organization).select_related("organization", "site")


def _told(row: ReportFile) -> Report:
    period = f"{row.day:%Y-%m}" if row.kind == "month" else f"{row.day:%Y}"
    names = ("id", "site_id", "language", "photographs", "asked_at", "done_at", "fault")
    return Report(period=period, pages=row.reached, **{name: getattr(row, name) for name in names})


def _file(data: bytes, ending: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=f"{MEDIA[ending]}; charset=utf-8" if ending == "csv" else MEDIA[ending])
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer.headers["Cache-Control"] = "no-store"
    return answer
