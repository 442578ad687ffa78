"""A round is walked: one page that works without signal, and what it sends when there is some again."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harimi.service.accounts.models import User
from harimi.service.meters.models import RoundStop, Visit
from harimi.service.pages.access import person, walkable_round
from harimi.service.pages.forms_rounds import AnswerForm
from harimi.service.pages.reads import reads
from harimi.service.pages.refusing import impossible
from harimi.service.pages.texts import text
from harimi.service.readings.plausible import Expected, expected, usual_a_day
from harimi.service.readings.rounds import visited, walked
from harimi.service.readings.settled import ImpossibleError, RetiredError, TooEarlyError
from harimi.service.readings.walking import NothingSaidError, TooLateError, take

WORKER = Path(__file__).parent / "static" / "round" / "worker.js"
SAID = (
    *("waiting", "kept", "asks", "skipped", "refused", "gone", "falls", "much", "sure"),
    *("offline", "other_person", "failed", "nothing", "nothing_kept", "bad_value", "all_done", "left", "later"),
    *("saved", "ready", "not_ready", "pictured", "bad_photo"),
)
"""The words that the page says by itself."""
FAULTS = (("photo", "photo"), ("moment", "at"))
"""What is at fault where a field of an answer is: the first that is."""


@dataclass(frozen=True, slots=True)
class Card:
    """One stop as the page shows it; `daily` is what the register usually counts in a day."""

    stop: RoundStop
    before: Expected | None
    daily: str
    visit: Visit | None


@never_cache
@require_safe
@login_required
def walk(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """All stops; a script shows them one after the other and keeps what was typed until it is sent."""
    found = walkable_round(request, round_id)
    how, now = walked(found), timezone.now()
    came_by = visited(how)
    cards = [_card(one, came_by.get(one.pk), now) for one in how.stops]
    context = {
        "round": found,
        "cards": cards,
        "reasons": Visit.Reason.values,
        "owner": person(request).pk,
        "words": {key: text(f"walk.{key}", count="{count}") for key in SAID},
    }
    return render(request, "pages/walk.html", context)


def _card(stop: RoundStop, visit: Visit | None, now: datetime) -> Card:
    return Card(stop, expected(stop.register, now), _daily(stop), visit)


def _daily(stop: RoundStop) -> str:
    usual = usual_a_day(stop.register)
    return "" if usual is None else f"{usual:.6f}"


@never_cache
@require_safe
def token(request: HttpRequest) -> HttpResponse:
    """Who is signed in here, and the token without which nothing is taken; 401 where nobody is."""
    if not isinstance(request.user, User):
        return JsonResponse({}, status=401)
    return JsonResponse({"owner": str(request.user.pk), "token": get_token(request)})


@require_POST
def send(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One answer is kept, or refused with words; sent again it is kept once."""
    if not isinstance(request.user, User):
        return JsonResponse({}, status=401)
    found = walkable_round(request, round_id)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        why = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _refused(why, next((fault for fault, name in FAULTS if name in form.errors), ""))
    if form.cleaned_data["owner"] != request.user.pk:
        return JsonResponse({}, status=401)
    stop = (
        found.stops.filter(pk=form.cleaned_data["stop"]).select_related("round", "register__meter__site__organization").first()
    )
    if stop is None:
        raise Http404
    return _taken(stop, form, request.user)


def _taken(stop: RoundStop, form: AnswerForm, user: User) -> HttpResponse:
    try:
        visit = take(stop, form.answer(), user)
    except ImpossibleError as error:
        return _refused(impossible(error))
    except RetiredError:
        return _refused(text("hand.retired"), "moment")
    except TooEarlyError:
        return _refused(text("rounds.clock"), "moment")
    except TooLateError:
        return _refused(text("rounds.too_late"), "moment")
    except NothingSaidError:
        return _refused(text("hand.nothing"))
    except ValueError:
        return _refused(text("new.bad_photo"), "photo")
    value = form.cleaned_data["value"]
    told: dict[str, Any] = {"state": visit.outcome}
    if value is not None:
        told["value"] = reads(int(value.scaleb(stop.register.decimals)), stop.register)
    return JsonResponse(told)


def _refused(why: str, fault: str = "") -> HttpResponse:
    """`fault` says what must not be sent again: the photograph, the moment, or neither where the value is the fault."""
    return JsonResponse({"state": "refused", "detail": why, "fault": fault}, status=422)


@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """The script that keeps the page of a round on the telephone. It may look at nothing but rounds."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/rounds"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
