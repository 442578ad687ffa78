"""Photographs that a person brings, with or without the value that they read."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import File, Form, UploadedFile
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.device.photographs import problem_of
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_photograph
from harimi.service.api.v1.looking import MOST
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.questions import Question, told_question
from harimi.service.api.v1.readings import impossible, one_reading, untimely
from harimi.service.api.v1.registers import in_use, registers_of
from harimi.service.api.v1.words import Amount, Reason, Sent, Then
from harimi.service.captures.registration import Shown, photographed
from harimi.service.captures.services import CaptureError
from harimi.service.meters.models import Register
from harimi.service.readings.by_hand import read_by_hand
from harimi.service.readings.models import Attempt
from harimi.service.readings.plausible import doubts
from harimi.service.readings.settled import ImpossibleError, RetiredError, TooEarlyError, Word, possible, settle_by_person
from harimi.service.readings.showing import with_part
from harimi.service.readings.stated import Stated
from harimi.service.readings.suggesting import suggest
from harimi.vision.photo import PhotoError

capture_calls = Subject("captures", "Photographs that a person brings. Cameras send theirs to the device API.")


class Brought(Sent):
    """When it was taken, and what the person read themselves, if they did.

    Left out, `at` is now: send it with every photograph that may be sent twice. `sure` where a value that is unlikely is so.
    """

    at: Then | None = None
    value: Amount | None = None
    reason: Reason = ""
    sure: bool = False


class Taken(BaseModel):
    """What became of it: a reading; or a question to the person, with `doubts` about what they read; or, where no display was
    found, a face to be drawn in My Account.
    """

    reading: Stated | None
    question: Question | None
    doubts: list[str]
    needs_face: bool


class SetUp(BaseModel):
    """A photograph on which a face may be drawn."""

    photograph_id: int


@capture_calls.send("/registers/{register_id}/photographs", Scope.READINGS_WRITE, Taken, also=(404, 409, 415), most=MOST)
def send_photograph(request: HttpRequest, register_id: UUID, photo: File[UploadedFile], told: Form[Brought]) -> Taken:
    """A person's photograph of a register, which is read at once.

    Nothing is a reading before a person says so: what it shows is asked, unless they sent the value and nothing speaks against
    it. The same photograph of the same moment is kept once.
    """
    who = allowed(request, Action.CHANGE_VALUES)
    count_photograph(request, who.token)
    register = found(registers_of(who), pk=register_id)
    try:
        return _taken(who, register, photo.read(), told)
    except (PhotoError, CaptureError) as error:
        raise problem_of(error) from error
    except ImpossibleError as error:
        raise impossible(error) from error
    except (TooEarlyError, RetiredError) as error:
        raise untimely(error) from error


@capture_calls.send("/meters/{meter_id}/photographs", Scope.METERS_WRITE, SetUp, also=(404, 409, 415), most=MOST)
def send_set_up(request: HttpRequest, meter_id: UUID, photo: File[UploadedFile]) -> SetUp:
    """A photograph on which the meter's face is drawn. It is kept whole, and at most for 14 days until somebody drew it."""
    who = allowed(request, Action.CHANGE_METERS)
    count_photograph(request, who.token)
    meter = found(meters_of(who), pk=meter_id)
    in_use(meter)
    try:
        capture = photographed(meter, photo.read(), timezone.now())
    except (PhotoError, CaptureError) as error:
        raise problem_of(error) from error
    return SetUp(photograph_id=capture.cuts.get().pk)


def _taken(who: Caller, register: Register, data: bytes, told: Brought) -> Taken:
    at, exact = told.at or timezone.now(), possible(register, told.value)
    photo = with_part(register, Shown(data))
    if photo.part is None and told.value is not None:
        read_by_hand(register, at, Word(told.value, who.user, told.reason), photo)
        return Taken(reading=one_reading(who, register.pk, at), question=None, doubts=[], needs_face=True)
    attempt = suggest(register, at, photo)
    if attempt is None:
        return Taken(reading=None, question=None, doubts=[], needs_face=True)
    against = [] if exact is None or told.sure else [str(one) for one in doubts(register, exact, at, attempt)]
    if told.value is None or against:
        return Taken(reading=None, question=_asked(attempt, who), doubts=against, needs_face=False)
    settle_by_person(attempt, Word(told.value, who.user, told.reason))
    return Taken(reading=one_reading(who, register.pk, at), question=None, doubts=[], needs_face=False)


def _asked(attempt: Attempt, who: Caller) -> Question:
    return told_question(Attempt.objects.select_related("register", "cut__installation").get(pk=attempt.pk), who)
