"""Security: password, two-step sign-in, passkeys and open sessions on one page."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts import sessions
from harimi.service.pages.access import person
from harimi.service.pages.ids import known_id
from harimi.service.pages.texts import text


@require_safe
@login_required
def security(request: HttpRequest) -> HttpResponse:
    """How somebody signs in, and where they are signed in."""
    user = person(request)
    mine = {kind: list(Authenticator.objects.filter(user=user, type=kind).order_by("id")) for kind in Authenticator.Type}
    codes = mine[Authenticator.Type.RECOVERY_CODES]
    context = {
        "totp": next(iter(mine[Authenticator.Type.TOTP]), None),
        "keys": mine[Authenticator.Type.WEBAUTHN],
        "codes": codes,
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else 0,
        "sessions": sessions.sessions_of(user),
        "this": sessions.this_one(request),
        "tab": "security",
    }
    answer = render(request, "pages/security.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_POST
@login_required
def end_session(request: HttpRequest) -> HttpResponse:
    """Ends one session, or all but this one."""
    user, which = person(request), request.POST.get("which", "")
    if which == "others":
        sessions.end_others(user, sessions.this_one(request))
    elif not sessions.end(user, known_id(which)):
        raise Http404
    messages.success(request, text("security.ended"))
    return redirect("security")
