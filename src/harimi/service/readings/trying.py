"""What a face reads, before it is kept: on the photograph on which it is drawn, and on others of the same camera."""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from harimi.service.captures.models import Cut
from harimi.service.captures.pictures import upright
from harimi.service.platform.blobs import blobs
from harimi.service.readings.face_faults import MOST_DISPLAYS, FaceFaultError, coded
from harimi.service.readings.sight import evidence
from harimi.vision.align import with_reference
from harimi.vision.displays.looks import completed
from harimi.vision.face import Dial, Display, Face, FaceError, Scale, Segments
from harimi.vision.find.finders import find
from harimi.vision.find.proposal import Declared
from harimi.vision.find.snap import snapped
from harimi.vision.find.sub_dials import find_sub_dials
from harimi.vision.indicators import Indicator
from harimi.vision.observation import Observation
from harimi.vision.read import read


@dataclass(frozen=True, slots=True)
class Tried:
    """What a face reads on a photograph; `decimals` are the places that it resolves, with `hands` more than are printed."""

    value: Decimal | None
    state: str
    confidence: float
    evidence: list[dict[str, Any]]
    reasons: list[str]
    decimals: int | None
    hands: bool


def parsed(data: object, picture: Cut) -> Face:
    """The face that was sent, for a picture of its size. Raises `FaceFaultError`."""
    try:
        face = Face.parse(json.dumps(data))
    except FaceError as error:
        raise coded(error) from error
    if len(face.displays) > MOST_DISPLAYS:
        raise FaceFaultError("displays_many", most=MOST_DISPLAYS)
    if face.size != (picture.width, picture.height):
        raise FaceFaultError("other_size")
    return face.model_copy(update={"reference": None})


def tried(picture: Cut, face: Face, language: str) -> Tried:
    """Reads the picture with the face; a page that keeps no look yet is the one that the picture shows."""
    data = blobs().get(picture.blob)
    return _told(read(data, completed(face, upright(data))), language)


def tried_elsewhere(picture: Cut, face: Face, other: Cut, language: str) -> Tried:
    """Reads another photograph with a face that was drawn on `picture`, laid over it as the worker lays it."""
    return _told(read(blobs().get(other.blob), _referenced(picture.blob, face.model_dump_json())), language)


@lru_cache(maxsize=4)
def _referenced(blob: str, drawn: str) -> Face:
    """One face is tried on several photographs in a row: what alignment needs is made once."""
    return with_reference(Face.parse(drawn), upright(blobs().get(blob)))


def _told(observation: Observation, language: str) -> Tried:
    words = [reason.text("ja" if language.startswith("ja") else "en") for reason in observation.reasons]
    exponent = None if observation.value is None else observation.value.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else None
    seen = evidence(observation.evidence.sights)
    hands = any(sight.kind in ("dial", "scale") for sight in observation.evidence.sights)
    reasons = list(dict.fromkeys(words))
    return Tried(observation.value, observation.state, observation.confidence, seen, reasons, decimals, hands)


def put_right(picture: Cut, face: Face, number: int) -> Display | None:
    """One display moved onto what the picture shows near it; None where nothing clear is near."""
    display = face.displays[number]
    if isinstance(display, Scale | Indicator):
        return None
    return snapped(upright(blobs().get(picture.blob)), display, _there(picture.blob, _like(display)))


def _like(display: Display) -> Declared:
    if isinstance(display, Dial) and display.wraps is None:
        values = [point.value for point in display.points]
        return Declared(kind="dial", range=(min(values), max(values)))
    if isinstance(display, Segments):
        return Declared(kind="segments", digits=display.digits, decimals=display.decimals)
    return Declared(kind="dials" if isinstance(display, Dial) else "drums")


@lru_cache(maxsize=8)
def _there(blob: str, declared: Declared) -> tuple[Display, ...]:
    """What the finders see of this kind; looked for once for all moves on a picture."""
    if declared.kind == "drums":
        return ()
    image = upright(blobs().get(blob))
    if declared.kind == "dials":
        return find_sub_dials(image)
    return tuple(proposal.display for proposal in find(image, declared))
