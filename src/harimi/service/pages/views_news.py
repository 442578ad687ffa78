"""News by mail: asking for it in My Account, confirming that by a mailed link, and declining it without a sign-in.

A mail program declines with one POST (RFC 8058): without a cookie, and so without the token that guards other forms. The link
itself proves whose it is, and all it can do is to decline.
"""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from harimi.service.marketing import opting
from harimi.service.notices.advertising import sender_known, subject_of
from harimi.service.pages.access import person
from harimi.service.pages.consents import digest
from harimi.service.pages.texts import spoken, text, text_in
from harimi.service.privacy.choices import Asked, choices_of
from harimi.service.privacy.documents import LANGUAGES, Language
from harimi.service.privacy.publication import known_operator

IN_MY_ACCOUNT, BY_LINK, BY_MAIL = "my_account", "unsubscribe", "mail_link"
"""By which way somebody chose, as the proof says it."""


def words_in(language: Language) -> str:
    """The exact words beside the button: who sends what, and from what it is chosen."""
    who = known_operator().name.into(language) or text_in(language, "news.us")
    return text_in(language, "news.words", who=who)


@require_POST
@login_required
def ask_news(request: HttpRequest) -> HttpResponse:
    """Asks for news, by the words that the form showed."""
    user, told = person(request), request.POST.get("shown", "")
    words = next(((words_in(one), one) for one in LANGUAGES if digest(words_in(one)) == told), None)
    if words is None or not sender_known():
        messages.error(request, text("news.changed"))
    elif opting.ask(user, Asked(*words, IN_MY_ACCOUNT, user.subject_id)):
        messages.success(request, text("news.asked"))
    else:
        messages.success(request, text("news.to_confirm", address=user.email))
    return redirect("privacy_settings")


@require_http_methods(["GET", "HEAD", "POST"])
def news_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from a mail; nothing is done before the button."""
    if opting.opened(token) is None:
        return render(request, "pages/news.html", {"state": "gone"}, status=410)
    words = words_in(spoken())
    if request.method != "POST":
        return render(request, "pages/news.html", {"state": "ask", "words": words})
    opting.confirm(token, Asked(words, spoken(), BY_MAIL))
    return render(request, "pages/news.html", {"state": "asked"})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button for people; one POST for mail programs. A second time it is said once more that none comes.

    Whoever is not signed in gets no cookie: the page holds no form that would need one.
    """
    subject = subject_of(token)
    if subject is None:
        raise Http404
    if request.method == "POST":
        opting.decline(subject, Asked(text("news.decline"), spoken(), BY_LINK))
    wanted = choices_of((subject,))[subject].opted_in
    page = render(request, "pages/unsubscribe.html", {"state": "wanted" if wanted else "declined"})
    page.headers["Cache-Control"] = "no-store"  # its address alone can decline
    return page
