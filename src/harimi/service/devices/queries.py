"""How the cameras over a meter do, as far as their organization lets them tell."""

from dataclasses import dataclass

from harimi.service.devices.models import Device, DeviceLog, DeviceReport, Installation
from harimi.service.devices.reported import PURPOSE
from harimi.service.meters.models import Meter
from harimi.service.privacy.gate import Use, decide

LINES = 20


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera over a meter: since when, its latest report, and the newest lines of its log."""

    installation: Installation
    report: DeviceReport | None
    log: tuple[DeviceLog, ...]


def cameras_over(meter: Meter) -> list[Camera]:
    """The working cameras over a meter."""
    working = meter.installations.filter(until=None, device__kind=Device.Kind.CAMERA, device__stopped_at=None)
    return [Camera(one, *told_by(one.device)) for one in working.select_related("device__organization").order_by("since")]


def told_by(device: Device) -> tuple[DeviceReport | None, tuple[DeviceLog, ...]]:
    """A camera's latest report and the newest lines of its log, as far as its organization lets it tell."""
    subject = device.organization.subject_id
    reports, logs = (decide(Use(PURPOSE, (item,), subject)).allowed for item in ("camera_device", "camera_log"))
    return (
        device.reports.order_by("-at", "-pk").first() if reports else None,
        tuple(device.log.order_by("-at", "-pk")[:LINES]) if logs else (),
    )
