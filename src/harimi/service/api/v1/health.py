"""How meters and cameras do: whether photographs come, whether they are read, and what cameras say of themselves."""

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from pydantic import BaseModel

from harimi.service.accounts.access import Action
from harimi.service.accounts.api_tokens import Scope
from harimi.service.api.v1.caller import allowed, found
from harimi.service.api.v1.calls import Subject
from harimi.service.api.v1.cameras import cameras_of
from harimi.service.api.v1.registers import registers_of
from harimi.service.api.v1.words import one_of
from harimi.service.devices.models import DeviceLog, DeviceReport
from harimi.service.devices.queries import cameras_over, told_by
from harimi.service.readings.health import Share, coming, share

health_calls = Subject("health", "Whether photographs come and are read, and what cameras say of themselves.")
DAYS = (7, 30)


class Decided(BaseModel):
    """What became of the photographs of the last `days`: a value that may be used, a question, or nothing to be read."""

    days: int
    published: int
    asks: int
    unreadable: int


class Watching(BaseModel):
    """A working camera over the meter, and since when it stands so."""

    camera_id: UUID
    since: datetime


class RegisterHealth(BaseModel):
    """How a register does. `every_seconds` is the usual pause between two photographs of the last two weeks, null while too
    few came; `late` where the next one should have come by now.
    """

    photograph_at: datetime | None
    every_seconds: int | None
    late: bool
    decided: list[Decided]
    cameras: list[Watching]


class CameraReport(BaseModel):
    """What a camera last said of itself. Its clock is `clock_drift_s` ahead; `waiting` photographs have not been sent yet."""

    at: datetime
    model: str
    os: str
    firmware: str
    serial: str
    battery_percent: int | None
    rssi_dbm: int | None
    temperature_c: int | None
    clock_drift_s: int | None
    free_mb: int | None
    waiting: int | None


class LogLine(BaseModel):
    """One thing that happened to a camera; `code` is a number of its own."""

    at: datetime
    level: Annotated[DeviceLog.Level, one_of(DeviceLog.Level)]
    event: Annotated[DeviceLog.Event, one_of(DeviceLog.Event)]
    code: int


class CameraHealth(BaseModel):
    """How a camera does: its last report, which needs your consent, and the newest lines of its log unless you stopped that."""

    report: CameraReport | None
    log: list[LogLine]


@health_calls.get("/registers/{register_id}/health", Scope.METERS_READ, RegisterHealth, missing=True)
def get_register_health(request: HttpRequest, register_id: UUID) -> RegisterHealth:
    """Whether a register's photographs come, and whether they are read."""
    register, now = found(registers_of(allowed(request, Action.SEE)), pk=register_id), timezone.now()
    comes, over = coming(register, now), [one.installation for one in cameras_over(register.meter)]
    return RegisterHealth(
        photograph_at=None if comes.last is None else comes.last.taken_at.astimezone(UTC),
        every_seconds=None if comes.pause is None else round(comes.pause.total_seconds()),
        late=comes.late,
        decided=[_decided(share(register, now, days)) for days in DAYS],
        cameras=[Watching(camera_id=one.device_id, since=one.since.astimezone(UTC)) for one in over],
    )


@health_calls.get("/cameras/{camera_id}/health", Scope.DEVICES_READ, CameraHealth, missing=True)
def get_camera_health(request: HttpRequest, camera_id: UUID) -> CameraHealth:
    """What a camera says of itself."""
    device = found(cameras_of(allowed(request, Action.SEE)), pk=camera_id)
    report, log = told_by(device)
    return CameraHealth(report=None if report is None else _report(report), log=[_line(one) for one in log])


def _decided(found: Share) -> Decided:
    return Decided(days=found.days, published=found.published, asks=found.asks, unreadable=found.unreadable)


def _report(row: DeviceReport) -> CameraReport:
    same: dict[str, Any] = {name: getattr(row, name) for name in CameraReport.model_fields}
    return CameraReport(**same | {"at": row.at.astimezone(UTC)})


def _line(row: DeviceLog) -> LogLine:
    return LogLine(at=row.at.astimezone(UTC), level=DeviceLog.Level(row.level), event=DeviceLog.Event(row.event), code=row.code)
