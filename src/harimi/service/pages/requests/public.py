"""Making a request without an account, or for somebody else, and its page behind the link in the receipt.

What is answered says nothing of whether an address is known here: a code goes to every one.
"""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from harimi.service.pages.apply.items import Told
from harimi.service.pages.cards.leading import back_to, leads_to_provider
from harimi.service.pages.requests.files import handed_out
from harimi.service.pages.requests.forms import FIELDS, StrangerForm
from harimi.service.pages.requests.shown import discloses, shown, step
from harimi.service.pages.support.limits import files_may, stranger_may, writer_may
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.gate import using
from harimi.service.privacy.manifest import current
from harimi.service.requests import fees, fetching, identity, opening, paying
from harimi.service.requests.audited import PURPOSE
from harimi.service.requests.errors import RequestError
from harimi.service.requests.links import by_token
from harimi.service.requests.models import Answer, Check, Request


@require_safe
def kinds(request: HttpRequest) -> HttpResponse:
    """The kinds of requests with their fees; where no procedure is published yet, the contact window alone."""
    listed = [(one, fees.now(one)) for one in Request.Kind.values] if opening.is_open() else []
    return render(request, "pages/requests/kinds.html", {"kinds": listed})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, kind: str) -> HttpResponse:
    """The form of a kind."""
    if kind not in Request.Kind.values or not opening.is_open():
        raise Http404
    form = StrangerForm(request.POST or None, kind=kind)
    if form.is_valid():
        if stranger_may(request, form.cleaned_data["email"]):
            return _asked(request, form)
        form.add_error(None, text("request.error.too_many"))
    context = {"form": form, "kind": kind, "fee": fees.now(kind), "told": told()}
    return render(request, "pages/requests/ask.html", context, status=422 if form.is_bound else 200)


def told() -> list[Told]:
    """Each item that is asked for, and that it is used to answer."""
    purpose, items = current().purposes[PURPOSE], current().items
    return [Told(items[name], (purpose,)) for name in dict.fromkeys(FIELDS.values())]


def _asked(request: HttpRequest, form: StrangerForm) -> HttpResponse:
    row = opening.by_stranger(form.asker(), form.demand(), language=spoken(), channel=Request.Channel.PAGE)
    if Check.Method.MAIL_CODE in identity.methods() and not row.agent:
        identity.ask_code(row, Check.Method.MAIL_CODE)
    return render(request, "pages/requests/sent.html", {"email": form.cleaned_data["email"], "number": row.number})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@leads_to_provider
def own_request(request: HttpRequest, token: str) -> HttpResponse:
    """How far it is, and what whoever asked can do."""
    row = by_token(token)
    if row is None:
        return render(request, "pages/requests/gone.html", status=404)
    with using(PURPOSE, subject=row.subject_id):
        if request.method == "POST":
            return _step(request, row, token)
        if paying.came_back(row):
            messages.success(request, text("request.done.card"))
            return redirect("own_request", token)
        answer = render(request, "pages/requests/own.html", {**shown(row), "token": token, "shut": discloses(row)})
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_POST
def own_request_file(request: HttpRequest, token: str, answer_id: UUID) -> HttpResponseBase:
    """What it disclosed, for whoever has the link and a code that was just sent to the address."""
    row = by_token(token)
    answer = Answer.objects.select_related("request", "about").filter(request=row, pk=answer_id).first() if row else None
    if row is None or answer is None:
        raise Http404
    try:
        if not writer_may(row.number):
            raise RequestError("too_many")
        fetching.enter(row, request.POST.get("code", "")[:40])
    except RequestError as error:
        messages.error(request, text(f"request.error.{error.code}"))
        return redirect("own_request", token)
    return handed_out(request, answer) or redirect("own_request", token)


def _read(request: HttpRequest, row: Request, token: str) -> HttpResponse:
    """The notice, for whoever reads the mail at the address now; a link may have been passed on."""
    try:
        fetching.enter(row, request.POST.get("code", "")[:40])
    except RequestError as error:
        messages.error(request, text(f"request.error.{error.code}"))
        return redirect("own_request", token)
    answer = render(request, "pages/requests/own.html", {**shown(row), "token": token, "shut": False})
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def _send_code(request: HttpRequest, row: Request) -> None:
    try:
        fetching.ask(row)
    except RequestError as error:
        messages.error(request, text(f"request.error.{error.code}"))
    else:
        messages.success(request, text("request.done.open"))


def _step(request: HttpRequest, row: Request, token: str) -> HttpResponse:
    if not (files_may(request) and writer_may(row.number)):
        messages.error(request, text("request.error.too_many"))
    elif request.POST.get("step") == "read":
        return _read(request, row, token)
    elif request.POST.get("step") == "open":
        _send_code(request, row)
    else:
        return step(request, row, back_to("own_request", token, away=request.path)) or redirect("own_request", token)
    return redirect("own_request", token)
