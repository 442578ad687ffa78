"""A photograph is read while somebody waits, and nothing of it is kept."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import File, Form, UploadedFile
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.device.photographs import problem_of
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.limiting import count_photograph
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Sent
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.looking import look_as, look_at, look_with
from harimi.vision.find.proposal import Declared
from harimi.vision.observation import Observation
from harimi.vision.photo import PhotoError

looking_calls = Subject("reading", "Photographs read on the spot. Neither they nor what they show are kept anywhere.")
MOST = 12_000_000
"""Bytes of a photograph that somebody waits for."""
Kind = Literal["auto", "drums", "segments", "dial", "dials", "scale", "lamps"]


class Declaration(Sent):
    """What is known of the meter: one of your registers, or a face, or what its display is like; all may be left out."""

    register_id: UUID | None = Field(None, description="Read it as this register's.")
    face: str = Field("", max_length=200_000, description="A face as JSON, in the form of docs/schemas/face.json.")
    kind: Kind = Field("auto", description="What the display is.")
    digits: int | None = Field(None, ge=1, le=16, description="All digits, decimals included.")
    decimals: int | None = Field(None, ge=0, le=16, description="How many of them stand behind the point.")
    low: Decimal | None = Field(None, max_digits=15, decimal_places=6, description="Where a scale begins.")
    high: Decimal | None = Field(None, max_digits=15, decimal_places=6, description="Where a scale ends.")
    unit: str = Field("", max_length=20)


class Possible(BaseModel):
    """A value that it may show, and how probably."""

    value: Decimal
    probability: float


class Because(BaseModel):
    """Why it is doubtful: a code, and words in the language of `Accept-Language`."""

    code: str
    text: str


class Seen(BaseModel):
    """What a photograph shows. Only a `published` value may be used without asking a person.

    An `uncertain` one is the best guess; nothing could be read where it is `unreadable`. `read_by` names the models.
    """

    value: Decimal | None
    unit: str
    state: Literal["published", "uncertain", "unreadable"]
    confidence: float
    alternatives: list[Possible]
    reasons: list[Because]
    read_by: list[str]


@looking_calls.send("/read", Scope.READINGS_READ, Seen, also=(404, 415), most=MOST)
def read_photograph(request: HttpRequest, photo: File[UploadedFile], declared: Form[Declaration]) -> Seen:
    """Reads a photograph without storing anything.

    The photograph, at most 12 MB, is read in memory and forgotten with the answer, as is what it shows. No log names either.
    """
    who = allowed(request, Action.SEE)
    count_photograph(request, who.token)
    try:
        return _told(_seen(who, photo.read(), declared), declared.unit)
    except PhotoError as error:
        raise problem_of(error) from error
    except FaceFaultError as error:
        raise refused("bad_face", error.values.get("why", error)) from error


def _seen(who: Caller, data: bytes, told: Declaration) -> Observation | None:
    if told.register_id is not None:
        return look_as(data, found(registers_of(who), pk=told.register_id))
    if told.face:
        return look_with(data, told.face)
    if (told.low is None) != (told.high is None) or (told.low is not None and told.low == told.high):
        raise refused("bad_range", "a scale has two different ends, low and high")
    if told.decimals is not None and told.digits is not None and told.decimals > told.digits:
        raise refused("bad_digits", "digits are all places, decimals included")
    ends = None if told.low is None or told.high is None else (told.low, told.high)
    return look_at(data, Declared(told.kind, ends, told.digits, told.decimals, told.unit))


def _told(seen: Observation | None, unit: str) -> Seen:
    if seen is None:
        why = [Because(code="display_not_found", text="no display was found")]
        nothing: dict[str, Any] = {"value": None, "confidence": 0.0, "alternatives": [], "read_by": []}
        return Seen(unit=unit, state="unreadable", reasons=why, **nothing)
    language: Literal["ja", "en"] = "ja" if (get_language() or "ja").startswith("ja") else "en"
    return Seen(
        value=seen.value,
        unit=seen.unit or unit,
        state=seen.state,
        confidence=seen.confidence,
        alternatives=[Possible(value=one.value, probability=round(one.probability, 4)) for one in seen.alternatives],
        reasons=[Because(code=one.code, text=one.text(language)) for one in seen.reasons],
        read_by=sorted({one.model for one in seen.evidence.sights if one.model}),
    )
