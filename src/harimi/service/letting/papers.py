"""Statements as files: a layer above lays them out, and others ask for them here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from harimi.service.accounts.models import Organization
from harimi.service.letting.models import Statement
from harimi.service.privacy.documents import Language


@dataclass(frozen=True, slots=True)
class Papers:
    """A statement as a PDF, as its landlord sees it, where what that takes is `there`; and those of a month as CSV."""

    there: Callable[[], bool]
    paper: Callable[[Statement, Language], bytes]
    sheet: Callable[[Organization, date], bytes]


_PAPERS: list[Papers] = []


def made_by(papers: Papers) -> None:
    """A layer above makes them."""
    _PAPERS[:] = [papers]


def paper(statement: Statement, language: Language) -> bytes | None:
    """The statement as a PDF; None where none can be made here."""
    return next((one.paper(statement, language) for one in _PAPERS if one.there()), None)


def sheet(organization: Organization, month: date) -> bytes:
    """All statements of a month, one a row, in the language of the request."""
    return _PAPERS[0].sheet(organization, month)
