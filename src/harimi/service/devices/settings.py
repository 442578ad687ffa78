"""What a camera can be told about when and how it takes photographs; docs/how/devices.md lists it for whoever builds one."""

import json
import zlib
from datetime import time
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema, model_validator

from harimi.service.devices.models import Device, Installation

DEFAULT_ZONE = "Asia/Tokyo"
_CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["06:00"]}
Clock = Annotated[time, PlainSerializer(lambda at: at.strftime("%H:%M")), WithJsonSchema(_CLOCK)]
LAST_VERSION = 0x7FFF_FFFF
"""The largest that a version can be: what a column of whole numbers holds."""
MARGIN = 0.04
"""Around what is kept of a view, as a share of its sides: a camera that is knocked a little still sends all of it."""


class Settings(BaseModel):
    """What a person chooses for a camera. Raises pydantic's `ValidationError` for what cannot be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    every_minutes: int = Field(default=60, ge=0, le=1440)
    at: tuple[Clock, ...] = Field(default=(), max_length=48)
    windows: tuple[tuple[Clock, Clock], ...] = Field(default=(), max_length=12)
    only_on_change: float = Field(default=0, ge=0, le=100)
    longest_side: int = Field(default=1600, ge=320, le=4096)
    quality: int = Field(default=88, ge=40, le=100)
    crop_to_face: bool = False
    light_ms: int = Field(default=500, ge=0, le=10_000)
    batch: int = Field(default=1, ge=1, le=50)
    retries: int = Field(default=3, ge=0, le=20)
    retry_seconds: int = Field(default=60, ge=5, le=3600)
    contact_minutes: int = Field(default=15, ge=1, le=1440)
    report_minutes: int = Field(default=60, ge=5, le=1440)
    asleep: bool = False

    @model_validator(mode="after")
    def _times(self) -> Self:
        if any(begin == end for begin, end in self.windows):
            raise ValueError("a window that ends when it begins is none")
        return self


FIELDS = tuple(Settings.model_fields)


def chosen_for(device: Device) -> Settings:
    """The settings of a camera; what nobody changed is as for all."""
    return Settings.model_validate(device.settings)


def differing(settings: Settings) -> dict[str, Any]:
    """What of it is not as for all: what is kept."""
    return settings.model_dump(mode="json", exclude_defaults=True)


def told_to(device: Device) -> dict[str, Any]:
    """The settings as the camera gets them, with its site's zone, the part to send, and a version made of all of it."""
    watched = list(device.installations.filter(until=None).select_related("meter__site"))
    told = chosen_for(device).model_dump(mode="json")
    told["crop"] = _crop(watched) if told.pop("crop_to_face") else None
    told["time_zone"] = watched[0].meter.site.time_zone if watched else DEFAULT_ZONE
    version = zlib.crc32(json.dumps(told, sort_keys=True).encode()) & LAST_VERSION
    return {"version": version, **told}


def _crop(watched: list[Installation]) -> list[float] | None:
    """The part of the view that holds all that is kept of it; None while a face is still to be drawn, which needs all."""
    frames = [one.cut for one in watched]
    if not frames or None in frames:
        return None
    known = [one for one in frames if one is not None]
    x0, y0 = min(one.x for one in known) - MARGIN, min(one.y for one in known) - MARGIN
    x1, y1 = max(one.x + one.width for one in known) + MARGIN, max(one.y + one.height for one in known) + MARGIN
    left, top = max(0.0, x0), max(0.0, y0)
    return [round(side, 4) for side in (left, top, min(1.0, x1) - left, min(1.0, y1) - top)]
