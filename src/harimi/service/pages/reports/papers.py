"""Reports as files for other layers, which ask for them without a page."""

from harimi.service.meters.report_files import Wanted
from harimi.service.pages.reports.asked import Asked, asked_of
from harimi.service.pages.reports.document import document
from harimi.service.pages.reports.named import file_name
from harimi.service.pages.reports.pdf import has_pdf
from harimi.service.pages.reports.sheets import workbook
from harimi.service.pages.reports.table import table
from harimi.service.readings.report_papers import Ending, Papers


def _write(wanted: Wanted, ending: Ending, named: bool) -> bytes:  # as `Papers` has it
    found = document(_asked(wanted, named=named))
    return workbook(found) if ending == "xlsx" else table(found)


def _name(wanted: Wanted, ending: Ending) -> str:
    return file_name(_asked(wanted), ending)


def _asked(wanted: Wanted, *, named: bool = True) -> Asked:
    found = asked_of(wanted, named=named)
    if found is None:
        raise LookupError("there are no places")
    return found


PAPERS = Papers(has_pdf, _write, _name)
