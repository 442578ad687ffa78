"""A month's file for a ledger: the report of its sites, as a spreadsheet or as CSV."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from harimi.service.meters.models import Site
from harimi.service.meters.queries import sites_by_name
from harimi.service.outlets.ledgers.files import Written, time_zone
from harimi.service.outlets.models import Ledger, LedgerMonth
from harimi.service.pages.reports.asked import Asked
from harimi.service.pages.reports.document import document
from harimi.service.pages.reports.sheets import workbook
from harimi.service.pages.reports.table import table
from harimi.service.privacy.documents import Language


def write(row: LedgerMonth) -> Written:
    """What stays the same is the table: a spreadsheet says when it was made."""
    ledger = row.ledger
    mine = Site.objects.filter(organization=ledger.organization_id).select_related("organization")
    sites = sites_by_name(mine if ledger.site_id is None else mine.filter(pk=ledger.site_id))
    language: Language = "ja" if ledger.language == "ja" else "en"
    now = timezone.now().astimezone(sites[0].zone if sites else ZoneInfo(time_zone()))
    found = document(Asked(sites, sites, "month", row.month, now, language, photographs=False))
    figures = table(found)
    return Written(figures if ledger.form == Ledger.Form.CSV or not sites else workbook(found), figures)
