"""Whether there is anything to tell of: no such data is another answer than doing, and than refusing (clause 7)."""

from harimi.service.privacy.documents import Language
from harimi.service.requests import answers
from harimi.service.requests.doing import provision_records, purpose_notice
from harimi.service.requests.errors import RequestError
from harimi.service.requests.models import Request

Outcome, Kind = Request.Outcome, Request.Kind
_TOLD = {Kind.PURPOSE_NOTICE.value: purpose_notice.lines, Kind.PROVISION_RECORDS.value: provision_records.lines}
"""Kinds whose notice itself lists what there is."""


def listed(request: Request, language: Language) -> list[str]:
    """What the notice lists, line by line; empty for kinds that list nothing."""
    return _TOLD[request.kind](request, language) if request.kind in _TOLD else []


def check(request: Request, outcome: str) -> None:
    """Raises `RequestError` where that is not how it is."""
    if request.kind == Kind.DISCLOSURE:
        answers.check(request, outcome)
    elif request.kind in _TOLD:
        there = bool(listed(request, "ja"))
        if outcome in (Outcome.FULFILLED, Outcome.PARTIAL):
            if bool(request.withheld) != (outcome == Outcome.PARTIAL):
                raise RequestError("withheld")
            if not there:
                raise RequestError("nothing_found")
        if outcome == Outcome.NOT_FOUND and there:
            raise RequestError("something_found")
