"""What cameras tell of themselves: what they are, only with their organization's consent, and what happened to them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from harimi.service.devices.battery import note_battery
from harimi.service.devices.models import Device, DeviceHealth, DeviceLog, DeviceReport
from harimi.service.privacy.collectors import collecting
from harimi.service.privacy.gate import Use, decide
from harimi.service.privacy.held import held
from harimi.service.privacy.promptly import CONSENTS, STOPS, Breach, breach

Row = TypeVar("Row", DeviceReport, DeviceLog)
PURPOSE = "upkeep"
"""What both are for in the first place; statistics are another use, and asked for again."""
AHEAD = timedelta(minutes=5)


class NoConsentError(PermissionError):
    """The organization has not consented to device information of its cameras."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a camera says that it is; empty or None where it does not say."""

    model: str = ""
    os: str = ""
    firmware: str = ""
    serial: str = ""
    battery_percent: int | None = None
    rssi_dbm: int | None = None
    temperature_c: int | None = None
    clock_drift_s: int | None = None
    free_mb: int | None = None
    waiting: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened to a camera, by its code."""

    at: datetime
    level: DeviceLog.Level
    event: DeviceLog.Event
    code: int = 0


def may_report(device: Device) -> bool:
    """Whether a report of this camera is kept. Raises `NoConsentError` where its organization was not asked or said no."""
    if not collecting("camera_device"):
        return False
    decision = decide(Use(PURPOSE, ("camera_device",), device.organization.subject_id))
    if decision.why == "no_consent":
        raise NoConsentError(str(device.pk))
    return decision.allowed


def may_log(device: Device) -> bool:
    """Whether this camera's log is kept."""
    return collecting("camera_log") and decide(Use(PURPOSE, ("camera_log",), device.organization.subject_id)).allowed


def report(device: Device, told: Told) -> None:
    """Keeps a report; ask `may_report` first, before anything of it is read."""
    kept = DeviceReport.objects.create(device=device, **asdict(told))
    if told.battery_percent is not None:
        note_battery(device, kept.at)


def note(device: Device, lines: Iterable[Line]) -> int:
    """Keeps lines of a log, each once however often it is sent; ask `may_log` first. How many were of a time that can be."""
    now = timezone.now()
    fit = [one for one in lines if now - held().kept("camera_log") <= one.at <= now + AHEAD]
    rows = [DeviceLog(device=device, at=one.at, level=one.level, event=one.event, code=one.code) for one in fit]
    DeviceLog.objects.bulk_create(rows, ignore_conflicts=True)
    return len(fit)


def breaches() -> list[Breach]:
    """What was kept of cameras although their organization had stopped it or withdrawn its consent; see `privacy.promptly`.

    Lines of a log carry the camera's own time, which may be a little ahead.
    """
    return [
        *breach("camera_device", (STOPS, CONSENTS), lambda who, late: _theirs(DeviceReport, who).filter(at__gt=late).count()),
        *breach("camera_log", (STOPS,), lambda who, late: _theirs(DeviceLog, who).filter(at__gt=late + AHEAD).count()),
    ]


def _theirs(kind: type[Row], subject: UUID | None) -> QuerySet[Row]:
    return kind._default_manager.filter(device__organization__subject=subject)


def forget_reported(now: datetime | None = None) -> int:
    """Deletes reports and logs that were kept long enough; how many rows. A camera's latest report stays while it works."""
    at, kept = now or timezone.now(), held().kept
    DeviceHealth.objects.exclude(device__stopped_at=None).delete()
    latest = DeviceReport.objects.filter(device__stopped_at=None).values("device").annotate(last=Max("id")).values("last")
    reports = DeviceReport.objects.filter(at__lt=at - kept("camera_device")).exclude(pk__in=latest)
    return reports.delete()[0] + DeviceLog.objects.filter(at__lt=at - kept("camera_log")).delete()[0]


def delete_reported(organization: UUID) -> int:
    """Deletes all reports and logs of an organization's cameras, as it wishes; how many rows."""
    theirs = Q(device__organization=organization)
    Device.objects.filter(organization=organization).update(heard_at=None)
    DeviceHealth.objects.filter(theirs).delete()
    return DeviceReport.objects.filter(theirs).delete()[0] + DeviceLog.objects.filter(theirs).delete()[0]
