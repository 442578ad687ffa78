"""Cameras: what they watch, when they take photographs, what they are told to do, and their tokens."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import BaseModel, Field

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import Caller, allowed, found
from harimi.service.api.v1.calls import Subject, unchanged
from harimi.service.api.v1.meters import meters_of
from harimi.service.api.v1.paging import Paging, part_of
from harimi.service.api.v1.registers import in_use
from harimi.service.api.v1.words import Id, Listed, Name, Secret, Sent, one_of
from harimi.service.devices import caring
from harimi.service.devices.asking import ask, set_settings
from harimi.service.devices.models import Device, DeviceToken
from harimi.service.devices.models import Installation as InstallationRow
from harimi.service.devices.models import Order as OrderRow
from harimi.service.devices.settings import Settings, chosen_for
from harimi.service.devices.tokens import good_tokens
from harimi.service.readings.fleet import fleet

camera_calls = Subject("cameras", "What watches meters: how it does, what it watches, what it is told to do, and its tokens.")


class Camera(BaseModel):
    """A working camera. `heard_at` is when it last said anything, `photograph_at` when the last one that was read was taken.

    `states` are codes of what is wrong with it, see docs/how/devices.md. `battery_percent` is known with your consent alone.
    """

    id: UUID
    name: str
    created_at: datetime
    heard_at: datetime | None
    photograph_at: datetime | None
    states: list[str]
    battery_percent: int | None
    orders_waiting: int


class Cameras(Listed):
    """A page of cameras."""

    data: list[Camera]


class NamedCamera(Sent):
    """How a camera is called."""

    name: Name = Field(examples=["Basement"])


class NewCamera(BaseModel):
    """A camera that was made, and its token."""

    id: UUID
    name: str
    token: Secret


class SettingsTold(Settings):
    """When and how a camera takes photographs; docs/how/devices.md says what each field is."""


class Installation(BaseModel):
    """A camera watches a meter from `since` until `until`, null where it still does.

    `frame` is what is kept of each photograph: left, top, width and height as shares; null while a face is to be drawn.
    """

    id: UUID
    camera_id: UUID
    meter_id: UUID
    since: datetime
    until: datetime | None
    frame: list[float] | None


class Installations(Listed):
    """A page of installations, newest first."""

    data: list[Installation]


class Over(Sent):
    """The meter that is to be watched."""

    meter_id: UUID


class NewOrder(Sent):
    """What a camera is to do."""

    kind: Literal["shoot", "report", "restart", "renew_token", "wipe"]


class Order(BaseModel):
    """What a camera was told, and what became of it. `code` says why one failed."""

    id: UUID
    kind: Annotated[OrderRow.Kind, one_of(OrderRow.Kind)]
    state: Annotated[OrderRow.State, one_of(OrderRow.State)]
    code: str
    asked_at: datetime
    changed_at: datetime
    expires_at: datetime


class Orders(Listed):
    """A page of orders, newest first."""

    data: list[Order]


class Followed(BaseModel):
    """Under which id the orders of this call are kept; one that waits already is not given twice."""

    together: UUID


class TokenOf(BaseModel):
    """By which a camera is known; `end` are its last characters. It is good until `until`, null for ever."""

    id: int
    end: str
    made_at: datetime
    used_at: datetime | None
    until: datetime | None


class TokensOf(Listed):
    """All tokens of a camera that are good, newest first."""

    data: list[TokenOf]


class NewTokenOf(BaseModel):
    """A token."""

    token: Secret


@camera_calls.get("/cameras", Scope.DEVICES_READ, Cameras)
def list_cameras(request: HttpRequest, paging: Query[Paging]) -> Cameras:
    """All working cameras, and how they do."""
    part = part_of(request, cameras_of(allowed(request, Action.SEE)), ("id",), paging)
    return Cameras(data=told_cameras(part.rows), next=part.next)


@camera_calls.make("/cameras", Scope.DEVICES_WRITE, NewCamera, also=())
def make_camera(request: HttpRequest, body: NamedCamera) -> NewCamera:
    """Makes a camera of your own, which watches nothing yet."""
    who = allowed(request, Action.CHANGE_METERS)
    device, token = caring.connect_own(who.organization, body.name, who.user)
    return NewCamera(id=device.pk, name=device.name, token=token)


@camera_calls.get("/cameras/{camera_id}", Scope.DEVICES_READ, Camera, missing=True)
def get_camera(request: HttpRequest, camera_id: UUID) -> Camera:
    """One camera, and how it does."""
    return told_cameras([found(cameras_of(allowed(request, Action.SEE)), pk=camera_id)])[0]


@camera_calls.change("/cameras/{camera_id}", Scope.DEVICES_WRITE, Camera)
def change_camera(request: HttpRequest, camera_id: UUID, body: NamedCamera) -> Camera:
    """Names a camera otherwise."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(cameras_of(who), pk=camera_id)
    unchanged(request, told_cameras([row])[0])
    caring.rename(row, body.name, who.user)
    return told_cameras([found(cameras_of(who), pk=camera_id)])[0]


