"""What the page of a request shows to whoever made it, and the steps that they take there."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from harimi.service.egress.cards import provider
from harimi.service.pages.texts import text
from harimi.service.pages.views_export import in_bytes
from harimi.service.platform.redrawing import MOST_BYTES, PictureError
from harimi.service.requests import deciding, fees, fetching, identity, paying
from harimi.service.requests.clock import days_left
from harimi.service.requests.errors import RequestError
from harimi.service.requests.kinds import facts
from harimi.service.requests.models import Answer, Authority, Check, Request
from harimi.service.requests.states import WITHDRAWABLE

State = Request.State
TOLD = (State.DECIDED, State.NOTIFIED, State.CLOSED)
"""When there is a notice to read."""


@dataclass(frozen=True, slots=True)
class File:
    """Something disclosed, to be fetched."""

    answer: Answer
    size: str


def shown(row: Request) -> dict[str, Any]:
    """Everything for the template; open it for the purpose of inquiries."""
    checks, identifying = list(row.checks.all()), row.state in identity.BEFORE
    fetch = row.form == Request.Form.ELECTRONIC and row.state in (State.DECIDED, State.NOTIFIED)
    return {
        "row": row,
        "steps": [one for one in row.steps.all() if one.state != State.EXECUTING],
        "fee": deciding.fee_of(row),
        "handed_out": facts(row.kind).handed_out,
        "cards": provider.is_open(),
        "withdrawable": row.state in WITHDRAWABLE,
        "told": row.state in TOLD,
        "days_left": days_left(row.due_on, timezone.now()),
        "code": _asked(checks, (Check.Method.MAIL_CODE, Check.Method.POST)),
        "document": _asked(checks, (Check.Method.DOCUMENT,)),
        "authority": _paper(row) if identifying else None,
        "methods": identity.methods(),
        "files": [File(one, in_bytes(one.size)) for one in row.answers.all() if one.there] if fetch else [],
        "identifying": identifying,
    }


def discloses(row: Request) -> bool:
    """Whether the notice itself holds what is disclosed."""
    return facts(row.kind).clause in ("6", "7") and row.state in fetching.READABLE


def step(request: HttpRequest, row: Request, back: dict[str, str]) -> HttpResponse | None:
    """What whoever asked does; an answer where it leads elsewhere. What went wrong is said on the page."""
    what = request.POST.get("step", "")
    try:
        leads = _step(request, row, what, back)
    except (RequestError, PictureError) as error:
        messages.error(request, text(f"request.error.{error.code}"))
        return None
    if leads is None and what != "code":
        messages.success(request, text(f"request.done.{what}"))
    return leads


def _step(request: HttpRequest, row: Request, what: str, back: dict[str, str]) -> HttpResponse | None:
    if what == "withdraw":
        deciding.withdraw(row)
    elif what == "agree":
        fees.agree(row)
    elif what == "card":
        return HttpResponseRedirect(paying.page_for(row, back))
    elif what == "again":
        identity.ask_code(row, Check.Method.MAIL_CODE)
    elif what == "code":
        right = identity.enter(row, request.POST.get("code", "")[:40])
        (messages.success if right else messages.error)(request, text(f"request.code_{'right' if right else 'wrong'}"))
    elif what in ("document", "authority"):
        _picture(request, row, what)
    else:
        raise Http404
    return None


def _picture(request: HttpRequest, row: Request, what: str) -> None:
    sent = request.FILES.get("picture")
    if sent is None or (sent.size or 0) > MOST_BYTES:
        raise PictureError("picture_too_large" if sent else "no_picture")
    proof = _paper(row) if what == "authority" else _asked(list(row.checks.select_related("request")), (Check.Method.DOCUMENT,))
    if proof is None:
        raise RequestError("state")
    identity.send(proof, sent.read())


def _paper(row: Request) -> Authority | None:
    """What an agent has still to show."""
    return Authority.objects.filter(request=row).exclude(confirmed=True).select_related("request").first()


def _asked(checks: list[Check], methods: tuple[str, ...]) -> Check | None:
    open_ones = (Check.Outcome.ASKED, Check.Outcome.SENT)
    return next((one for one in reversed(checks) if one.method in methods and one.outcome in open_ones), None)
