"""Asking without an account, and the page behind the link in the receipt."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from harimi.service.pages.apply.items import Told
from harimi.service.pages.support.files import file_of
from harimi.service.pages.support.forms import FIELDS, BodyForm, ContactForm
from harimi.service.pages.support.limits import files_may, stranger_may, writer_may
from harimi.service.pages.texts import spoken, text
from harimi.service.privacy.manifest import current
from harimi.service.support import asking
from harimi.service.support.asking import CaseError, Stranger
from harimi.service.support.attachments import room_in
from harimi.service.support.links import by_token
from harimi.service.support.models import Case, Message


def told() -> list[Told]:
    """Each item that is asked for, and that it is used to answer."""
    purpose, items = current().purposes["inquiries"], current().items
    return [Told(items[name], (purpose,)) for name in dict.fromkeys(FIELDS.values())]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """The form. What it answers says nothing of whether the address is known here."""
    if not files_may(request):
        return too_many(request, "pages/support/contact.html", form=ContactForm(initial=request.POST.dict()), told=told())
    form = ContactForm(request.POST or None, request.FILES or None)
    context = {"form": form, "told": told()}
    if not form.is_bound:
        return render(request, "pages/support/contact.html", context)
    if not form.is_valid():
        return render(request, "pages/support/contact.html", context, status=422)
    typed = form.cleaned_data
    if not stranger_may(request, typed["email"]):
        form.add_error(None, text("case.error.too_many"))
        return render(request, "pages/support/contact.html", context, status=429)
    who = Stranger(typed["email"], typed["name"])
    told_by: dict[str, Any] = {"channel": Case.Channel.PAGE, "language": spoken(), "files": typed["attached"]}
    case = asking.ask_as_stranger(who, typed["kind"], typed["body"], **told_by)
    return render(request, "pages/support/sent.html", {"email": typed["email"], "number": case.number})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_case(request: HttpRequest, token: str) -> HttpResponse:
    """A stranger's case: what was written so far, one more message, and that it is settled."""
    found = by_token(token)
    if found is None:
        return render(request, "pages/support/gone.html", status=404)
    if request.method == "POST":
        step(request, found)
        return redirect("own_case", token)
    answer = render(request, "pages/support/own.html", shown(found))
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


@never_cache
@require_safe
def own_case_file(request: HttpRequest, token: str, file_id: int) -> HttpResponse:  # noqa: ARG001
    """A file of a stranger's case."""
    found = by_token(token)
    if found is None:
        raise Http404
    return file_of(found, file_id)


def too_many(request: HttpRequest, page: str, **context: object) -> HttpResponse:
    """The form as it was typed, without its files."""
    messages.error(request, text("case.error.too_many"))
    return render(request, page, context, status=429)


def shown(case: Case) -> dict[str, object]:
    """What the page of a case shows to whoever asked: the messages, never the notes."""
    return {"case": case, "thread": thread_of(case), "form": BodyForm()}


def thread_of(case: Case) -> "QuerySet[Message]":
    """What was written, with the files."""
    return case.messages.select_related("case").prefetch_related("attachments")


def step(request: HttpRequest, case: Case) -> None:
    """What whoever asked does: `say` or `close`."""
    what, user = request.POST.get("step", ""), request.user if request.user.is_authenticated else None
    try:
        if what == "say":
            _say(request, case, user)
        elif what == "close":
            asking.close(case)
        else:
            raise Http404
    except CaseError as error:
        messages.error(request, text(f"case.error.{error.code}"))
    else:
        messages.success(request, text(f"case.done.{what}"))


def _say(request: HttpRequest, case: Case, user: object) -> None:
    if not (files_may(request) and writer_may(case.number)):
        raise CaseError("too_many")
    form = BodyForm(request.POST, request.FILES)
    if not form.is_valid():
        raise CaseError(_fault(form))
    typed, own = form.cleaned_data, user if not case.email else None
    if len(typed["attached"]) > room_in(case):
        raise CaseError("full")
    asking.say(case, typed["body"], user=own, files=typed["attached"])  # type: ignore[arg-type]


def _fault(form: BodyForm) -> str:
    """What is wrong, as a code of `CaseError`."""
    files = form.errors.as_data().get("attached")
    if files:
        return str(files[0].code)
    return "empty" if not form.data.get("body", "").strip() else "too_long"