@camera_calls.delete("/cameras/{camera_id}", Scope.DEVICES_WRITE)
def stop_camera(request: HttpRequest, camera_id: UUID) -> None:
    """Stops a camera for good: it is heard no more. What it sent stays."""
    who = allowed(request, Action.CHANGE_METERS)
    caring.stop_camera(found(cameras_of(who), pk=camera_id), who.user)


@camera_calls.get("/cameras/{camera_id}/settings", Scope.DEVICES_READ, SettingsTold, missing=True)
def get_camera_settings(request: HttpRequest, camera_id: UUID) -> SettingsTold:
    """When and how a camera takes photographs."""
    return _settings(found(cameras_of(allowed(request, Action.SEE)), pk=camera_id))


@camera_calls.change("/cameras/{camera_id}/settings", Scope.DEVICES_WRITE, SettingsTold, method="PUT")
def put_camera_settings(request: HttpRequest, camera_id: UUID, body: Settings) -> SettingsTold:
    """Sets when and how a camera takes photographs, all of it at once. It goes by that once it hears of it."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(cameras_of(who), pk=camera_id)
    unchanged(request, _settings(row))
    set_settings([row], body, who.user)
    return _settings(found(cameras_of(who), pk=camera_id))


@camera_calls.get("/cameras/{camera_id}/installations", Scope.DEVICES_READ, Installations, missing=True)
def list_installations(request: HttpRequest, camera_id: UUID, paging: Query[Paging]) -> Installations:
    """What a camera watches and watched, newest first."""
    row = found(cameras_of(allowed(request, Action.SEE)), pk=camera_id)
    part = part_of(request, row.installations.all(), ("-since", "-pk"), paging)
    return Installations(data=[told_installation(one) for one in part.rows], next=part.next)


@camera_calls.make("/cameras/{camera_id}/installations", Scope.DEVICES_WRITE, Installation)
def put_over(request: HttpRequest, camera_id: UUID, body: Over) -> Installation:
    """Has a camera watch a meter from now on. One photograph may show several."""
    who = allowed(request, Action.CHANGE_METERS)
    row, meter = found(cameras_of(who), pk=camera_id), found(meters_of(who), pk=body.meter_id)
    in_use(meter)
    caring.put_over(row, meter, who.user)
    return told_installation(found(row.installations.all(), meter=meter, until=None))


@camera_calls.delete("/cameras/{camera_id}/installations/{installation_id}", Scope.DEVICES_WRITE)
def take_off(request: HttpRequest, camera_id: UUID, installation_id: UUID) -> None:
    """Has a camera watch a meter no more."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(cameras_of(who), pk=camera_id)
    watched = found(row.installations.select_related("meter"), pk=installation_id, until=None)
    caring.take_off(row, watched.meter, who.user)


