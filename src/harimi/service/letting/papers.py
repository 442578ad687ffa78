"""Statements on paper: a layer above lays them out, and others ask for them here."""

from collections.abc import Callable

from harimi.service.letting.models import Statement
from harimi.service.privacy.documents import Language

Maker = Callable[[Statement, Language], bytes]
_MAKERS: list[tuple[Callable[[], bool], Maker]] = []


def made_by(there: Callable[[], bool], make: Maker) -> None:
    """A layer above makes them, where what that takes is `there`."""
    _MAKERS[:] = [(there, make)]


def paper(statement: Statement, language: Language) -> bytes | None:
    """The statement as a PDF, as its landlord sees it; None where none can be made here."""
    return next((make(statement, language) for there, make in _MAKERS if there()), None)
