"""A row of a table about a meter, and which meter it means."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from harimi.service.meters.days import midnight
from harimi.service.meters.models import Meter
from harimi.service.readings.imports.lines import Line


@dataclass(slots=True)
class MeterLine(Line):
    """A row about a meter: what it says, and which meter it means, None for a new one."""

    said: dict[str, Any] = field(default_factory=dict)
    meter: Meter | None = None

    @property
    def changed(self) -> set[str]:
        """Columns that say something new."""
        return {change.column for change in self.changes}


def since_of(line: MeterLine, zone: ZoneInfo) -> datetime | None:
    """From when on the meter counts for its tenant; None for now."""
    day = line.said.get("since")
    return None if day is None else midnight(day, zone)
