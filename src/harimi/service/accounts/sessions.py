"""In which browsers a person is signed in, and how that ends."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from harimi.service.accounts.models import SignedIn, User
from harimi.service.privacy.days import today

KEY = "signed_in"
"""What the session remembers: the row's id, the day and the session's own key, so that a row is written once a day."""


class SignedInMiddleware:
    """Keeps the list of open sessions: a row when somebody signs in, its day when they come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        looked_at = request.session.modified or settings.SESSION_COOKIE_NAME in request.COOKIES
        if looked_at and isinstance(request.user, User):
            _keep(request, request.user)
        return response


def sessions_of(user: User) -> list[SignedIn]:
    """The open sessions, the last used first."""
    there = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return list(SignedIn.objects.filter(user=user, session_key__in=there).order_by("-last_day", "-since"))


def this_one(request: HttpRequest) -> UUID | None:
    """The row of the request's own session."""
    remembered = request.session.get(KEY)
    return UUID(remembered[0]) if remembered else None


def end(user: User, which: UUID) -> bool:
    """Ends one of the person's sessions; False where there is none such."""
    return _end(list(SignedIn.objects.filter(user=user, pk=which)))


def end_others(user: User, but: UUID | None) -> bool:
    """Ends all of the person's sessions but one."""
    return _end([one for one in SignedIn.objects.filter(user=user) if one.pk != but])


def end_all(user: User) -> None:
    """The person is signed in nowhere any more."""
    _end(list(SignedIn.objects.filter(user=user)))


def password_changed(*, user: User, request: HttpRequest, **_: object) -> None:
    """Whoever changes their password is signed in here only."""
    end_others(user, this_one(request) if request.user == user else None)


def forget_ended() -> int:
    """Deletes sessions that are over, by themselves too, and what was noted of them."""
    Session.objects.filter(expire_date__lte=timezone.now()).delete()
    open_ones = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return SignedIn.objects.exclude(session_key__in=open_ones).delete()[0]


def _end(rows: list[SignedIn]) -> bool:
    Session.objects.filter(session_key__in=[one.session_key for one in rows]).delete()
    return SignedIn.objects.filter(pk__in=[one.pk for one in rows]).delete()[0] > 0


def _keep(request: HttpRequest, user: User) -> None:
    if request.session.session_key is None:
        request.session.save()
    key, day = request.session.session_key, today()
    remembered = request.session.get(KEY)
    if remembered and remembered[1:] == [day.isoformat(), key]:
        return
    row = _row(user, remembered, str(key), day)
    request.session[KEY] = [str(row.pk), day.isoformat(), key]


def _row(user: User, remembered: list[str] | None, key: str, day: date) -> SignedIn:
    """The session's row under its present key: a change of the password gives it another one."""
    known = SignedIn.objects.filter(user=user, pk=UUID(remembered[0])).first() if remembered else None
    row = known or SignedIn(user=user)
    row.session_key, row.last_day = key, day
    row.save()
    return row
