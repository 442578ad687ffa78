"""The one door: a photograph in, an observation out.

1. `photo` checks the bytes and makes them an upright image.
2. With a `Face`, `align` lays it over the photograph; without one, `find` proposes it from what the owner declared.
3. The reader of each display says what it saw, as distributions.
4. `decode` joins displays and history into a value with its rivals, or says why there is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from harimi.vision.align import DRIFT, align, with_reference
from harimi.vision.decode.judge import judge
from harimi.vision.decode.verdict import Verdict
from harimi.vision.displays.covered import uncovered
from harimi.vision.displays.readers import read_display
from harimi.vision.face import Face, FaceError, placed
from harimi.vision.find.finders import find, refusal
from harimi.vision.find.proposal import Declared, Proposal
from harimi.vision.geometry import Image, Matrix
from harimi.vision.history import History
from harimi.vision.kinds import likeliest, possible
from harimi.vision.lost import direction, why_lost
from harimi.vision.observation import Evidence, Fit, Observation, Sight
from harimi.vision.photo import open_photo
from harimi.vision.quality import colourless, faults
from harimi.vision.reasons import Reason, because
from harimi.vision.views import View, fit_of, references

_RIVAL = 0.6
"""A second display whose score comes so near to the best one's could be the one that was meant."""


class NotFoundError(ValueError):
    """No face can be proposed; the reason says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.text())
        self.reason = reason


def read(
    photo: bytes,
    face: Face | None = None,
    history: History | None = None,
    *,
    declared: Declared | None = None,
    views: Sequence[View] = (),
) -> Observation:
    """What the meter in `photo` (the bytes of an image file) shows.

    With a `face` its displays are read where they are, by the view on which it was drawn or one of the `views` that were
    learned since. Without one the display is looked for, of the kind that is `declared`
    or of any. `history` restricts what can be true. A photograph that cannot be opened raises a `PhotoError`; everything
    else that goes wrong is an observation with its reasons.
    """
    image = open_photo(photo).image
    if face is not None:
        unit = face.unit or (declared.unit if declared else "")
        return _read_face(photo, image, face.model_copy(update={"unit": unit}), history, views)
    return _read_declared(photo, image, declared or Declared(), history)


def propose_face(photo: bytes, declared: Declared) -> Face:
    """A face to check and edit, made from one photograph; it keeps what alignment needs. Raises `NotFoundError`."""
    image = open_photo(photo).image
    if declared.kind == "auto":
        declared = replace(declared, kind=_of_any_kind(photo, image, declared, None)[0])
    why = refusal(declared)
    proposals = () if why else find(image, declared)
    if not proposals:
        raise NotFoundError(why or because("display_not_found", kind=declared.kind))
    return with_reference(_face(image, declared.unit, proposals[0]), image)


def complete_face(photo: bytes, face: Face) -> Face:
    """A face that was marked by hand on `photo`, with what alignment and its pages need from there; `FaceError` if it is of
    another shape.
    """
    image = open_photo(photo).image
    if _fit(image, face) is None:
        size = f"{image.shape[1]}×{image.shape[0]}"
        raise FaceError(f"the face is for a view of {face.size[0]}×{face.size[1]}; this photograph has {size}")
    return with_reference(face, image)


def _of_any_kind(photo: bytes, image: Image, declared: Declared, history: History | None) -> tuple[str, Observation]:
    """The likeliest kind of a display of which it was not said, and what it shows."""
    return likeliest({one.kind: _read_declared(photo, image, one, history) for one in possible(declared)})


def _read_face(photo: bytes, image: Image, face: Face, history: History | None, views: Sequence[View]) -> Observation:
    place = _place(image, face, views)
    if place is None:
        return _unreadable(face.unit, _why_lost(image, face, views), Evidence(photo))
    sights = uncovered(tuple(read_display(image, placed(display, place.matrix)) for display in face.displays))
    evidence = Evidence(photo, sights, place.shift, place.fit)
    observation = _observed(image, judge(face, sights, history), face.unit, evidence)
    if place.shift is not None and place.shift > DRIFT:
        observation = replace(observation, reasons=(*observation.reasons, _drifted(place)))
    return observation


@dataclass(frozen=True, slots=True)
class _Place:
    matrix: Matrix
    shift: float | None
    towards: tuple[float, float] = (0.0, 0.0)
    fit: Fit | None = None


def _drifted(place: _Place) -> Reason:
    return because("camera_moved", pixels=round(place.shift or 0.0), towards=direction(place.towards))


def _why_lost(image: Image, face: Face, views: Sequence[View]) -> Reason:
    return because("lost_alignment") if _fit(image, face) is None else why_lost(image, face, references(views))


def _place(image: Image, face: Face, views: Sequence[View]) -> _Place | None:
    """Where the face lies in the photograph; None when that is not known."""
    fit = _fit(image, face)
    if fit is None:
        return None
    if face.reference is None:
        return _Place(fit, None)
    found = align(image, face, references(views))
    return _Place(found.matrix, found.shift, found.towards, fit_of(found, views)) if found.ok else None


def _fit(image: Image, face: Face) -> Matrix | None:
    """From the face's pixels to those of a photograph of the same shape."""
    width, height = face.size
    fit = np.diag([image.shape[1] / width, image.shape[0] / height, 1.0])
    return None if abs(fit[0, 0] / fit[1, 1] - 1) > 0.02 else fit


