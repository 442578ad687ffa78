"""A camera comes into a house out of a box, and one that is broken is reported and replaced."""

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found, missing, refused
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.cameras import Camera, cameras_of, told_cameras
from harimi.service.api.v1.words import Name, Sent, one_of
from harimi.service.devices.models import Device
from harimi.service.logistics.claiming import claim, claimed_with
from harimi.service.logistics.faults import ReportedAlreadyError, end, faulty, open_fault, report
from harimi.service.logistics.guessing import TooManyCodesError, counted
from harimi.service.logistics.models import Fault as FaultRow
from harimi.service.logistics.unit_errors import UnitError
from harimi.service.readings.replacing import claim_instead

claim_calls = Subject("claims", "Cameras that come in a box: claimed by the code on it, reported where they are broken.")


class Claim(Sent):
    """The code on the box, however it is written, and how the camera is called from now on.

    `replaces` a camera of which a fault is known: what that watched, its settings and its faces go on under the new one.
    """

    code: str = Field(min_length=1, max_length=60, examples=["ABCD-EFGH-JKLM-NPQR"])
    name: Name = Field(examples=["Basement"])
    replaces: UUID | None = None


class NewFault(Sent):
    """What is wrong."""

    code: Annotated[FaultRow.Code, one_of(FaultRow.Code)]


class Fault(BaseModel):
    """What is wrong with a camera; `answered` once another one was sent."""

    code: Annotated[FaultRow.Code, one_of(FaultRow.Code)]
    state: Annotated[FaultRow.State, one_of(FaultRow.State)]
    reported_at: datetime


@claim_calls.send("/camera-claims", Scope.DEVICES_WRITE, Camera)
def claim_camera(request: HttpRequest, body: Claim) -> Camera:
    """Claims the camera that was sent to you in a box. Switched on, it is heard under its new name.

    The same code again answers the same camera. After 20 wrong codes none is looked at for an hour.
    """
    who = allowed(request, Action.CHANGE_METERS)
    old = None if body.replaces is None else _broken(who, body.replaces)
    try:
        with counted(who.user):
            return _told(who, claimed_with(body.code, who.organization) or _claimed(who, body, old))
    except TooManyCodesError as error:
        raise refused(error.code, error) from error
    except UnitError as error:
        raise refused("no_such_code", "no camera that was sent to you has this code") from error


@claim_calls.get("/cameras/{camera_id}/fault", Scope.DEVICES_READ, Fault, missing=True)
def get_camera_fault(request: HttpRequest, camera_id: UUID) -> Fault:
    """What is wrong with a camera, as somebody reported it; 404 where nothing is."""
    return _fault(found(cameras_of(allowed(request, Action.CHANGE_METERS)), pk=camera_id))


@claim_calls.make("/cameras/{camera_id}/fault", Scope.DEVICES_WRITE, Fault)
def report_camera_fault(request: HttpRequest, camera_id: UUID, body: NewFault) -> Fault:
    """Reports that a camera is broken; the operator sends another one."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(cameras_of(who), pk=camera_id)
    try:
        report(row, body.code, who.user)
    except ReportedAlreadyError as error:
        raise refused(error.code, "a fault of this camera is known already") from error
    return _fault(row)


@claim_calls.delete("/cameras/{camera_id}/fault", Scope.DEVICES_WRITE)
def end_camera_fault(request: HttpRequest, camera_id: UUID) -> None:
    """Takes a fault back, as the camera works again and no other one was sent yet."""
    row = found(cameras_of(allowed(request, Action.CHANGE_METERS)), pk=camera_id)
    fault = _open(row)
    if fault.state != FaultRow.State.REPORTED:
        raise refused("answered", "another camera is on its way; claim it in this one's place, or write an inquiry")
    end(fault)


def _broken(who: Caller, camera_id: UUID) -> Device:
    old = found(cameras_of(who), pk=camera_id)
    if not faulty(cameras_of(who)).filter(pk=old.pk).exists():
        raise refused("no_fault", "no fault of that camera is known; report it first")
    return old


def _claimed(who: Caller, body: Claim, old: Device | None) -> Device:
    if old is None:
        return claim(body.code, who.organization, body.name, who.user)
    return claim_instead(body.code, old, body.name, who.user)


def _told(who: Caller, device: Device) -> Camera:
    return told_cameras([found(cameras_of(who), pk=device.pk)])[0]


def _open(device: Device) -> FaultRow:
    fault = open_fault(device)
    if fault is None:
        raise missing()
    return fault


def _fault(device: Device) -> Fault:
    row = _open(device)
    reported_at = row.reported_at.astimezone(UTC)
    return Fault(code=FaultRow.Code(row.code), state=FaultRow.State(row.state), reported_at=reported_at)
