"""Reports as files. What lays them out is above this layer, and says so when Django starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from harimi.service.meters.report_files import Wanted

Ending = Literal["csv", "xlsx", "pdf"]


@dataclass(frozen=True, slots=True)
class Papers:
    """`there` says whether PDFs can be made here; `write` is a report as a table, and `name` what its file is called.

    Not `named`, it is as if nothing were let: it does not say who tenants are.
    """

    there: Callable[[], bool]
    write: Callable[[Wanted, Ending, bool], bytes]
    name: Callable[[Wanted, Ending], str]


_PAPERS: list[Papers] = []


def made_by(papers: Papers) -> None:
    """A layer above makes them."""
    _PAPERS[:] = [papers]


def has_pdf() -> bool:
    """Whether PDFs can be made here."""
    return any(one.there() for one in _PAPERS)


def written(wanted: Wanted, ending: Ending, *, named: bool) -> bytes:
    """The report as it is now. The organization has a site."""
    return _PAPERS[0].write(wanted, ending, named)


def file_name(wanted: Wanted, ending: Ending) -> str:
    """What its file is called."""
    return _PAPERS[0].name(wanted, ending)