def _read_declared(photo: bytes, image: Image, declared: Declared, history: History | None) -> Observation:
    if declared.kind == "auto":
        return _of_any_kind(photo, image, declared, history)[1]
    why = refusal(declared)
    if why is not None:
        return _unreadable(declared.unit, why, Evidence(photo))
    proposals = find(image, declared)
    if not proposals:
        return _unreadable(declared.unit, because("display_not_found", kind=declared.kind), Evidence(photo))
    verdict, sights = _judged(image, proposals[0], history)
    rivals = [_judged(image, rival, history)[0] for rival in proposals[1:] if rival.score >= _RIVAL * proposals[0].score]
    return _observed(image, _doubted(verdict, rivals), declared.unit, Evidence(photo, sights))


def _judged(image: Image, proposal: Proposal, history: History | None) -> tuple[Verdict, tuple[Sight, ...]]:
    first = proposal.sight or read_display(image, proposal.display)
    sights = (first, *(sight for _, sight in proposal.others))
    return judge(_face(image, "", proposal), sights, history), sights


def _face(image: Image, unit: str, proposal: Proposal) -> Face:
    return Face(size=(image.shape[1], image.shape[0]), unit=unit, displays=proposal.displays)


def _doubted(verdict: Verdict, rivals: list[Verdict]) -> Verdict:
    """A value that another display of the photograph contradicts with equal right is not published."""
    other = [rival for rival in rivals if rival.state == "published" and rival.value != verdict.value]
    if verdict.state != "published" or not other:
        return verdict
    share = 1 / (1 + len(other))
    shares = tuple(
        replace(one, probability=one.probability * share) for whole in (verdict, *other) for one in whole.alternatives[:1]
    )
    reasons = (*verdict.reasons, because("several_displays"))
    return replace(verdict, state="uncertain", confidence=verdict.confidence * share, alternatives=shares, reasons=reasons)


def _observed(image: Image, verdict: Verdict, unit: str, evidence: Evidence) -> Observation:
    sights = evidence.sights
    shown = tuple(reason for sight in sights for reason in sight.reasons)
    unclear = () if verdict.state == "published" else tuple(sight for sight in sights if sight.elements)
    poor = tuple(reason for sight in unclear for reason in faults(image, sight.outline))
    grey = (because("infrared"),) if unclear and colourless(image) else ()
    reasons = tuple(dict.fromkeys((*verdict.reasons, *poor, *grey, *shown)))
    confidence = round(verdict.confidence, 4)
    return Observation(verdict.value, unit, verdict.state, confidence, verdict.alternatives, reasons, evidence)


def _unreadable(unit: str, reason: Reason, evidence: Evidence) -> Observation:
    return Observation(None, unit, "unreadable", 0.0, (), (reason,), evidence)
