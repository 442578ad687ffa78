"""What is kept in a browser, in words; and a browser's anonymous id, which anybody may forget."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.pages.texts import text
from harimi.service.privacy import browsers
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.held import held


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """Every cookie, and that no third party gets anything. Anybody may read it."""
    context = {
        "cookies": held().cookies,
        "stored": list(held().named["storage"]),
        "collecting": collecting("cookie"),
        "anonymous_id": browsers.sent_id(request),
        "refused": browsers.refuses(request),
        "remembered": held().kept("anonymous").days,
    }
    answer = render(request, "pages/cookies.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
def browser_id(request: HttpRequest) -> HttpResponse:
    """Forgets this browser's id for good, or lets it have one again."""
    answer, wanted = redirect("cookies"), request.POST.get("action", "")
    if wanted == "forget":
        browsers.forget(request, answer)
        messages.success(request, text("cookies.forgotten"))
    elif wanted == "allow":
        browsers.allow(answer)
        messages.success(request, text("cookies.allowed"))
    else:
        raise Http404
    return answer
