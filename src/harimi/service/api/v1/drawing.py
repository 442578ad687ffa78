"""A face before it is kept: proposed on a photograph, tried on others, then kept as the next version."""

from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import get_language
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.face_refused import in_words
from harimi.service.api.v1.faces import Face, told_face
from harimi.service.api.v1.limiting import count_photograph
from harimi.service.api.v1.photographs import cuts_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import LARGEST_ID, Sent
from harimi.service.captures.models import Cut
from harimi.service.meters.models import Register
from harimi.service.readings.copying import Like, alike, laid_on, newest_face
from harimi.service.readings.face_faults import FaceFaultError
from harimi.service.readings.proposing import Proposed, proposed
from harimi.service.readings.set_up import keep_face
from harimi.service.readings.templates import begin
from harimi.service.readings.trying import parsed, tried, tried_elsewhere

drawing_calls = Subject("drawing", "Faces before they are kept: proposed on a photograph, tried on others, then kept.")
SOME_FACE = {
    "harimi_face": 1,
    "size": [640, 480],
    "displays": [{"kind": "segments", "corners": [[100, 200], [500, 200], [500, 280], [100, 280]], "digits": 8, "decimals": 2}],
}


class OnPhotograph(Sent):
    """A photograph of the register's meter that is kept."""

    photograph_id: int = Field(ge=1, le=LARGEST_ID)


class Wish(OnPhotograph):
    """On which photograph, and what to begin with.

    Left out, with the face in use, with what is found, or with the face of a meter that looks the same. `anew` what is found
    alone; `like` the face of this other register, which must be of the same kind, range, digits and unit.
    """

    anew: bool = False
    like: UUID | None = None


class Proposal(BaseModel):
    """A face to begin with, in pixels of that photograph, and how it came about.

    `kept` is the one in use, `elsewhere` that of an earlier view; `found` reads to a value that may be published, `doubtful`
    does not; `like` and `aligned` are another meter's, seen in the photograph. What is `scaled`, a `panel` or `not_found` only
    lies somewhere and is to be moved. `name` is that of the meter whose face it was.
    """

    face: dict[str, Any]
    how: Literal["kept", "elsewhere", "found", "doubtful", "like", "aligned", "scaled", "panel", "not_found"]
    name: str


class Drawn(OnPhotograph):
    """A face in the form of docs/schemas/face.json, in pixels of the photograph on which it was drawn."""

    face: dict[str, Any] = Field(examples=[SOME_FACE])


class Tries(Drawn):
    """A face, and another photograph of the same camera on which it is tried; left out, the one on which it was drawn."""

    other_photograph_id: int | None = Field(None, ge=1, le=LARGEST_ID)


class Keep(Drawn):
    """A face, and from when on it holds: the photograph, now, or all that its camera took since it stands so.

    On the first, whole photograph of a view it holds for all, and says what is kept of each photograph from now on.
    """

    since: Literal["picture", "now", "all"] = "picture"


class Reads(BaseModel):
    """What a face reads on a photograph; `displays` is what was read where, in pixels. Only a `published` value may be used."""

    value: Decimal | None
    state: Literal["published", "uncertain", "unreadable"]
    confidence: float
    decimals: int | None
    reasons: list[str]
    displays: list[dict[str, Any]]


@drawing_calls.send("/registers/{register_id}/face/propose", Scope.METERS_WRITE, Proposal)
def propose_face(request: HttpRequest, register_id: UUID, body: Wish) -> Proposal:
    """Proposes a face on a photograph that is kept. Nothing is written."""
    who = allowed(request, Action.CHANGE_METERS)
    register, picture = _drawn_on(request, who, register_id, body)
    with in_words():
        told = _proposed(who, register, picture, body)
    return Proposal.model_validate({"face": told.face.model_dump(mode="json"), "how": told.how, "name": told.name})


@drawing_calls.send("/registers/{register_id}/face/try", Scope.METERS_WRITE, Reads)
def try_face(request: HttpRequest, register_id: UUID, body: Tries) -> Reads:
    """Says what a face would read on a photograph that is kept. Nothing is written."""
    who = allowed(request, Action.CHANGE_METERS)
    _, picture = _drawn_on(request, who, register_id, body)
    language = get_language() or "ja"
    with in_words():
        face = parsed(body.face, picture)
        if body.other_photograph_id is None:
            told = tried(picture, face, language)
        else:
            told = tried_elsewhere(picture, face, _same_view(who, picture, body.other_photograph_id), language)
    same: dict[str, Any] = {name: getattr(told, name) for name in ("value", "state", "confidence", "decimals", "reasons")}
    return Reads(**same, displays=told.evidence)


@drawing_calls.make("/registers/{register_id}/faces", Scope.METERS_WRITE, Face)
def keep_drawn_face(request: HttpRequest, register_id: UUID, body: Keep) -> Face:
    """Keeps a face as the next version. All that it is to read is read with it."""
    who = allowed(request, Action.CHANGE_METERS)
    register, picture = _drawn_on(request, who, register_id, body)
    with in_words():
        return told_face(keep_face(register, picture, parsed(body.face, picture), actor=who.user, since=body.since))


def _drawn_on(request: HttpRequest, who: Caller, register_id: UUID, body: OnPhotograph) -> tuple[Register, Cut]:
    count_photograph(request, who.token)
    register = found(registers_of(who), pk=register_id)
    return register, found(cuts_of(who), pk=body.photograph_id, installation__meter=register.meter_id)


def _proposed(who: Caller, register: Register, picture: Cut, wish: Wish) -> Proposed:
    if wish.like is None:
        return proposed(picture, register) if wish.anew else begin(register, picture)
    source = found(registers_of(who), pk=wish.like)
    row = newest_face(source)
    if row is None or not alike(source, register):
        raise refused("not_alike", "the other register has no face, or is of another kind, range, unit or number of digits")
    laid = laid_on(row, Like(register.meter, register, picture, None))
    return Proposed(laid.face, laid.how, source.meter.name)


def _same_view(who: Caller, picture: Cut, photograph_id: int) -> Cut:
    other = found(cuts_of(who), pk=photograph_id, installation__meter=picture.installation.meter_id)
    if other.installation_id != picture.installation_id:
        raise FaceFaultError("other_view")
    return other
