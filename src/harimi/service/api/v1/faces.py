"""Faces: how registers look, versioned."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.face_refused import in_words
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import Id, Listed, Sent, Then
from harimi.service.meters.models import Face as FaceRow
from harimi.service.readings.face_versions import bring_back, forget_learned

face_calls = Subject(
    "faces", "How registers look to a camera: the reference view and the displays on it. Kept ones never change."
)


class FaceVersion(BaseModel):
    """A face that was kept: from when on it holds, and for which installation of a camera it was drawn."""

    version: int
    installation_id: UUID
    valid_from: datetime
    created_at: datetime


class Face(FaceVersion):
    """The same with the face itself, in the form of docs/schemas/face.json, in pixels of the pictures that are kept."""

    face: dict[str, Any]


class FaceVersions(Listed):
    """A page of faces, newest first."""

    data: list[FaceVersion]


class Restore(Sent):
    """From when on it holds again; where that is left out, for all that its camera took since it stands so."""

    since: Then | None = None


@face_calls.get("/registers/{register_id}/faces", Scope.METERS_READ, FaceVersions, missing=True)
def list_faces(request: HttpRequest, register_id: UUID, paging: Query[Paging]) -> FaceVersions:
    """The faces that a register has had, newest first, without what is on them."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    part = part_of(request, register.faces.defer("data"), ("-version",), paging)
    return FaceVersions(data=[FaceVersion(**_dated(one)) for one in part.rows], next=part.next)


@face_calls.get("/registers/{register_id}/faces/current", Scope.METERS_READ, Face, missing=True)
def get_current_face(request: HttpRequest, register_id: UUID) -> Face:
    """The face in force."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    return told_face(found(register.faces.order_by("-version")))


@face_calls.get("/registers/{register_id}/faces/{version}", Scope.METERS_READ, Face, missing=True)
def get_face(request: HttpRequest, register_id: UUID, version: Id) -> Face:
    """One face as it was kept."""
    register = found(registers_of(allowed(request, Action.SEE)), pk=register_id)
    return told_face(found(register.faces.all(), version=version))


@face_calls.make("/registers/{register_id}/faces/{version}/restore", Scope.METERS_WRITE, Face)
def restore_face(request: HttpRequest, register_id: UUID, version: Id, body: Restore) -> Face:
    """Makes an earlier face the next version. All that it is to read is read again."""
    who = allowed(request, Action.CHANGE_METERS)
    register = found(registers_of(who), pk=register_id)
    found(register.faces.all(), version=version)
    with in_words():
        return told_face(bring_back(register, version, body.since, actor=who.user))


@face_calls.delete("/registers/{register_id}/faces/{version}/learned", Scope.METERS_WRITE)
def forget_learned_views(request: HttpRequest, register_id: UUID, version: Id) -> None:
    """Forgets how the view of a face looked since it was drawn, where that was learned wrong. The first view stays."""
    who = allowed(request, Action.CHANGE_METERS)
    register = found(registers_of(who), pk=register_id)
    found(register.faces.all(), version=version)
    forget_learned(register, version, actor=who.user)


def told_face(row: FaceRow) -> Face:
    """The face in the API's words."""
    return Face(**_dated(row), face=row.data)


def _dated(row: FaceRow) -> dict[str, Any]:
    times = {"valid_from": row.valid_from.astimezone(UTC), "created_at": row.created_at.astimezone(UTC)}
    return {"version": row.version, "installation_id": row.view, **times}