@camera_calls.get("/cameras/{camera_id}/orders", Scope.DEVICES_READ, Orders, missing=True)
def list_orders(request: HttpRequest, camera_id: UUID, paging: Query[Paging]) -> Orders:
    """What a camera was told, newest first."""
    row = found(cameras_of(allowed(request, Action.SEE)), pk=camera_id)
    part = part_of(request, row.orders.all(), ("-asked_at", "-pk"), paging)
    return Orders(data=[_order(one) for one in part.rows], next=part.next)


@camera_calls.make("/cameras/{camera_id}/orders", Scope.DEVICES_WRITE, Followed)
def tell_camera(request: HttpRequest, camera_id: UUID, body: NewOrder) -> Followed:
    """Tells a camera to do something."""
    who = allowed(request, Action.CHANGE_METERS)
    return Followed(together=ask([found(cameras_of(who), pk=camera_id)], OrderRow.Kind(body.kind), who.user))


@camera_calls.get("/cameras/{camera_id}/tokens", Scope.DEVICES_READ, TokensOf, missing=True)
def list_camera_tokens(request: HttpRequest, camera_id: UUID) -> TokensOf:
    """The tokens by which a camera is known."""
    row = found(cameras_of(allowed(request, Action.CHANGE_METERS)), pk=camera_id)
    return TokensOf(data=[_token(one) for one in good_tokens(row)], next=None)


@camera_calls.make("/cameras/{camera_id}/tokens", Scope.DEVICES_WRITE, NewTokenOf)
def make_camera_token(request: HttpRequest, camera_id: UUID) -> NewTokenOf:
    """Makes another token for a camera; those before it stay good for seven days."""
    who = allowed(request, Action.CHANGE_METERS)
    return NewTokenOf(token=caring.renew(found(cameras_of(who), pk=camera_id), who.user))


@camera_calls.delete("/cameras/{camera_id}/tokens/{token_id}", Scope.DEVICES_WRITE)
def revoke_camera_token(request: HttpRequest, camera_id: UUID, token_id: Id) -> None:
    """Revokes a token of a camera, at once."""
    who = allowed(request, Action.CHANGE_METERS)
    row = found(cameras_of(who), pk=camera_id)
    caring.revoke_one(row, found(row.tokens.all(), pk=token_id), who.user)


def cameras_of(who: Caller) -> QuerySet[Device]:
    """The working cameras of the caller's organization."""
    mine = Device.objects.filter(organization=who.organization, kind=Device.Kind.CAMERA, stopped_at=None)
    return mine.select_related("organization")


def told_cameras(rows: list[Device]) -> list[Camera]:
    """How each of these cameras does, in a few queries for all of them."""
    known = {one.id: one for one in fleet(Device.objects.filter(pk__in=[row.pk for row in rows]), timezone.now())}
    return [
        Camera(
            id=row.pk,
            name=row.name,
            created_at=row.created_at.astimezone(UTC),
            heard_at=known[row.pk].heard,
            photograph_at=known[row.pk].last,
            states=known[row.pk].states,
            battery_percent=known[row.pk].battery,
            orders_waiting=known[row.pk].orders,
        )
        for row in rows
        if row.pk in known
    ]


def _settings(row: Device) -> SettingsTold:
    return SettingsTold(**chosen_for(row).model_dump())


def told_installation(row: InstallationRow) -> Installation:
    """The installation in the API's words."""
    same = {"id": row.pk, "camera_id": row.device_id, "meter_id": row.meter_id, "frame": row.frame}
    return Installation(**same, since=row.since, until=row.until)


def _order(row: OrderRow) -> Order:
    times = {"asked_at": row.asked_at, "changed_at": row.changed_at, "expires_at": row.expires_at}
    return Order(id=row.pk, kind=OrderRow.Kind(row.kind), state=OrderRow.State(row.state), code=row.code, **times)


def _token(row: DeviceToken) -> TokenOf:
    return TokenOf(id=row.pk, end=row.end, made_at=row.made_at, used_at=row.used_at, until=row.until)
