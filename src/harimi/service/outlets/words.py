"""The names that the data of events is made of."""

from pydantic import BaseModel

from harimi.service.privacy.held import held
from harimi.service.readings.stated import Evidence, Lamp, Rival, Stated

PREVIOUS = ("value", "total", "state")
"""What is told of a reading as it was before."""
_SEVERAL = ("since", "until", "count")
_CAMERA = ("device_id", "what", "at")
_ALERT = (
    *("id", "rule_id", "kind", "level", "state", "organization_id", "site_id", "meter_id", "register_id", "device_id", "since"),
    *("opened_at", "at", "value", "unit", "figures", "attempt", "picture", "acknowledged_at", "acknowledged_by_person"),
    *("snoozed_until", "until", "ended_at", "ended_because", "what"),
)
FIGURES = "alerts_alert.figures"
"""The column whose keys an alert's figures have."""


def keys() -> frozenset[str]:
    """All of them; any other is refused before it is written."""
    models: tuple[type[BaseModel], ...] = (Stated, Evidence, Rival, Lamp)
    named = {name for one in models for name in one.model_fields}
    return frozenset(named | {"previous"} | {*_SEVERAL, *_CAMERA, *_ALERT, *held().json[FIGURES]})
